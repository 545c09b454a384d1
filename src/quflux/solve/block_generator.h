#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "quflux/generator/energy_flows.h"
#include "quflux/generator/generator.h"
#include "quflux/solve/state_classes.h"

namespace quflux::inline solve {

/// Whether all A and B are real, so that BlockGenerator<double> holds the generator.
bool has_real_elements(const Generator& generator);

/// How many digits products of blocks keep: 16, or 7 in half the time.
enum class Precision { full, single };

/// rho_ab or, with a = b, a population, by the class of both states and their places in it, a >= b.
struct BlockElement {
  Eigen::Index state_class;
  Eigen::Index row;
  Eigen::Index column;
};

/// A generator on the Hermitian matrices that are block diagonal in its StateClasses, by products
/// of its blocks, without a matrix of its own:
///
///   L[rho] = X + X^+,   X = sum over terms of A rho B^+ - (B^+ A + i H) rho.
///
/// x holds the blocks one behind the other, each of d_c x d_c real numbers in column order: rho_aa,
/// and for a > b sqrt(2) Re rho_ab in the place of rho_ab, sqrt(2) Im rho_ab in that of rho_ba; so
/// lengths are those of matrices. Scalar is double where all A and B are real, and Complex
/// otherwise.
template <class Scalar>
class BlockGenerator {
 public:
  using Block = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  /// One term between two classes, rho_to += A rho_from B^+ + h.c., of the rows and columns that
  /// hold elements where these are few, or of all.
  struct Jump {
    std::size_t bath;
    Eigen::Index from;
    Eigen::Index to;
    std::vector<Eigen::Index> rows;     ///< places in the class `to`
    std::vector<Eigen::Index> columns;  ///< places in the class `from`
    Block a;                            ///< rows x columns
    Block b;
  };

  /// The same between classes of single states: a rate.
  struct Rate {
    Eigen::Index from;
    Eigen::Index to;
    double rate;
  };

  /// Elements between classes count with what they do to populations and coherences within them.
  BlockGenerator(const Generator& generator, StateClasses classes);

  Eigen::Index size() const { return begins_.back(); }  ///< of x
  const StateClasses& classes() const { return classes_; }
  Eigen::Index block_begin(Eigen::Index c) const { return begins_[static_cast<std::size_t>(c)]; }
  /// E_a - E_b
  double frequency(const BlockElement& e) const;
  const std::vector<Jump>& jumps() const { return jumps_; }
  const std::vector<std::vector<Rate>>& rates() const { return rates_; }  ///< of each bath
  /// The sum of B^+ A within a class.
  const Block& escape(Eigen::Index c) const { return escapes_[static_cast<std::size_t>(c)]; }
  bool is_whole(const Jump& jump) const {
    return jump.a.rows() == block_size(jump.to) && jump.a.cols() == block_size(jump.from);
  }
  /// The largest |(B^+ A)_aa|: the rate, but for a factor of two, of the state that is left
  /// fastest.
  double fastest_rate() const;
  double cost() const { return cost_; }  ///< of apply(), in products of two real numbers

  /// value(class, place) of each state.
  template <class Value>
  RealVector of_each_state(const Value& value) const {
    RealVector result(energies_.size());
    for (std::size_t c = 0; c < classes_.size(); ++c) {
      const std::vector<Eigen::Index>& members = classes_.members[c];
      for (std::size_t i = 0; i < members.size(); ++i) {
        result(members[i]) = value(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(i));
      }
    }
    return result;
  }

  /// y = L x, on the cores that parallel_for() uses.
  void apply(const RealVector& x, RealVector& y) const { apply_with<Scalar>(x, y); }
  void apply(const RealVector& x, RealVector& y, Precision precision) const {
    if (precision == Precision::full) return apply_with<Scalar>(x, y);
    apply_with<Single>(x, y);
  }
  /// Makes Precision::single possible: a copy of all A and B.
  void prepare_single();

  /// The density matrix of x in the energy basis, and back.
  Matrix state(const RealVector& x) const;
  RealVector numbers(const Matrix& state) const;

  /// As find_energy_flows(), whose sizes these are bounds of.
  void find_flows(const RealVector& x, FlowSums<double>& result) const;

 private:
  Eigen::Index block_size(Eigen::Index c) const {
    return static_cast<Eigen::Index>(classes_.members[static_cast<std::size_t>(c)].size());
  }
  double energy(Eigen::Index c, Eigen::Index place) const {
    const auto& members = classes_.members[static_cast<std::size_t>(c)];
    return energies_(members[static_cast<std::size_t>(place)]);
  }
  using Single = std::conditional_t<std::is_same_v<Scalar, double>, float, std::complex<float>>;
  template <class Number>
  using BlockOf = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;

  // A, B and escapes in single precision.
  struct SingleFactors {
    std::vector<BlockOf<Single>> a;  // of each jump
    std::vector<BlockOf<Single>> b;
    std::vector<BlockOf<Single>> escapes;
  };

  template <class Number>
  const BlockOf<Number>& factor_a(std::size_t jump) const {
    if constexpr (std::is_same_v<Number, Scalar>) {
      return jumps_[jump].a;
    } else {
      return single_.a[jump];
    }
  }
  template <class Number>
  const BlockOf<Number>& factor_b(std::size_t jump) const {
    if constexpr (std::is_same_v<Number, Scalar>) {
      return jumps_[jump].b;
    } else {
      return single_.b[jump];
    }
  }
  template <class Number>
  const BlockOf<Number>& escape_of(std::size_t c) const {
    if constexpr (std::is_same_v<Number, Scalar>) {
      return escapes_[c];
    } else {
      return single_.escapes[c];
    }
  }

  // What one term does from one class to one other.
  struct Lead {
    Eigen::Index to;
    Block a;
    Block b;
  };

  void add_term(std::size_t bath, std::span<const MatrixElement> a,
                std::span<const MatrixElement> b, const LargestElements& least,
                std::vector<std::vector<Lead>>& leads);
  void add_lead(std::size_t bath, Eigen::Index from, Lead lead);
  template <class Number>
  void apply_with(const RealVector& x, RealVector& y) const;
  template <class Number>
  void find_half(const std::vector<BlockOf<Number>>& blocks, Eigen::Index c, Eigen::Index row,
                 Eigen::Index rows, BlockOf<Number>& half) const;
  template <class Number>
  void add_parts(const std::vector<BlockOf<Number>>& blocks, std::size_t c,
                 BlockOf<Number>& half) const;
  template <class Number>
  void write(const BlockOf<Number>& half, std::size_t c, const RealVector& x, RealVector& y) const;

  StateClasses classes_;
  RealVector energies_;
  std::vector<Eigen::Index> begins_;  // of the blocks in x, and the end
  std::vector<Jump> jumps_;
  std::vector<std::vector<std::size_t>> jumps_to_;  // each class, those of all rows and columns
  std::vector<std::vector<std::size_t>> parts_to_;  // the other ones
  std::vector<std::vector<Rate>> rates_;
  std::vector<Block> escapes_;
  SingleFactors single_;
  double cost_ = 0;
};

extern template class BlockGenerator<double>;
extern template class BlockGenerator<Complex>;

}  // namespace quflux::inline solve
