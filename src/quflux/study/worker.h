#pragma once

#include <vector>

#include "quflux/study/plan.h"
#include "quflux/study/sweep_values.h"

namespace quflux {

/// What a thread computes with: a model of its own that follows the points, the roads of the plan,
/// and the writer that turns their answers into outputs.
class Worker {
 public:
  /// Both must outlive the worker.
  Worker(const Study& study, const Plan& plan);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Computes all equations at the points of a tile of at most Plan::tile points.
  void compute(Tile tile, SweepValues& values);

 private:
  // Numbers of the model, and what they are at the points of a tile.
  struct Followed {
    std::vector<const double*> sources;
    std::vector<std::vector<double>> values;
  };

  void read_parameters(Tile tile);
  void warn_of_second_law(Tile tile, const Equation& equation, Answer& answer);
  void write(Tile tile, std::size_t equation, Answer& answer, SweepValues& values);

  const Study& study_;
  const Plan& plan_;
  Model model_;
  BoundSweep sweep_;
  Points points_;
  std::vector<Solve> solves_;                 // by road
  std::vector<std::vector<Answer>> answers_;  // by road and its equations
  std::vector<Followed> parameters_;          // by observable; of the temperatures at last
  std::vector<Column> columns_;
  std::vector<double> temperatures_;
};

}  // namespace quflux
