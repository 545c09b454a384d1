#pragma once

#include <string>
#include <vector>

#include "quflux/study/plan.h"
#include "quflux/study/worker.h"

namespace quflux::inline study {

/// A study at the numbers of its model, stationary and without its sweep, solved again and again:
/// what a sweep makes before its first point is kept. The numbers are those of run_sweep(), to the
/// last bit.
class PointSolver {
 public:
  /// `roads` as in make_plan(). Throws Error when an output cannot be computed for the model.
  explicit PointSolver(Study study, Roads roads = Roads::automatic);
  PointSolver(const PointSolver&) = delete;
  PointSolver& operator=(const PointSolver&) = delete;

  /// The arrays of all outputs, one behind the other as in a sweep: by equation, then their own
  /// dimensions. Throws Error with the reason of the first equation that has no answer.
  std::vector<std::vector<double>> solve();

  /// That of the first array: equations, then its own dimensions.
  std::vector<std::size_t> shape() const;

  /// What is to be known about the last answers, one a line.
  const std::string& warnings() const { return warnings_; }

 private:
  Study study_;
  Plan plan_;
  std::vector<OutputArray> arrays_;
  Worker worker_;
  std::string warnings_;
};

}  // namespace quflux::inline study
