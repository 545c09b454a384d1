#pragma once

#include <cmath>

#include "quflux/core/matrix.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"

/// Families whose exceptional points are known in closed form, for tests and benchmarks.
namespace quflux::inline exceptional {

/// Two sites with gain and loss: energies +-i gamma/2, coupling g. An exceptional point of order 2
/// at g = gamma/2.
inline Matrix pt_dimer(Complex g, double gamma) {
  Matrix m(2, 2);
  m << Complex(0, gamma / 2), g, g, Complex(0, -gamma / 2);
  return m;
}

/// Three sites, energies i gamma, 0, -i gamma: eigenvalues 0 and +-sqrt(2 g^2 - gamma^2), which
/// make a Jordan block of size 3 with square-root branches at g = gamma/sqrt(2).
inline Matrix pt_trimer(Complex g, double gamma) {
  Matrix m = Matrix::Zero(3, 3);
  m(0, 0) = Complex(0, gamma);
  m(2, 2) = Complex(0, -gamma);
  m(0, 1) = m(1, 0) = m(1, 2) = m(2, 1) = g;
  return m;
}

/// A companion matrix with lambda^4 = p - 0.3, plus a constant: an exceptional point of order 4
/// with fourth-root branches at p = 0.3.
inline Matrix fourth_root(Complex p) {
  Matrix m = Matrix::Zero(4, 4);
  m(0, 1) = m(1, 2) = m(2, 3) = 1;
  m(3, 0) = p - 0.3;
  m.diagonal().array() += Complex(1, -0.5);
  return m;
}

/// The generator of d rho/dt = -i [H, rho] + gamma (s rho s^+ - {s^+ s, rho}/2) for a driven qubit,
/// H = detuning sz/2 + drive sx/2, acting on vec(rho). Exceptional points: of order 2 at detuning
/// 0, drive gamma/4, of order 3 at detuning +-gamma/(6 sqrt 3), drive +-gamma sqrt(2/27).
inline Matrix driven_qubit(double detuning, double drive, double gamma) {
  const Matrix one = Matrix::Identity(2, 2);
  const Matrix s = annihilation(2);
  const Matrix h = detuning / 2 * sigma_z() + drive / 2 * sigma_x();
  const Matrix decay = Complex(0, 1) * h + gamma / 2 * s.adjoint() * s;
  return gamma * kron(s.conjugate(), s) - kron(one, decay) - kron(decay.conjugate(), one);
}

/// Amplitudes of two cavity modes with losses kappa_1, kappa_2 and coupling g: an exceptional point
/// at g = |kappa_1 - kappa_2|/4.
inline Matrix two_mode_cavity(Complex g, double kappa1, double kappa2) {
  Matrix m(2, 2);
  m << -kappa1 / 2, Complex(0, -1) * g, Complex(0, -1) * g, -kappa2 / 2;
  return m;
}

}  // namespace quflux::inline exceptional
