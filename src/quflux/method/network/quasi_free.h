#pragma once

#include <span>
#include <vector>

#include "quflux/method/network/counted_network.h"
#include "quflux/method/network/moment_solver.h"

namespace quflux::inline network {

/// The stationary moments of a network whose baths are counted, and how they respond, Eqs. (72)
/// and (73).
template <class Real>
class QuasiFree {
 public:
  /// Throws NoAnswer where there is no stationary state.
  explicit QuasiFree(CountedNetwork<Real> counted);

  /// As those of FlowStatistics.
  RealVector cumulants(const RealVector& c, int order) const;
  RealMatrix noise() const;
  std::vector<Matrix> noise_spectrum(std::span<const double> frequencies) const;

  /// How many times the largest element of the noise is what it is a sum of.
  double cancellation(const RealMatrix& noise) const;

  const CountedNetwork<Real>& counted() const { return counted_; }
  Vector relaxation() const { return solver_.eigenvalues(); }  ///< eigenvalues of X

 private:
  using Moments = BasicMatrix<Real>;

  // E' of every bath, and what disturbs the moments in first order.
  struct FirstTerms {
    std::vector<Moments> excesses;
    std::vector<Moments> disturbances;
  };

  Eigen::Index baths() const { return static_cast<Eigen::Index>(counted_.baths.size()); }
  Moments drift() const;
  Moments solve_moments() const;
  Jumps<Real> term(Eigen::Index bath, int n) const;
  Jumps<Real> sum_of_terms(const RealVector& c, int n) const;
  Moments disturbance(const Jumps<Real>& first, const Moments& excess_of_first) const;
  FirstTerms first_terms() const;
  Real shot_noise(Eigen::Index bath) const;
  BasicMatrix<Real> half_side(const std::vector<Moments>& excesses,
                              const std::vector<Moments>& disturbances, double w) const;

  CountedNetwork<Real> counted_;
  MomentSolver<Real> solver_;
  Moments moments_;
};

extern template class QuasiFree<double>;
extern template class QuasiFree<DoubleDouble>;

}  // namespace quflux::inline network
