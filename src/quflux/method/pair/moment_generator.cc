#include "quflux/method/pair/moment_generator.h"

#include <algorithm>
#include <array>

#include "quflux/exceptional/two_by_two.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/with_equation.h"

namespace quflux::inline pair {

MomentGenerator moment_generator(const TwoLevelPair& pair, PairEquation equation) {
  validate(pair);
  // C_ij = <s_j^+ s_i>, in the order of v.
  constexpr std::array<std::array<int, 2>, 4> kIndex{{{0, 0}, {1, 1}, {1, 0}, {0, 1}}};
  return with_equation(equation, [&](auto tag) {
    const PairPoint<double> p = point(pair);
    const MomentEquation<double> e = moment_equation<tag.value>(p);
    const Matrix2<Complex> x = amplitude_matrix<tag.value>(p);
    const Matrix2<double> k1c = e.relaxation.bath1 * e.equilibrium1;
    const Matrix2<double> k2c = e.relaxation.bath2 * e.equilibrium1;
    const Matrix2<double> q =
        k1c + k1c.transpose() + k2c + k2c.transpose() + e.source;  // Q_1 + Q_2
    MomentGenerator generator{Eigen::Matrix4cd::Zero(), Eigen::Vector4cd::Zero()};
    for (int row = 0; row < 4; ++row) {
      const auto [i, j] = kIndex[static_cast<std::size_t>(row)];
      generator.g(row) = q(i, j);
      for (int column = 0; column < 4; ++column) {
        const auto [k, l] = kIndex[static_cast<std::size_t>(column)];
        // -(X C)_ij - (C X^+)_ij
        if (l == j) generator.m(row, column) -= x(i, k);
        if (k == i) generator.m(row, column) -= std::conj(x(j, l));
      }
    }
    return generator;
  });
}

Eigen::Vector4cd moment_eigenvalues(const TwoLevelPair& pair, PairEquation equation) {
  validate(pair);
  return with_equation(equation, [&](auto tag) {
    const std::array<Complex, 2> x = eigenvalues(amplitude_matrix<tag.value>(point(pair)));
    Eigen::Vector4cd values(-(x[0] + std::conj(x[0])), -(x[0] + std::conj(x[1])),
                            -(x[1] + std::conj(x[0])), -(x[1] + std::conj(x[1])));
    std::ranges::sort(values, [](Complex a, Complex b) {
      return a.real() != b.real() ? a.real() < b.real() : a.imag() < b.imag();
    });
    return values;
  });
}

}  // namespace quflux::inline pair
