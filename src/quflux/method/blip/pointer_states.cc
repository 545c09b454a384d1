#include "quflux/method/blip/pointer_states.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline blip {

namespace {

using Eigen::Index;

// Of the norms of operators: what rounding leaves of a commutator or of a difference.
constexpr double kOperatorRounding = 1e-10;

void require_commuting(const System& system) {
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    for (std::size_t k = 0; k < j; ++k) {
      const Matrix& a = system.baths[k].coupling_operator;
      const Matrix& b = system.baths[j].coupling_operator;
      if ((a * b - b * a).norm() <= kOperatorRounding * a.norm() * b.norm()) continue;
      throw NoAnswer(
          fmt::format("baths '{}' and '{}' couple along different axes; niba needs operators S_j "
                      "that commute",
                      system.baths[k].name, system.baths[j].name));
    }
  }
}

// Of commuting operators a sum with these weights has the joint eigenstates, unless eigenvalues
// meet by chance.
Matrix joint_eigenbasis(const System& system) {
  constexpr double kRatio = 0.754877666246693;  // no powers of it have a simple sum
  Matrix sum = Matrix::Zero(system.hamiltonian.rows(), system.hamiltonian.cols());
  double weight = 1;
  for (const SystemBath& bath : system.baths) {
    const double norm = bath.coupling_operator.norm();
    if (norm > 0) sum += weight / norm * bath.coupling_operator;
    weight *= kRatio;
  }
  return eigenbasis(sum).vectors;
}

// By the eigenvalues of the first operator that has different ones.
Matrix ordered(const Matrix& basis, const System& system) {
  for (const SystemBath& bath : system.baths) {
    const RealVector s = (basis.adjoint() * bath.coupling_operator * basis).diagonal().real();
    if (s.maxCoeff() - s.minCoeff() <= kOperatorRounding * bath.coupling_operator.norm()) continue;
    std::vector<Index> order(static_cast<std::size_t>(s.size()));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, {}, [&](Index a) { return s(a); });
    return basis(Eigen::all, order);
  }
  return basis;
}

void require_told_apart(const PointerStates& states, const RealVector& norms) {
  const Index d = states.energies.size();
  for (Index a = 0; a < d; ++a) {
    for (Index b = 0; b < a; ++b) {
      const RealVector difference =
          (states.eigenvalues.col(a) - states.eigenvalues.col(b)).cwiseAbs();
      if ((difference.array() > kOperatorRounding * norms.array()).any()) continue;
      throw NoAnswer(
          "there are two states that no bath tells apart; niba needs operators S_j that have "
          "different eigenvalues in any two of their common eigenstates");
    }
  }
}

}  // namespace

PointerStates pointer_states(const System& system) {
  require_commuting(system);
  PointerStates states{ordered(joint_eigenbasis(system), system), {}, {}, {}};
  const Matrix& v = states.basis;
  const Matrix h = v.adjoint() * system.hamiltonian * v;
  states.energies = h.diagonal().real();
  states.tunnelling = h.cwiseAbs2();
  const auto baths = static_cast<Index>(system.baths.size());
  states.eigenvalues.resize(baths, v.cols());
  RealVector norms(baths);
  for (Index j = 0; j < baths; ++j) {
    const Matrix& s = system.baths[static_cast<std::size_t>(j)].coupling_operator;
    states.eigenvalues.row(j) = (v.adjoint() * s * v).diagonal().real().transpose();
    norms(j) = s.norm();
  }
  require_told_apart(states, norms);
  return states;
}

}  // namespace quflux::inline blip
