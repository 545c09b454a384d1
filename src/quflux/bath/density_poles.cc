#include "quflux/bath/density_poles.h"

#include <cmath>

#include "quflux/core/overload.h"

namespace quflux::inline bath {

namespace {

using Complex = std::complex<double>;
using Poles = std::vector<DensityPole>;

// The least |1 - k^2/(4 W^2)| of a mode, the square of half the distance of its poles over W.
constexpr double kLeastDetuning = 1e-5;

// The residue of c w wc^2/((w - i wc)(w + i wc)) at w = -i wc.
Poles poles(const Drude& d) { return {{d.cutoff, d.coefficient * d.cutoff * d.cutoff / 2}}; }

// (w^2 - W^2)^2 + k^2 w^2 = 0 at w = -i k/2 +- v, v^2 = W^2 - k^2/4.
Poles poles(const Brownian& b) {
  const double half = b.width / 2;
  const double ratio = half / b.frequency;
  double detuning = (1 - ratio) * (1 + ratio);
  if (std::abs(detuning) < kLeastDetuning) detuning = kLeastDetuning;
  const double v = b.frequency * std::sqrt(std::abs(detuning));
  const double residue = b.coupling * b.coupling * b.frequency / v;
  if (detuning < 0) {
    const double fast = half + v;
    return {{b.frequency * b.frequency / fast, residue}, {fast, -residue}};
  }
  return {{{half, v}, {0, residue}}, {{half, -v}, {0, -residue}}};
}

}  // namespace

bool is_rational(const SingleDensity& density) {
  return std::holds_alternative<Drude>(density) || std::holds_alternative<Brownian>(density);
}

Poles density_poles(const SingleDensity& density) {
  return std::visit(
      Overload{[](const Drude& d) { return poles(d); }, [](const Brownian& b) { return poles(b); },
               [](const auto&) { return Poles(); }},
      density);
}

SingleDensity with_moved_poles(SingleDensity density, double step) {
  std::visit(Overload{[&](Drude& d) { d.cutoff *= 1 + step; },
                      [&](Brownian& b) { b.width *= 1 + step; }, [](auto&) {}},
             density);
  return density;
}

}  // namespace quflux::inline bath
