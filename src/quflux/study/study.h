#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/method/equation.h"
#include "quflux/model/course.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/observable/observable.h"

namespace quflux::inline study {

/// What is to be computed: of which system, by which equations, at which of its numbers.
struct Study {
  Model model;
  std::vector<Equation> equations;
  Sweep sweep;
  std::vector<Observable> outputs;
  Options options = {};                         ///< of all equations that know them
  std::string source = {};                      ///< the text that it was read from; results keep it
  std::vector<std::string> settings = {};       ///< what replaced keys of the text
  std::optional<Course> course = std::nullopt;  ///< none: stationary states
  /// Without a course, what goes to the stationary state that is asked for where there are many.
  std::optional<InitialState> initial = std::nullopt;
};

/// How many times each point of the sweep is looked at; 1 for stationary states.
inline std::size_t time_count(const Study& study) {
  return study.course ? study.course->times.size() : 1;
}

/// Points of the sweep's grid, at each of the times.
inline std::size_t grid_size(const Study& study) {
  return grid_size(study.sweep) * time_count(study);
}

}  // namespace quflux::inline study
