#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quflux/model/model.h"

namespace quflux {

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
  BoundSweep(Model& model, const Sweep& sweep);

  /// Writes the values of the grid point into the model.
  void set_point(std::size_t index) const;

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
  };
  std::vector<Axis> axes_;
  std::vector<Tie> ties_;
};

}  // namespace quflux
