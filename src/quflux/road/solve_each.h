#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/road/road.h"

namespace quflux::inline road {

/// Calls solve(model, e, i, answer) for every point of a tile and every equation e, whose answer
/// has it as point i. NoAnswer is the reason there.
template <class SolveOne>
void solve_each(const Points& points, Tile tile, std::span<Answer> answers, SolveOne&& solve) {
  for (std::size_t point = tile.begin; point < tile.end; ++point) {
    const std::size_t i = point - tile.begin;
    for (std::size_t e = 0; e < answers.size(); ++e) {
      try {
        solve(points.at(point), e, i, answers[e]);
      } catch (const NoAnswer& error) {
        answers[e].reasons[i] = error.what();
      }
    }
  }
}

/// Road::open by a class that is made of these and has solve(Tile, std::span<Answer>).
template <class Solver>
Solve open_solver(const Points& points, const std::vector<RoadEquation>& equations,
                  const Quantities& quantities) {
  return [solver = std::make_shared<Solver>(points, equations, quantities)](
             Tile tile, std::span<Answer> answers) { solver->solve(tile, answers); };
}

}  // namespace quflux::inline road
