#include "quflux/method/network/continued_self_energy.h"

#include <cmath>
#include <variant>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/overload.h"

namespace quflux::inline network {

namespace {

constexpr double kCritical = 1e-3;  // of the frequency: two terms that nearly cancel

constexpr const char* kObstacle =
    "its baths' self-energy is continued to complex frequencies for Drude and Brownian densities "
    "alone";

// int dv v/((v^2 + r^2)(w - v)), continued from above.
Complex drude_integral(Complex w, Complex r) {
  return (w * (std::log(w / r) - kI * kPi) - kPi / 2 * r) / (w * w + r * r);
}

Complex density_self_energy(const Drude& d, BathCoupling coupling, Complex w) {
  if (coupling == BathCoupling::position) {
    return -d.coefficient * d.cutoff / 2 / (1.0 - kI * w / d.cutoff);
  }
  return d.coefficient / (2 * kPi) * d.cutoff * d.cutoff * drude_integral(w, d.cutoff);
}

Complex density_self_energy(const Brownian& b, BathCoupling coupling, Complex w) {
  const double strength = b.coupling * b.coupling;
  if (coupling == BathCoupling::position) {
    return -2 * strength * b.frequency / (b.frequency * b.frequency - w * w - kI * b.width * w);
  }
  // gamma = s v [1/(v^2 + r_1^2) - 1/(v^2 + r_2^2)], r = k/2 +- sqrt(k^2/4 - W^2).
  const Complex root = std::sqrt(Complex(b.width * b.width / 4 - b.frequency * b.frequency));
  if (std::abs(root) < kCritical * b.frequency) {
    throw NoAnswer(
        "a Brownian bath at critical damping has no self-energy at complex frequencies here; "
        "change its width slightly");
  }
  const Complex r1 = b.width / 2 + root;
  const Complex r2 = b.frequency / r1 * b.frequency;
  const Complex scale = 4 * strength * b.frequency * b.width / ((r2 - r1) * (r2 + r1));
  return scale / (2 * kPi) * (drude_integral(w, r1) - drude_integral(w, r2));
}

}  // namespace

std::string continuation_obstacle(const SpectralDensity& density) {
  const auto known = [](const auto& d) {
    using Density = std::decay_t<decltype(d)>;
    return std::is_same_v<Density, Drude> || std::is_same_v<Density, Brownian>;
  };
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    for (const SingleDensity& term : sum->terms) {
      if (!std::visit(known, term)) return kObstacle;
    }
    return "";
  }
  return std::visit(known, density) ? "" : kObstacle;
}

Complex continued_self_energy(const SpectralDensity& density, BathCoupling coupling, Complex w) {
  return std::visit(Overload{[&](const Drude& d) { return density_self_energy(d, coupling, w); },
                             [&](const Brownian& b) { return density_self_energy(b, coupling, w); },
                             [&](const DensitySum& sum) {
                               Complex total = 0;
                               for (const SingleDensity& term : sum.terms) {
                                 total += continued_self_energy(any_density(term), coupling, w);
                               }
                               return total;
                             },
                             [](const auto&) -> Complex { throw NoAnswer(kObstacle); }},
                    density);
}

}  // namespace quflux::inline network
