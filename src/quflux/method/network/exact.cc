#include "quflux/method/network/exact.h"

#include <algorithm>
#include <cmath>

#include <Eigen/LU>

#include "quflux/core/constants.h"
#include "quflux/method/network/exact_problem.h"
#include "quflux/method/network/exact_sites.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// G between the baths, and their gamma_j. The second channels lead to negative frequencies, where
// baths have nothing to give or take.
struct Green {
  Matrix g;
  RealVector gamma;
};

Green green(const ExactProblem& p, const Frequency& frequency) {
  const Index m = p.baths();
  const Matrix g = bare_green(p, mode_poles(p, frequency));
  const Vector sigma = self_energies(p, frequency.value());
  Matrix dressed = g * sigma.asDiagonal();
  dressed.diagonal().array() += 1;
  return {dressed.partialPivLu().solve(g).topLeftCorner(m, m), -2 * sigma.head(m).imag()};
}

// T_jl(w).
RealMatrix transmission(const ExactProblem& p, const Frequency& frequency) {
  const auto [g, gamma] = green(p, frequency);
  return gamma.asDiagonal() * g.cwiseAbs2() * gamma.asDiagonal();
}

Scattering scattering(const ExactProblem& p, const Frequency& frequency) {
  const auto [g, gamma] = green(p, frequency);
  const RealVector root = gamma.cwiseSqrt();
  Scattering result{frequency.value(), Complex(0, 1) * (root.asDiagonal() * g * root.asDiagonal()),
                    RealVector(p.baths())};
  result.matrix.diagonal().array() += 1;
  for (Index j = 0; j < p.baths(); ++j) {
    result.quanta(j) = occupation_number(frequency.value(), p.reservoir(j).temperature);
  }
  return result;
}

// Occupations and bond flows at one frequency. Bond flows vanish in equilibrium, so they are taken
// for the difference from the first bath.
RealVector profile_at(const ExactProblem& p, const SiteWeights& sites,
                      const std::vector<Bond>& bonds, const Frequency& frequency) {
  const Index n = p.network.exchange.rows();
  const ModePoles poles = mode_poles(p, frequency);
  const Vector sigma = self_energies(p, frequency.value());
  const SiteGreen g = site_green(p, sites, poles, dressing(bare_green(p, poles), sigma));
  const double w = frequency.value();
  RealVector result = RealVector::Zero(n + static_cast<Index>(bonds.size()));
  for (Index j = 0; j < p.baths(); ++j) {
    const double gamma = -2 * sigma(j).imag();
    const double temperature = p.reservoir(j).temperature;
    const double quanta = occupation(Statistics::bosons, w, temperature);
    const double difference =
        occupation_difference(Statistics::bosons, w, temperature, w, p.reservoir(0).temperature);
    const auto lowered = g.lowered.col(j);
    const auto raised = g.raised.col(j);
    // <a^+ a> from a at positive frequencies and from a^+ there, which is a at negative ones.
    result.head(n) += gamma * (quanta * lowered.cwiseAbs2() + (quanta + 1) * raised.cwiseAbs2());
    // With q = (a + a^+)/sqrt(2) and p = (a - a^+)/(i sqrt(2)).
    const auto q_p = [&](Index site, Index other) {
      const Complex q = lowered(site) + raised(site);
      const Complex i_p = lowered(other) - raised(other);
      return -gamma * difference * (q * std::conj(i_p)).imag();
    };
    // With phases currents go round a loop in equilibrium, too.
    const auto moment = [&](Index k, Index l) {
      return gamma * (quanta * lowered(k) * std::conj(lowered(l)) +
                      (quanta + 1) * raised(l) * std::conj(raised(k)));
    };
    for (std::size_t b = 0; b < bonds.size(); ++b) {
      result(n + static_cast<Index>(b)) += has_phases(p.network)
                                               ? bond_flow_of_moments(p.network, bonds[b], moment)
                                               : bond_flow(p.network, bonds[b], q_p);
    }
  }
  return result / kTwoPi;
}

}  // namespace

ExactFlows exact_flows(const Network& network, const EquationOptions& options) {
  const ExactProblem p = exact_problem(network, options);
  const Index m = p.baths();
  const double top = end_of_quanta(p);
  ExactFlows result{RealVector::Zero(m), 0};
  if (top == 0 || m == 1) return result;
  const bool reciprocal = !has_phases(network);  // T_jl = T_lj
  const VectorIntegral integral = integrate(
      [&](const Frequency& frequency) {
        const RealMatrix t = transmission(p, frequency);
        const double w = frequency.value();
        RealVector pairs(reciprocal ? m * (m - 1) / 2 : m * (m - 1));
        Index next = 0;
        for (Index j = 0; j < m; ++j) {
          for (Index l = 0; l < j; ++l) {
            const double difference = occupation_difference(
                Statistics::bosons, w, p.reservoir(j).temperature, w, p.reservoir(l).temperature);
            pairs(next++) = w * t(j, l) / kTwoPi * difference;
            if (!reciprocal) pairs(next++) = w * t(l, j) / kTwoPi * difference;
          }
        }
        return pairs;
      },
      exact_segments(p, top), kExactAccuracy);
  Index next = 0;
  for (Index j = 0; j < m; ++j) {
    for (Index l = 0; l < j; ++l) {
      result.flows(j) += integral.value(next);
      if (!reciprocal) ++next;
      result.flows(l) -= integral.value(next++);
    }
  }
  result.error = integral.error;
  return result;
}

RealVector integrate_scattering(const Network& network, const EquationOptions& options,
                                const std::function<RealVector(const Scattering&)>& f) {
  const ExactProblem p = exact_problem(network, options);
  const double top = end_of_quanta(p);
  if (top == 0 || p.baths() == 1) return 0 * f(scattering(p, {p.energies(0), 0}));
  const VectorIntegral integral =
      integrate([&](const Frequency& frequency) { return f(scattering(p, frequency)); },
                exact_segments(p, top), kExactAccuracy);
  return integral.value / kTwoPi;
}

RealMatrix exact_flow_spectra(const Network& network, std::span<const double> frequencies,
                              const EquationOptions& options) {
  const ExactProblem p = exact_problem(network, options);
  const Index m = p.baths();
  RealMatrix spectra = RealMatrix::Zero(m, static_cast<Index>(frequencies.size()));
  for (Index k = 0; k < spectra.cols(); ++k) {
    const double w = frequencies[static_cast<std::size_t>(k)];
    if (!(w > 0)) continue;
    const RealMatrix t = transmission(p, {w, 0});
    for (Index j = 0; j < m; ++j) {
      for (Index l = 0; l < m; ++l) {
        if (l == j) continue;
        spectra(j, k) += w * t(j, l) / kTwoPi *
                         occupation_difference(Statistics::bosons, w, p.reservoir(j).temperature, w,
                                               p.reservoir(l).temperature);
      }
    }
  }
  return spectra;
}

ExactProfile exact_profile(const Network& network, const std::vector<Bond>& bonds,
                           const EquationOptions& options) {
  const ExactProblem p = exact_problem(network, options);
  const Index n = network.exchange.rows();
  const SiteWeights sites = site_weights(network);
  // What a^+ has at positive frequencies, squeezing, reaches up to where the baths end.
  const double top = p.exchange() && !has_position_coupling(network)
                         ? end_of_quanta(p)
                         : std::max(end_of_quanta(p), 1e6 * p.energies.maxCoeff());
  ExactProfile result{RealVector::Zero(n), RealVector::Zero(static_cast<Index>(bonds.size())), 0};
  if (top > 0) {
    const VectorIntegral integral =
        integrate([&](const Frequency& w) { return profile_at(p, sites, bonds, w); },
                  exact_segments(p, top), kExactAccuracy);
    result = {integral.value.head(n), integral.value.tail(static_cast<Index>(bonds.size())),
              integral.error};
  }
  return result;
}

Vector resonances(const Network& network, const EquationOptions& options) {
  return resonances(exact_problem(network, options));
}

}  // namespace quflux::inline network
