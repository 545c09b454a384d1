#include <algorithm>

#include "quflux/core/constants.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

ObservableKind pointer_populations_row() {
  return {.name = "pointer_populations",
          .help =
              "of the states that baths tell apart, by ascending s of the first bath; NaN of "
              "equations other than niba",
          .bind = [](const Model& model, const Observable&) {
            const std::size_t count = state_count(model);
            return BoundObservable{.arrays = {{"pointer_populations",
                                               "populations of the states that baths tell apart",
                                               "1",
                                               {{"pointer_state", count}}}},
                                   .needs = {Quantity::pointer_populations},
                                   .evaluate = [count](const AnsweredTile& tile,
                                                       const std::vector<OutputColumn>& out) {
                                     for (std::size_t i = 0; i < tile.size(); ++i) {
                                       const RealVector& p = tile.answer.pointer_populations[i];
                                       if (p.size() == 0) std::fill_n(out[0].at(i), count, kNaN);
                                       std::ranges::copy(p, out[0].at(i));
                                     }
                                   }};
          }};
}

ObservableKind pointer_rates_row() {
  return {
      .name = "pointer_rates",
      .help =
          "of jumps between the states that baths tell apart; NaN of equations other than "
          "niba",
      .bind = [](const Model& model, const Observable&) {
        const std::size_t count = state_count(model);
        return BoundObservable{
            .arrays = {{"pointer_rates",
                        "rates of jumps between the states that baths tell apart",
                        "energy",
                        {{"pointer_state", count}, {"next_pointer_state", count}}}},
            .needs = {Quantity::pointer_rates},
            .evaluate = [count](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for (std::size_t i = 0; i < tile.size(); ++i) {
                const RealMatrix by_next = tile.answer.pointer_rates[i].transpose();
                if (by_next.size() == 0) std::fill_n(out[0].at(i), count * count, kNaN);
                std::ranges::copy(by_next.reshaped(), out[0].at(i));
              }
            }};
      }};
}

}  // namespace quflux::inline observable
