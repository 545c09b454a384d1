#pragma once

#include <vector>

#include "quflux/model/driven_numbers.h"
#include "quflux/study/plan.h"
#include "quflux/study/sweep_values.h"

namespace quflux::inline study {

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
  // Numbers of the model that an observable reads, at the points of a tile.
  using Columns = std::vector<std::vector<double>>;
  // A number that the sweep changes, and the column that follows it.
  struct Followed {
    const double* source;
    std::vector<double>* column;
  };

  Columns columns_of(const std::vector<const double*>& numbers) const;
  void follow_changes();

  bool changes(const double* number) const;
  void read_parameters(Tile tile);
  void refuse_infinite_flows(Tile tile, Answer& answer) const;
  void warn_of_second_law(Tile tile, const Equation& equation, Answer& answer);
  void write(Tile tile, std::size_t equation, Answer& answer, SweepValues& values);

  const Study& study_;
  const Plan& plan_;
  Model model_;
  BoundSweep sweep_;
  DrivenNumbers drives_;
  Points points_;
  std::vector<Solve> solves_;                        // by road
  std::vector<std::vector<Answer>> answers_;         // by road and its equations
  std::vector<std::vector<const double*>> numbers_;  // by observable; the temperatures at last
  std::vector<Columns> parameters_;                  // likewise
  std::vector<Followed> followed_;
  std::vector<OutputColumn> columns_;
  std::vector<double> temperatures_;
};

}  // namespace quflux::inline study
