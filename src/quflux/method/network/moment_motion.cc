#include "quflux/method/network/moment_motion.h"

#include <algorithm>

namespace quflux::inline network {

using Eigen::Index;

double trace_of_product(const Matrix& a, const Matrix& b) {
  return a.cwiseProduct(b.transpose()).sum().real();
}

double MomentMotion::flow(std::size_t bath, const Matrix& moments) const {
  return trace_of_product(functionals[bath], moments) + constants[bath];
}

MomentMotion motion_of_deviation(const AmplitudeEquation& equation) {
  const Index n = equation.h.rows();
  const auto baths = static_cast<std::size_t>(equation.baths);
  const Matrix h = equation.h.cast<Complex>();
  std::vector<Matrix> k(baths, Matrix::Zero(n, n));
  std::vector<Matrix> source(baths, Matrix::Zero(n, n));
  for (const AmplitudeBath& term : equation.terms) {
    for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
      for_kept(
          equation, term, equation.blocks[b], equation.blocks[b + 1], [&](Index row, Index column) {
            const double s = term.weights(row) * term.weights(column);
            k[term.bath](row, column) += s * term.damping(column);
            source[term.bath](row, column) += s * (term.drive(row) + std::conj(term.drive(column)));
          });
    }
  }
  MomentMotion motion{Matrix::Zero(n, n), Matrix::Zero(n, n), {}, {}};
  // The mean frequency drops out of the commutator.
  motion.x = Complex(0, 1) * h;
  motion.x.diagonal().array() -= Complex(0, equation.h.diagonal().mean());
  for (std::size_t j = 0; j < baths; ++j) {
    motion.x += k[j];
    motion.source += source[j];
    motion.functionals.emplace_back(-(h * k[j] + k[j].adjoint() * h));
    motion.constants.push_back(h.cwiseProduct(source[j].transpose()).sum().real());
  }
  return motion;
}

MomentMotion motion_of_sites(const ClosedMoments& closed) {
  MomentMotion motion = motion_of_deviation(closed.equation);
  const auto equilibrium = closed.equation.equilibrium.cast<Complex>().asDiagonal();
  const Matrix relaxed = motion.x * equilibrium;
  motion.source += relaxed + relaxed.adjoint();
  for (std::size_t j = 0; j < motion.functionals.size(); ++j) {
    const Matrix& functional = motion.functionals[j];
    motion.constants[j] -= functional.diagonal().real().dot(closed.equation.equilibrium);
  }
  if (closed.by_sites()) return motion;
  const Matrix v = closed.modes.from_q.cast<Complex>();
  const auto to_sites = [&](Matrix& matrix) { matrix = (v * matrix * v.transpose()).eval(); };
  to_sites(motion.x);
  to_sites(motion.source);
  std::ranges::for_each(motion.functionals, to_sites);
  return motion;
}

}  // namespace quflux::inline network
