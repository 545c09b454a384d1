#pragma once

#include <array>
#include <utility>

#include <Eigen/Core>

#include "quflux/method/pair/moments.h"

/// The coherences of a pair of two-level systems between states that differ by one excitation. They
/// do not close on the amplitudes: the two of a single excitation come with those above it.
namespace quflux::inline pair {

/// d/dt of the four rho_{1 a, gg} and rho_{ee, 1 a}, a = 1, 2 the excited atom, a block of the
/// generator, Eq. (90); complex parameters give its continuation. For the local and the partial
/// secular equation; the global one projects on transitions of the coupled pair.
///
/// The baths act by -(A rho + rho A^T) + sum_j [Z_j rho S_j^T + S_j rho Z_j^T], A = sum_j S_j^T
/// Z_j, for the lowering and the raising part of S_j by themselves, with Z_j = R_j(E_b - E_a)/2
/// <a|S_j|b>: functions of h, as in Eq. (23), or in the local equation of omega_j.
template <PairEquation equation, class Number>
Eigen::Matrix4cd coherence_matrix(const PairPoint<Number>& p) {
  static_assert(equation != PairEquation::global);
  using Eigen::Matrix4cd;
  enum State { gg, atom1, atom2, ee };
  const Modes<Number> m = modes(p);
  Matrix4cd hamiltonian = Matrix4cd::Zero();
  hamiltonian(atom1, atom1) = p.omega1;
  hamiltonian(atom2, atom2) = p.omega2;
  hamiltonian(atom1, atom2) = hamiltonian(atom2, atom1) = p.coupling;
  hamiltonian(ee, ee) = p.omega1 + p.omega2;
  Matrix4cd decay = Matrix4cd::Zero();
  std::array<std::pair<Matrix4cd, Matrix4cd>, 4> parts;  // S and Z, lowering and raising, by bath
  for (const int j : {0, 1}) {
    const Reservoir& bath = j == 0 ? p.bath1 : p.bath2;
    // Half the rates gamma (n + 1) and gamma n at the energies of the two modes, functions of h.
    const auto rates = [&](bool releases) -> Eigen::Matrix2cd {
      const auto rate = [&](Number w) -> Complex {
        const Number quanta = occupation_number(w, bath.temperature) + Number(releases ? 1 : 0);
        return evaluate(bath.spectral_density, w) * quanta / 2.0;
      };
      if constexpr (equation == PairEquation::local) {
        return rate(j == 0 ? p.omega1 : p.omega2) * Eigen::Matrix2cd::Identity();
      } else {
        const Complex mean = (rate(m.upper) + rate(m.lower)) / 2.0;
        const Complex half = (rate(m.upper) - rate(m.lower)) / 2.0;
        Eigen::Matrix2cd f;
        f << mean + half * Complex(m.cosine), half * Complex(m.sine), half * Complex(m.sine),
            mean - half * Complex(m.cosine);
        return f;
      }
    };
    // tr h - h has the energies of h, exchanged.
    const auto complement = [](const Eigen::Matrix2cd& f) -> Eigen::Matrix2cd {
      if constexpr (equation == PairEquation::local) return f;
      return f.trace() * Eigen::Matrix2cd::Identity() - f;
    };
    const Eigen::Vector2cd own = Eigen::Vector2cd::Unit(j);
    const Eigen::Vector2cd other = Eigen::Vector2cd::Unit(1 - j);
    for (const bool lowers : {true, false}) {
      const Eigen::Matrix2cd f = rates(lowers);
      Matrix4cd s = Matrix4cd::Zero();
      Matrix4cd z = Matrix4cd::Zero();
      if (lowers) {
        s.block<1, 2>(gg, atom1) = own.transpose();
        s.block<2, 1>(atom1, ee) = other;
        z.block<1, 2>(gg, atom1) = own.transpose() * f;
        z.block<2, 1>(atom1, ee) = complement(f) * other;
      } else {
        s.block<2, 1>(atom1, gg) = own;
        s.block<1, 2>(ee, atom1) = other.transpose();
        z.block<2, 1>(atom1, gg) = f * own;
        z.block<1, 2>(ee, atom1) = other.transpose() * complement(f);
      }
      decay += s.transpose() * z;
      parts[static_cast<std::size_t>(2 * j + (lowers ? 0 : 1))] = {s, z};
    }
  }
  constexpr std::array<std::pair<int, int>, 4> kElements{
      {{atom1, gg}, {atom2, gg}, {ee, atom1}, {ee, atom2}}};
  const Matrix4cd left = Complex(0, -1) * hamiltonian - decay;
  const Matrix4cd right = Complex(0, 1) * hamiltonian - Matrix4cd(decay.transpose());
  Matrix4cd result;
  for (int column = 0; column < 4; ++column) {
    const auto [a, b] = kElements[static_cast<std::size_t>(column)];
    Matrix4cd rho = Matrix4cd::Zero();
    rho(a, b) = 1;
    Matrix4cd slope = left * rho + rho * right;
    for (const auto& [s, z] : parts) {
      slope += z * rho * s.transpose() + s * rho * z.transpose();
    }
    for (int row = 0; row < 4; ++row) {
      const auto [c, d] = kElements[static_cast<std::size_t>(row)];
      result(row, column) = slope(c, d);
    }
  }
  return result;
}

}  // namespace quflux::inline pair
