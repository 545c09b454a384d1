#include "quflux/method/hierarchy/hierarchy.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/constants.h"
#include "quflux/core/parallel.h"
#include "quflux/method/hierarchy/coupling.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

// L^+ A L - {L^+ L, A}/2, what a channel makes of the mean of A.
Matrix adjoint_jump(const Matrix& jump, const Matrix& a) {
  const Matrix square = jump.adjoint() * jump;
  return jump.adjoint() * a * jump - (square * a + a * square) / 2;
}

// Of the energy Tr H rho + sum_j Tr S_j X_j of the system and its couplings, with
// X_j = sum_{k in j} s_k sigma_{1k}, what a channel adds per time.
Vector channel_functional(const Hierarchy& hierarchy, const Matrix& jump) {
  const Index block = hierarchy.block();
  const Matrix h = hierarchy.energies.cast<Complex>().asDiagonal();
  Vector functional = Vector::Zero(block * (1 + static_cast<Index>(hierarchy.modes.size())));
  functional.head(block) = adjoint_jump(jump, h).transpose().reshaped();
  if (hierarchy.operators.depth() == 0) return functional;
  Index first = block;
  for (const Mode& mode : hierarchy.modes) {
    functional.segment(first, block) =
        mode.scale * adjoint_jump(jump, hierarchy.couplings[mode.bath]).transpose().reshaped();
    first += block;
  }
  return functional;
}

}  // namespace

Hierarchy make_hierarchy(const EnergySystem& system, std::span<const ExponentialSum> baths,
                         std::size_t depth) {
  std::vector<Mode> modes;
  std::vector<std::size_t> partners;
  for (std::size_t j = 0; j < baths.size(); ++j) {
    const std::size_t before = modes.size();
    for (const Exponential& term : baths[j].terms) {
      const double scale = std::sqrt(std::max(std::abs(term.amplitude), std::abs(term.conjugate)));
      modes.push_back({j, term.rate, term.amplitude, term.conjugate, scale});
      partners.push_back(before + term.partner);
    }
  }
  const Eigen::Index d = system.energies.size();
  Matrix escape = Matrix::Zero(d, d);
  for (const Matrix& jump : system.jumps) escape += jump.adjoint() * jump / 2;
  return {system.energies,
          system.basis,
          system.couplings,
          system.jumps,
          std::move(escape),
          std::move(modes),
          AuxiliaryOperators(depth, std::move(partners))};
}

Vector turning(const Hierarchy& hierarchy) {
  const Index d = hierarchy.dimension();
  Matrix factors(d, d);
  for (Index b = 0; b < d; ++b) {
    for (Index a = 0; a < d; ++a) {
      factors(a, b) = -kI * (hierarchy.energies(a) - hierarchy.energies(b));
    }
  }
  return factors.reshaped();
}

Matrix jumps(const Hierarchy& hierarchy, const Matrix& sigma) {
  Matrix sum = -hierarchy.escape * sigma - sigma * hierarchy.escape;
  for (const Matrix& jump : hierarchy.jumps) sum += jump * sigma * jump.adjoint();
  return sum;
}

Complex damping(const Hierarchy& hierarchy, std::size_t n) {
  Complex sum = 0;
  const std::span<const std::uint8_t> numbers = hierarchy.operators.numbers(n);
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    sum -= static_cast<double>(numbers[k]) * hierarchy.modes[k].rate;
  }
  return sum;
}

void find_derivative(const Hierarchy& hierarchy, const Eigen::Ref<const Vector>& x,
                     Eigen::Ref<Vector> result) {
  const Index block = hierarchy.block();
  const Coupling coupling(hierarchy, Coupling::Of::any);
  const Vector turned = turning(hierarchy);
  parallel_for(hierarchy.operators.count(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t n = begin; n < end; ++n) {
      const Index first = static_cast<Index>(n) * block;
      coupling.find(Tiers::both, n, x, result.segment(first, block));
      result.segment(first, block).array() +=
          (turned.array() + damping(hierarchy, n)) * x.segment(first, block).array();
      if (hierarchy.jumps.empty()) continue;
      const Index d = hierarchy.dimension();
      result.segment(first, block) +=
          jumps(hierarchy, x.segment(first, block).reshaped(d, d)).reshaped();
    }
  });
}

std::vector<Vector> flow_functionals(const Hierarchy& hierarchy) {
  const Index block = hierarchy.block();
  const auto modes = static_cast<Index>(hierarchy.modes.size());
  std::vector<Vector> functionals;
  for (std::size_t j = 0; j < hierarchy.couplings.size(); ++j) {
    const Matrix& s = hierarchy.couplings[j];
    const Matrix square = s * s;
    // Tr A sigma is the transpose of A, element by element.
    Vector functional = Vector::Zero(block * (1 + modes));
    for (Index k = 0; k < modes; ++k) {
      const Mode& mode = hierarchy.modes[static_cast<std::size_t>(k)];
      if (mode.bath != j) continue;
      functional.head(block) -=
          kI * (mode.amplitude - mode.conjugate) * square.transpose().reshaped();
      if (hierarchy.operators.depth() == 0) continue;
      functional.segment(block * (1 + k), block) -=
          mode.rate * mode.scale * s.transpose().reshaped();
    }
    functionals.push_back(std::move(functional));
  }
  for (const Matrix& jump : hierarchy.jumps) {
    functionals.push_back(channel_functional(hierarchy, jump));
  }
  return functionals;
}

RealVector flows(const Hierarchy& hierarchy, const Vector& x) {
  const std::vector<Vector> functionals = flow_functionals(hierarchy);
  RealVector result(static_cast<Index>(functionals.size()));
  for (Index j = 0; j < result.size(); ++j) {
    const Vector& functional = functionals[static_cast<std::size_t>(j)];
    const Index known = std::min(functional.size(), x.size());
    result(j) = (functional.head(known).transpose() * x.head(known)).value().real();
  }
  return result;
}

Matrix density_matrix(const Hierarchy& hierarchy, const Vector& x) {
  const Index d = hierarchy.dimension();
  return hierarchy.basis * x.head(hierarchy.block()).reshaped(d, d) * hierarchy.basis.adjoint();
}

LinearGenerator linear_generator(const Hierarchy& hierarchy) {
  const Index size = hierarchy.size();
  const Index d = hierarchy.dimension();
  LinearGenerator generator{
      .size = size,
      .apply =
          [&hierarchy](const Vector& x, Vector& y) {
            y.resize(x.size());
            find_derivative(hierarchy, x, y);
          },
      .apply_bath = {},
      .dressed = {},
      .dense =
          [&hierarchy, size] {
            Matrix dense(size, size);
            Vector column(size);
            for (Index k = 0; k < size; ++k) {
              find_derivative(hierarchy, Vector::Unit(size, k), column);
              dense.col(k) = column;
            }
            return dense;
          },
      .trace = Vector::Zero(size),
      .flows = {},
      .density_matrix = [&hierarchy](const Vector& x) { return density_matrix(hierarchy, x); },
      .vector =
          [&hierarchy, size](const Matrix& rho) {
            Vector x = Vector::Zero(size);
            x.head(hierarchy.block()) =
                (hierarchy.basis.adjoint() * rho * hierarchy.basis).reshaped();
            return x;
          }};
  for (Index a = 0; a < d; ++a) generator.trace(a * (d + 1)) = 1;
  for (const Vector& functional : flow_functionals(hierarchy)) {
    generator.flows.push_back(Vector::Zero(size));
    const Index known = std::min(functional.size(), size);
    generator.flows.back().head(known) = functional.head(known);
  }
  return generator;
}

}  // namespace quflux::inline hierarchy
