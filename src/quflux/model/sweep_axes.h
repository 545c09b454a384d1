#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quflux/model/model.h"

namespace quflux::inline model {

/// A parameter and the values it takes.
struct SweepAxis {
  std::string path;
  std::vector<double> values;
};

/// Ties one parameter to another: value of `path` = factor * value of `source` + offset.
struct Follow {
  std::string path;
  std::string source;
  double factor = 1;
  double offset = 0;
};

/// The grid of all combinations of the axes' values. The first axis varies slowest.
struct Sweep {
  std::vector<SweepAxis> axes;
  std::vector<Follow> follows;
};

/// Number of points of the grid; 1 without axes.
std::size_t grid_size(const Sweep& sweep);

/// A sweep tied to the parameters of one model, which must outlive it. Throws Error when a path
/// does not exist.
class BoundSweep {
 public:
  /// Every point of the sweep comes `repeats` times, one behind the other: once for each time where
  /// it is followed.
  BoundSweep(Model& model, const Sweep& sweep, std::size_t repeats = 1);

  /// Whether a number of the model is not the same at all points.
  bool changes(const double* number) const;

  /// Writes the values of the grid point into the model. Cheapest for one point after the other.
  void set_point(std::size_t index);

 private:
  struct Tie {
    double* target;
    const double* source;
    double factor;
    double offset;
  };
  struct Axis {
    double* target;
    std::vector<double> values;
    std::size_t position = 0;
  };

  void move_to(std::size_t index);
  void move_to_next();

  std::size_t repeats_;
  std::vector<Axis> axes_;
  std::size_t index_ = 0;  // of the point that the positions are at
  std::vector<Tie> ties_;
};

}  // namespace quflux::inline model
