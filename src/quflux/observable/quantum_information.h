#pragma once

#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/hilbert/space.h"

/// What a state holds: work, coherence, entropy, correlations. A state is a density matrix rho:
/// Hermitian, of trace one, which is not checked. hbar = k_B = 1, so that temperatures and work
/// have the unit of the Hamiltonian; logarithms are natural, so that an entropy is in nats.
///
/// A state of an equation that is not completely positive may have eigenvalues below zero.
/// Entropies count them as zero, and the concurrence is that of the state without them; nothing is
/// scaled back to trace one. Ergotropy, coherence and trace distance take the state as it is.
///
/// Every function throws Error for a matrix that is not Hermitian in the sense of
/// require_hermitian(), and for sizes that do not fit together.
namespace quflux::inline observable {

/// The most work that unitary operations can extract (Allahverdyan, Balian, Nieuwenhuizen 2004):
/// Tr(H rho) - sum_k r_k e_k, where r are the eigenvalues of rho, the largest first, and e those of
/// H, the smallest first. Never below zero.
double ergotropy(const Matrix& state, const Matrix& hamiltonian);

/// sum_{a != b} |rho_ab| in the basis of the matrix (Baumgratz, Cramer, Plenio 2014).
double l1_coherence(const Matrix& state);

/// The state of the `kept` sites alone. The order of `kept` does not matter: the sites keep the
/// order of the space, the first varies slowest. Of no sites it is the 1 x 1 matrix of the trace.
/// Throws Error when a site does not exist or is given twice.
Matrix partial_trace(const Matrix& state, const HilbertSpace& space,
                     const std::vector<Eigen::Index>& kept);

/// The entanglement of two qubits (Wootters 1998): max(0, l_1 - l_2 - l_3 - l_4), where l are the
/// square roots of the eigenvalues of rho (sigma_y (x) sigma_y) rho^* (sigma_y (x) sigma_y), the
/// largest first. It is the same whichever level of a qubit comes first.
///
/// Small populations, as those of a cold pair, count with the accuracy they have: rounding of the
/// large ones does not hide them. Apart from that, the concurrence is as sensitive as a square
/// root: where rho is singular and mixed, an error of 1e-16 in an element may change it by 1e-8.
/// Eigenvalues above -1e-13 are taken for rounding. Throws Error unless the state is 4 x 4.
double concurrence(const Matrix& two_qubit_state);

/// The entropy of von Neumann, -Tr(rho ln rho).
double entropy(const Matrix& state);

/// S(A) + S(B) - S(AB) of the sites A in `part` and the rest B. Below zero, but for rounding, only
/// for a state that is not positive. Throws Error when a site does not exist or is given twice.
double mutual_information(const Matrix& state, const HilbertSpace& space,
                          const std::vector<Eigen::Index>& part);

/// Tr|a - b|/2, half of the sum of the absolute eigenvalues of a - b.
double trace_distance(const Matrix& a, const Matrix& b);

}  // namespace quflux::inline observable
