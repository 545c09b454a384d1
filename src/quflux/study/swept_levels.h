#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "quflux/study/plan.h"
#include "quflux/study/worker.h"

/// Sweeps that change how many levels oscillators have. With the levels the dimension of the
/// Hilbert space changes, and what is decided for one dimension (plan, roads, operators) is not for
/// another.
namespace quflux::inline study {

/// Whether the levels of an oscillator are not the same at all points.
bool sweeps_levels(const Sweep& sweep);

/// The plan of a study whose levels vary: made at each combination of levels, it says what holds at
/// all of them. Throws Error where a combination is not allowed, has no plan, or gives outputs of
/// another shape.
Plan plan_at_all_levels(const Study& study, Roads roads);

/// Computes the tiles of a study whose levels vary, by a worker of the levels that the last tile
/// had.
class LevelsWorker {
 public:
  /// The study must outlive the worker.
  LevelsWorker(const Study& study, Roads roads);
  LevelsWorker(const LevelsWorker&) = delete;
  LevelsWorker& operator=(const LevelsWorker&) = delete;

  /// All points of the tile have the same levels.
  void compute(Tile tile, SweepValues& values);

 private:
  // What holds at some levels.
  struct AtLevels {
    AtLevels(Study at, Roads roads);
    Study study;
    Plan plan;
    Worker worker;
  };

  const Study& study_;
  Roads roads_;
  Model model_;  // follows the points
  BoundSweep sweep_;
  std::vector<double> levels_;
  std::unique_ptr<AtLevels> at_;
};

}  // namespace quflux::inline study
