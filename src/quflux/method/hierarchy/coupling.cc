#include "quflux/method/hierarchy/coupling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "quflux/core/constants.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// A sum of auxiliary operators with complex weights, of which most are real: two sums with real
// ones.
template <int Dimension>
class WeightedSum {
 public:
  using Block = Eigen::Matrix<Complex, Dimension, Dimension>;

  explicit WeightedSum(Index d) : real_(d, d), imaginary_(d, d) {}

  void clear() {
    real_.setZero();
    is_real_ = true;
  }
  template <class Other>
  void add(double weight, const Other& block) {
    real_ += weight * block;
  }
  template <class Other>
  void add(Complex weight, const Other& block) {
    if (weight.real() != 0) real_ += weight.real() * block;
    if (weight.imag() == 0) return;
    if (is_real_) {
      imaginary_ = weight.imag() * block;
    } else {
      imaginary_ += weight.imag() * block;
    }
    is_real_ = false;
  }
  const Block& value() {
    if (!is_real_) real_ += kI * imaginary_;
    is_real_ = true;
    return real_;
  }

 private:
  Block real_;
  Block imaginary_;
  bool is_real_ = true;
};

// Whether every S_j leads from either half of the states to the other one, and every channel there
// or to the same one.
bool changes_parity(const Hierarchy& hierarchy) {
  const Index half = hierarchy.dimension() / 2;
  const auto stays_nowhere = [half](const Matrix& m) {
    return m.topLeftCorner(half, half).isZero(0) && m.bottomRightCorner(half, half).isZero(0);
  };
  return 2 * half == hierarchy.dimension() &&
         std::ranges::all_of(hierarchy.couplings, stays_nowhere) &&
         std::ranges::all_of(hierarchy.jumps, [&](const Matrix& jump) {
           return stays_nowhere(jump) || (jump.topRightCorner(half, half).isZero(0) &&
                                          jump.bottomLeftCorner(half, half).isZero(0));
         });
}

}  // namespace

Coupling::Coupling(const Hierarchy& hierarchy, Of of, bool even)
    : hierarchy_(hierarchy), of_(of), halves_(even && changes_parity(hierarchy)) {
  for (std::size_t n = 0; n <= hierarchy.operators.depth() + 1; ++n) {
    roots_.push_back(std::sqrt(static_cast<double>(n)));
  }
  std::size_t k = 0;
  for (std::size_t j = 0; j < hierarchy.couplings.size(); ++j) {
    mode_begins_.push_back(k);
    while (k < hierarchy.modes.size() && hierarchy.modes[k].bath == j) ++k;
  }
  mode_begins_.push_back(k);
  for (const Mode& mode : hierarchy.modes) {
    left_.push_back(mode.amplitude / mode.scale);
    right_.push_back(mode.conjugate / mode.scale);
  }
}

void Coupling::find(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
                    Eigen::Ref<Vector> out) const {
  if (halves_) {
    switch (hierarchy_.dimension()) {
      case 4:
        return find_half<2>(tiers, n, x, out);
      case 8:
        return find_half<4>(tiers, n, x, out);
      default:
        return find_half<Eigen::Dynamic>(tiers, n, x, out);
    }
  }
  switch (hierarchy_.dimension()) {
    case 2:
      return find_of<2>(tiers, n, x, out);
    case 3:
      return find_of<3>(tiers, n, x, out);
    case 4:
      return find_of<4>(tiers, n, x, out);
    default:
      return find_of<Eigen::Dynamic>(tiers, n, x, out);
  }
}

// -i sum_j (S_j (U_j + A_j) - (U_j + B_j) S_j): U_j sums operators above, A_j and B_j those below.
template <int Dimension>
void Coupling::find_of(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
                       Eigen::Ref<Vector> out) const {
  using Block = Eigen::Matrix<Complex, Dimension, Dimension>;
  const Index d = hierarchy_.dimension();
  const auto sigma = [&](std::int32_t other) {
    return Eigen::Map<const Block>(x.data() + static_cast<Index>(other) * d * d, d, d);
  };
  const bool hermitian = of_ == Of::conjugate && hierarchy_.operators.partner(n) == n;
  // Of operators above both sides have the same sum.
  const bool one_sum = hermitian || tiers == Tiers::above;
  const auto numbers = hierarchy_.operators.numbers(n);
  const auto above = hierarchy_.operators.above(n);
  const auto below = hierarchy_.operators.below(n);
  WeightedSum<Dimension> left(d);
  WeightedSum<Dimension> right(d);
  Block product(d, d);
  Block result = Block::Zero(d, d);
  for (std::size_t j = 0; j + 1 < mode_begins_.size(); ++j) {
    left.clear();
    right.clear();
    for (std::size_t k = mode_begins_[j]; k < mode_begins_[j + 1]; ++k) {
      if (tiers != Tiers::below && above[k] != AuxiliaryOperators::kNone) {
        const double weight = hierarchy_.modes[k].scale * roots_[numbers[k] + 1U];
        left.add(weight, sigma(above[k]));
        if (!one_sum) right.add(weight, sigma(above[k]));
      }
      if (tiers != Tiers::above && below[k] != AuxiliaryOperators::kNone) {
        left.add(roots_[numbers[k]] * left_[k], sigma(below[k]));
        if (!hermitian) right.add(roots_[numbers[k]] * right_[k], sigma(below[k]));
      }
    }
    const Eigen::Map<const Block> coupling(hierarchy_.couplings[j].data(), d, d);
    product.noalias() = coupling * left.value();
    if (hermitian) {
      result += product - product.adjoint();
    } else {
      product.noalias() -= (one_sum ? left : right).value() * coupling;
      result += product;
    }
  }
  out = -kI * result.reshaped();
}

// The same of halves: sigma has two blocks, the rows of either parity, and its columns are those of
// the same parity in even tiers and those of the other one in odd tiers. With S = [0 A; A^+ 0], S
// sigma has the blocks A sigma_2 and A^+ sigma_1; sigma S has sigma_1 A^+ and sigma_2 A in even
// tiers, sigma_1 A and sigma_2 A^+ in odd ones.
template <int Half>
void Coupling::find_half(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
                         Eigen::Ref<Vector> out) const {
  using Block = Eigen::Matrix<Complex, Half, Half>;
  constexpr int kFull = Half == Eigen::Dynamic ? Eigen::Dynamic : 2 * Half;
  using Full = Eigen::Matrix<Complex, kFull, kFull>;
  const Index d = hierarchy_.dimension();
  const Index h = d / 2;
  const AuxiliaryOperators& operators = hierarchy_.operators;
  const auto numbers = operators.numbers(n);
  const auto above = operators.above(n);
  const auto below = operators.below(n);
  const bool odd = std::accumulate(numbers.begin(), numbers.end(), 0) % 2 != 0;
  const bool hermitian = of_ == Of::conjugate && operators.partner(n) == n;
  const bool one_sum = hermitian || tiers == Tiers::above;
  // Columns of the upper rows, in the neighbours and here.
  const Index column = odd ? 0 : h;
  const Index own = h - column;
  const auto sigma = [&](std::int32_t other) {
    return Eigen::Map<const Full>(x.data() + static_cast<Index>(other) * d * d, d, d);
  };
  std::array<WeightedSum<Half>, 2> left{WeightedSum<Half>(h), WeightedSum<Half>(h)};
  std::array<WeightedSum<Half>, 2> right{WeightedSum<Half>(h), WeightedSum<Half>(h)};
  const auto add = [&](std::array<WeightedSum<Half>, 2>& sums, auto weight, const auto& block) {
    sums[0].add(weight, block.template block<Half, Half>(0, column, h, h));
    sums[1].add(weight, block.template block<Half, Half>(h, h - column, h, h));
  };
  std::array<Block, 2> product{Block(h, h), Block(h, h)};
  std::array<Block, 2> result{Block::Zero(h, h), Block::Zero(h, h)};
  for (std::size_t j = 0; j + 1 < mode_begins_.size(); ++j) {
    for (const std::size_t i : {0U, 1U}) {
      left[i].clear();
      right[i].clear();
    }
    for (std::size_t k = mode_begins_[j]; k < mode_begins_[j + 1]; ++k) {
      if (tiers != Tiers::below && above[k] != AuxiliaryOperators::kNone) {
        const double weight = hierarchy_.modes[k].scale * roots_[numbers[k] + 1U];
        add(left, weight, sigma(above[k]));
        if (!one_sum) add(right, weight, sigma(above[k]));
      }
      if (tiers != Tiers::above && below[k] != AuxiliaryOperators::kNone) {
        add(left, roots_[numbers[k]] * left_[k], sigma(below[k]));
        if (!hermitian) add(right, roots_[numbers[k]] * right_[k], sigma(below[k]));
      }
    }
    const Eigen::Map<const Full> coupling(hierarchy_.couplings[j].data(), d, d);
    const auto a = coupling.template block<Half, Half>(0, h, h, h);
    const auto adjoint = coupling.template block<Half, Half>(h, 0, h, h);
    product[0].noalias() = a * left[1].value();
    product[1].noalias() = adjoint * left[0].value();
    if (hermitian) {
      // minus the adjoint, whose blocks are those of odd tiers the other way round.
      result[0] += product[0] - product[odd ? 1 : 0].adjoint();
      result[1] += product[1] - product[odd ? 0 : 1].adjoint();
    } else {
      std::array<WeightedSum<Half>, 2>& other = one_sum ? left : right;
      product[0].noalias() -= other[0].value() * (odd ? a : adjoint);
      product[1].noalias() -= other[1].value() * (odd ? adjoint : a);
      result[0] += product[0];
      result[1] += product[1];
    }
  }
  out.setZero();
  Eigen::Map<Full> full(out.data(), d, d);
  full.template block<Half, Half>(0, own, h, h) = -kI * result[0];
  full.template block<Half, Half>(h, h - own, h, h) = -kI * result[1];
}

}  // namespace quflux::inline hierarchy
