#include "quflux/method/hierarchy/coupling.h"

#include <cmath>

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr Complex kI{0, 1};

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

}  // namespace

Coupling::Coupling(const Hierarchy& hierarchy, Of of) : hierarchy_(hierarchy), of_(of) {
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
        if (!hermitian) right.add(weight, sigma(above[k]));
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
      product.noalias() -= right.value() * coupling;
      result += product;
    }
  }
  out = -kI * result.reshaped();
}

}  // namespace quflux::inline hierarchy
