#include "quflux/study/judged_noise.h"

#include <algorithm>
#include <limits>

#include "quflux/observable/rows.h"

namespace quflux::inline study {

namespace {

// The road that counts; null where none does.
const RoadTo* counting_road(const Equation& equation, const Model& model, bool by_modes) {
  const auto found = std::ranges::find_if(equation.kind.roads, [&](const RoadTo& to) {
    return to.road->counting && !(by_modes && to.road->takes_any_model) &&
           to.road->counting->obstacle(model, {to.form, equation.options}).empty();
  });
  return found == equation.kind.roads.end() ? nullptr : &*found;
}

void write_noise(const AnsweredTile& tile, bool by_modes, const OutputColumn& out) {
  const RoadTo* to = counting_road(tile.equation, tile.points.model, by_modes);
  for (std::size_t i = 0; i < tile.size(); ++i) {
    std::fill_n(out.at(i), tile.flows(), std::numeric_limits<double>::quiet_NaN());
  }
  if (to == nullptr) return;
  for_answered(tile, [&](std::size_t i) {
    const Model& model = tile.points.at(tile.tile.begin + i);
    const RealMatrix noise =
        to->road->counting->statistics(model, {to->form, tile.equation.options}).noise();
    std::ranges::copy(noise.diagonal(), out.at(i));
  });
}

}  // namespace

std::string noise_obstacle(const Equation& equation, const Model& model, bool by_modes) {
  if (counting_road(equation, model, by_modes) != nullptr) return "";
  std::string reason = "it does not count the energy from its baths";
  for (const RoadTo& to : equation.kind.roads) {
    if (!to.road->counting || (by_modes && to.road->takes_any_model)) continue;
    reason = to.road->counting->obstacle(model, {to.form, equation.options});
  }
  return reason;
}

Observable judged_noise(bool by_modes) {
  ObservableKind kind{
      .name = kJudgedNoise,
      .help = "the noise of the flow from each bath, where it is known",
      .bind = [by_modes](const Model& model, const Observable&) {
        return BoundObservable{
            .arrays = {{kJudgedNoise,
                        "noise of the energy flow from the bath",
                        "energy^3",
                        {{"bath", flow_count(model)}}}},
            .needs = {Quantity::flows},
            .evaluate = [by_modes](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              write_noise(tile, by_modes, out[0]);
            }};
      }};
  return {std::move(kind)};
}

}  // namespace quflux::inline study
