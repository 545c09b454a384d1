#include "quflux/method/pair/pair_batch.h"

#include "quflux/core/overload.h"

namespace quflux::inline pair {

std::optional<RateShape> rate_shape(const SpectralDensity& density) {
  return std::visit(Overload{[](const PowerLaw& p) -> std::optional<RateShape> {
                               return RateShape{p.exponent, p.cutoff ? 1 / *p.cutoff : 0, false};
                             },
                             [](const Drude& d) -> std::optional<RateShape> {
                               return RateShape{1, 1 / d.cutoff, true};
                             },
                             [](const auto&) -> std::optional<RateShape> { return std::nullopt; }},
                    density);
}

double coefficient(const SpectralDensity& density) {
  return std::visit(
      Overload{[](const PowerLaw& p) { return p.coefficient; },
               [](const Drude& d) { return d.coefficient; }, [](const auto&) { return 0.0; }},
      density);
}

}  // namespace quflux::inline pair
