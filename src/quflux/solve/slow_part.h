#pragma once

#include <functional>
#include <vector>

#include "quflux/solve/block_generator.h"

namespace quflux::inline solve {

/// rho_ab and where its real part, or its population, is among the numbers of a slow part; its
/// imaginary part follows.
struct SlowElement {
  BlockElement element;
  Eigen::Index at;
};

/// Of each class, populations first.
using SlowElements = std::vector<std::vector<SlowElement>>;

/// A coherence that is not among them, and where in x its two numbers are.
struct FastElement {
  BlockElement element;
  Eigen::Index real;
  Eigen::Index imaginary;
};

/// Which elements an approximation takes as a whole, and which one by one.
struct SlowChoice {
  SlowElements elements;
  std::vector<Eigen::Index> numbers;  ///< where in x those of the slow ones are
  Eigen::Index populations;           ///< so many of them are populations, the first ones
  std::vector<FastElement> fast;
};

/// All populations, and the coherences that `speed` says are slowest: those that turn no faster
/// than a hundred of the largest rates, and of these as many as make `most` numbers in all; of
/// equally slow ones all or none, so that what is degenerate stays together.
template <class Scalar>
SlowChoice choose_slow(const BlockGenerator<Scalar>& generator, Eigen::Index most,
                       const std::function<double(const BlockElement&)>& speed);

/// What a generator does among some elements, as a matrix of so many real numbers, which stand for
/// populations and coherences as in BlockGenerator.
template <class Scalar>
RealMatrix slow_part(const BlockGenerator<Scalar>& generator, const SlowElements& elements,
                     Eigen::Index size);

/// The elements that L has on its diagonal: what rho'_ab has of rho_ab.
template <class Scalar>
class OwnElements {
 public:
  explicit OwnElements(const BlockGenerator<Scalar>& generator);
  Complex operator()(const BlockElement& e) const;

 private:
  using Jump = typename BlockGenerator<Scalar>::Jump;

  const BlockGenerator<Scalar>& generator_;
  std::vector<std::vector<const Jump*>> within_;  // each class
};

extern template SlowChoice choose_slow(const BlockGenerator<double>&, Eigen::Index,
                                       const std::function<double(const BlockElement&)>&);
extern template SlowChoice choose_slow(const BlockGenerator<Complex>&, Eigen::Index,
                                       const std::function<double(const BlockElement&)>&);
extern template RealMatrix slow_part(const BlockGenerator<double>&, const SlowElements&,
                                     Eigen::Index);
extern template RealMatrix slow_part(const BlockGenerator<Complex>&, const SlowElements&,
                                     Eigen::Index);
extern template class OwnElements<double>;
extern template class OwnElements<Complex>;

}  // namespace quflux::inline solve
