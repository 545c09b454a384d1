#pragma once

#include <functional>
#include <span>
#include <vector>

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// Stationary energy flows and an estimate of their error.
struct ExactFlows {
  RealVector flows;  ///< J_j, from each bath into the network
  double error;      ///< of the integral over frequencies, absolute
};

/// The exact stationary flows through a network of oscillators, for any strength of the coupling to
/// the baths and any memory of theirs,
///
///   J_j = sum_l int_0^inf dw/(2 pi) w T_jl(w) [n_j(w) - n_l(w)],
///   T_jl = gamma_j gamma_l |G_jl|^2,   G = [1 + g Sigma]^-1 g,
///   g_jl(w) = sum_k s_jk s_lk c_k(w),   Sigma = diag(Sigma_j(w)),
///
/// between the baths, with k the normal modes of the network and s their weights in S_j. Sites and
/// baths may couple by
///
///   exchange   c_k = 1/(e_k - w), the Green's function (h + Sigma - w)^-1; where position
///   couplings
///              between the sites mix b and b^+, of A_j and A_j^+ together, with Sigma(-w), the
///              shift alone, for the latter (Bogoliubov);
///   position   c_k = 1/(e_k - w) + 1/(e_k + w), that of the quantum Langevin equation
///              (V + 2 Sigma - w^2 T^-1) q = noise.
///
/// Phases of couplings make s complex, and T_jl is not T_lj then; g_jl has s_jk conj(s_lk) and, in
/// the second part of c_k, its conjugate.
///
/// Poles of G are break points of the quadrature, so that no resonance is missed, however narrow.
///
/// Throws Error when the sites are two-level systems, when a self-energy does not converge, and
/// when there is no unique stationary state: a mode that no bath damps, a bound mode (exchange) or
/// an unstable one (position), both from Sigma(0) lowering a mode below zero.
ExactFlows exact_flows(const Network& network, const EquationOptions& options = {});

/// What these flows are integrals of: J_j by bath and frequency, dJ_j/dw. Zero at frequencies <= 0.
/// Throws NoAnswer as exact_flows().
RealMatrix exact_flow_spectra(const Network& network, std::span<const double> frequencies,
                              const EquationOptions& options = {});

/// How waves of one frequency go from bath to bath.
struct Scattering {
  double frequency;
  Matrix matrix;      ///< s = 1 + i sqrt(gamma) G sqrt(gamma), unitary
  RealVector quanta;  ///< n_j(w)
};

/// int_0^inf dw/(2 pi) f, for what vanishes where no bath has quanta; zero where there is but one
/// bath. Throws NoAnswer as exact_flows().
RealVector integrate_scattering(const Network& network, const EquationOptions& options,
                                const std::function<RealVector(const Scattering&)>& f);

/// What the exact state says about the inside of a network.
struct ExactProfile {
  RealVector occupations;  ///< <a_i^+ a_i> of each site
  RealVector bond_flows;   ///< of each bond, see bond_flow()
  double error;            ///< absolute, of all together
};

/// The exact occupations and bond flows, by solving for the Green's function of all sites at each
/// frequency: O(N^3) times some hundred frequencies for each mode. Throws Error as exact_flows().
ExactProfile exact_profile(const Network& network, const std::vector<Bond>& bonds,
                           const EquationOptions& options = {});

/// The poles z of G that resonances come from, one for each mode, with Re z > 0 the frequency and
/// -2 Im z the width of the resonance, up to second order in the change of Sigma over a width.
Vector resonances(const Network& network, const EquationOptions& options = {});

}  // namespace quflux::inline network
