#include "quflux/sweep/run_sweep.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include "quflux/sweep/density_matrix_road.h"
#include "quflux/sweep/outputs.h"
#include "quflux/sweep/pair_road.h"
#include "quflux/sweep/sweep_dataset.h"
#include "quflux/sweep/sweep_values.h"

namespace quflux {

namespace {

// The indices of the equations that each road computes.
struct Roads {
  std::vector<std::size_t> pair;
  std::vector<std::size_t> density_matrix;
};

Roads choose_roads(const ModelFile& file, bool kernel) {
  const bool pair = kernel && pair_road_suits(file);
  Roads roads;
  for (std::size_t e = 0; e < file.equations.size(); ++e) {
    const bool closed = pair && file.equations[e] != Equation::redfield;
    (closed ? roads.pair : roads.density_matrix).push_back(e);
  }
  return roads;
}

// What a thread computes with: a model of its own that follows the points, and the roads.
class Worker {
 public:
  Worker(const ModelFile& file, const Roads& roads)
      : model_(file.model), sweep_(model_, file.sweep), roads_(roads) {
    if (!roads.pair.empty()) pair_.emplace(file, model_, sweep_);
    if (!roads.density_matrix.empty()) density_matrix_.emplace(file, model_);
  }

  void compute(Tile tile, SweepValues& values) {
    if (pair_) pair_->compute(tile, roads_.pair, values);
    if (!density_matrix_) return;
    for (std::size_t point = tile.begin; point < tile.end; ++point) {
      sweep_.set_point(point);
      density_matrix_->compute(point, roads_.density_matrix, values);
    }
  }

 private:
  Model model_;
  BoundSweep sweep_;
  const Roads& roads_;
  std::optional<PairRoad> pair_;
  std::optional<DensityMatrixRoad> density_matrix_;
};

void compute(const ModelFile& file, const SweepOptions& options, SweepValues& values) {
  const Roads roads = choose_roads(file, options.kernel);
  // A density matrix takes long enough to be handed out, counted and stopped one by one.
  const std::size_t size = roads.density_matrix.empty() ? PairRoad::kTile : 1;
  const std::size_t tiles = (values.points() + size - 1) / size;
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers(
      [&] { return std::make_unique<Worker>(file, roads); });

  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, tiles), [&](const auto& range) {
    Worker& worker = *workers.local();
    for (std::size_t t = range.begin(); t != range.end(); ++t) {
      if (options.stop != nullptr && *options.stop) return;
      const Tile tile{t * size, std::min((t + 1) * size, values.points())};
      const auto finished = std::span(values.finished).subspan(tile.begin, tile.end - tile.begin);
      const auto before = static_cast<std::size_t>(std::ranges::count(finished, 1));
      if (before == finished.size()) continue;
      worker.compute(tile, values);
      std::ranges::fill(finished, 1);
      if (options.progress) options.progress(finished.size() - before);
    }
  });
}

}  // namespace

Dataset run_sweep(const ModelFile& file, const SweepOptions& options) {
  const OutputLayout layout = output_layout(file);
  SweepValues values(layout, grid_size(file.sweep), file.equations.size());
  if (options.resume != nullptr) {
    take_over(*options.resume, file, layout, values);
    if (options.progress) {
      options.progress(static_cast<std::size_t>(std::ranges::count(values.finished, 1)));
    }
  }
  compute(file, options, values);
  return sweep_dataset(file, layout, std::move(values));
}

}  // namespace quflux
