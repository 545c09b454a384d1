#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "quflux/study/plan.h"
#include "quflux/study/study.h"
#include "quflux/study/sweep_values.h"

namespace quflux::inline study {

/// A sweep before its first point.
struct PreparedSweep {
  const Study& study;
  Roads allowed;
  Plan plan;
  std::vector<OutputArray> arrays;  ///< of the result
  std::size_t points;
  std::size_t together;  ///< neighbouring points that are never apart: all times of one in time
};

/// Throws Error when an output cannot be computed for the model. The study must outlive the result.
PreparedSweep prepare(const Study& study, Roads roads = Roads::automatic);

/// Part `number` of `count`, counted from one: neighbouring points of a sweep.
struct Part {
  std::size_t number = 1;
  std::size_t count = 1;
};

/// The points of a part, where so many neighbours are never apart. Throws Error when there are more
/// parts than such groups.
Tile points_of(Part part, std::size_t points, std::size_t together = 1);

/// Cuts a range of points with so many numbers each into blocks of some ten MiB: what is in memory
/// at a time where not all numbers are. So many neighbours are never apart.
std::vector<Tile> blocks_of(Tile range, std::size_t numbers, std::size_t together = 1);

struct ComputeOptions {
  /// Called with points just finished, from any thread.
  std::function<void(Tile)> finished = {};
  /// Once it is true, no new points are begun.
  const std::atomic<bool>* stop = nullptr;
};

/// Computes the points of a range that are not finished, on all cores.
void compute(const PreparedSweep& sweep, const ComputeOptions& options, SweepValues& values);

}  // namespace quflux::inline study
