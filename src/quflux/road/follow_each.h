#pragma once

#include <cstddef>
#include <span>

#include "quflux/core/error.h"
#include "quflux/road/road.h"

namespace quflux::inline road {

/// Calls follow(model, e, first) for every point of the sweep in a tile of InTime and every
/// equation e; `first` is where the times of that point begin in the tile. NoAnswer is the reason
/// at all of them.
template <class Follow>
void follow_each(const Points& points, const Course& course, Tile tile, std::span<Answer> answers,
                 Follow&& follow) {
  for (std::size_t first = tile.begin; first < tile.end; first += course.times.size()) {
    const Model& model = points.at(first);
    for (std::size_t e = 0; e < answers.size(); ++e) {
      try {
        follow(model, e, first - tile.begin);
      } catch (const NoAnswer& error) {
        for (std::size_t k = 0; k < course.times.size(); ++k) {
          answers[e].reasons[first - tile.begin + k] = error.what();
        }
      }
    }
  }
}

}  // namespace quflux::inline road
