#include "quflux/study/run_sweep.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include "quflux/core/error.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/lapack.h"
#include "quflux/study/density_matrix_road.h"
#include "quflux/study/network_road.h"
#include "quflux/study/outputs.h"
#include "quflux/study/pair_road.h"
#include "quflux/study/sweep_dataset.h"
#include "quflux/study/sweep_values.h"

namespace quflux {

namespace {

constexpr std::size_t kSitesForThreads = 200;

// The indices of the equations that each road computes.
struct Roads {
  std::vector<std::size_t> pair;
  std::vector<std::size_t> network;
  std::vector<std::size_t> density_matrix;
};

Roads choose_roads(const ModelFile& file, bool kernel) {
  const bool pair = kernel && pair_road_suits(file);
  Roads roads;
  for (std::size_t e = 0; e < file.equations.size(); ++e) {
    const Equation equation = file.equations[e];
    if (pair && equation != Equation::redfield && equation != Equation::exact) {
      roads.pair.push_back(e);
    } else if ((kernel || equation == Equation::exact) &&
               network_obstacle(file, equation).empty()) {
      roads.network.push_back(e);
    } else {
      roads.density_matrix.push_back(e);
    }
  }
  return roads;
}

// What a thread computes with: a model of its own that follows the points, and the roads.
class Worker {
 public:
  Worker(const ModelFile& file, const Roads& roads)
      : model_(file.model), sweep_(model_, file.sweep), roads_(roads) {
    if (!roads.pair.empty()) pair_.emplace(file, model_, sweep_);
    if (!roads.network.empty()) network_.emplace(file);
    if (!roads.density_matrix.empty()) density_matrix_.emplace(file, model_);
  }

  void compute(Tile tile, SweepValues& values) {
    if (pair_) pair_->compute(tile, roads_.pair, values);
    if (!network_ && !density_matrix_) return;
    for (std::size_t point = tile.begin; point < tile.end; ++point) {
      sweep_.set_point(point);
      if (network_) network_->compute(model_, point, roads_.network, values);
      if (density_matrix_) density_matrix_->compute(point, roads_.density_matrix, values);
    }
  }

 private:
  Model model_;
  BoundSweep sweep_;
  const Roads& roads_;
  std::optional<PairRoad> pair_;
  std::optional<NetworkRoad> network_;
  std::optional<DensityMatrixRoad> density_matrix_;
};

void compute(const ModelFile& file, const SweepOptions& options, SweepValues& values) {
  const Roads roads = choose_roads(file, options.kernel);
  // Networks and density matrices take long enough to be handed out, counted and stopped one by
  // one.
  const bool only_pairs = roads.network.empty() && roads.density_matrix.empty();
  const std::size_t size = only_pairs ? PairRoad::kTile : 1;
  const std::size_t tiles = (values.points() + size - 1) / size;
  // Points, the equations of one network or else matrix products run on all cores, not two of them;
  // products of small matrices do not gain what threads lose in waiting for one another.
  const bool threads =
      tiles == 1 && file.model.sites.size() >= kSitesForThreads && roads.network.size() <= 1;
  const BlasThreads blas(threads ? tbb::this_task_arena::max_concurrency() : 1);
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

// Memory that a program may still take, as Linux tells it; empty where it does not.
std::optional<double> available_memory() {
  std::ifstream info("/proc/meminfo");
  std::string key;
  double kibibytes = 0;
  while (info >> key >> kibibytes) {
    if (key == "MemAvailable:") return 1024 * kibibytes;
    info.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return std::nullopt;
}

// Throws Error when the numbers of a sweep do not fit into memory.
void require_memory(const ModelFile& file, const OutputLayout& layout) {
  std::size_t numbers = 0;
  for (const OutputArray& array : layout.arrays) numbers += array.size;
  const auto points = static_cast<double>(grid_size(file.sweep));
  const double needed = points * static_cast<double>(file.equations.size() * numbers) *
                        static_cast<double>(sizeof(double));
  const std::optional<double> available = available_memory();
  if (!available || needed < *available) return;
  constexpr double kGibi = 1024.0 * 1024 * 1024;
  throw Error(
      fmt::format("the results of {} points need {:.1f} GiB of memory, and {:.1f} GiB are "
                  "available; sweep fewer "
                  "points, or fewer equations and outputs at a time",
                  grid_size(file.sweep), needed / kGibi, *available / kGibi));
}

}  // namespace

Dataset run_sweep(const ModelFile& file, const SweepOptions& options) {
  const OutputLayout layout = output_layout(file);
  require_memory(file, layout);
  SweepValues values(layout, grid_size(file.sweep), file.equations.size());
  if (options.resume != nullptr) {
    take_over(*options.resume, file, layout, values);
    if (options.progress) {
      options.progress(static_cast<std::size_t>(std::ranges::count(values.finished, 1)));
    }
  }
  compute(file, options, values);
  Dataset dataset = sweep_dataset(file, layout, std::move(values));
  const std::string road = road_in_words(file, options.kernel);
  if (!road.empty()) dataset.attributes[kRoad] = road;
  return dataset;
}

std::string road_in_words(const ModelFile& file, bool kernel) {
  const Recognition r = recognise_network(file.model);
  const auto all_are = [&]<class Kind>(const Kind&) {
    return std::ranges::all_of(file.model.sites,
                               [](const Site& s) { return std::holds_alternative<Kind>(s.kind); });
  };
  const bool atoms = all_are(TwoLevel{});
  if (file.model.sites.size() < 2 || !(atoms || all_are(Oscillator{}))) return "";
  std::string text;
  const Roads roads = choose_roads(file, kernel);
  const auto names = [&](const std::vector<std::size_t>& equations) {
    std::string list;
    for (const std::size_t e : equations) {
      list += (list.empty() ? "" : ", ") + std::string(name(file.equations[e]));
    }
    return list;
  };
  if (!roads.network.empty()) {
    text =
        fmt::format("{}: solved as a {} of {} sites", names(roads.network),
                    atoms ? "chain of two-level systems" : "network of oscillators (no level cut)",
                    file.model.sites.size());
  }
  // Without the kernel atoms have the same numbers, oscillators those of their levels.
  if (!roads.density_matrix.empty() && (kernel || !atoms)) {
    const std::string reason =
        kernel ? "since " + network_obstacle(file, file.equations[roads.density_matrix.front()])
               : "as the kernel is off";
    text += fmt::format("{}{}: solved by the density matrix{}, {}", text.empty() ? "" : "; ",
                        names(roads.density_matrix),
                        atoms ? "" : " (oscillators cut at their levels)", reason);
  }
  return text;
}

}  // namespace quflux
