#pragma once

#include <array>
#include <memory>
#include <vector>

#include "python/bindings.h"
#include "quflux/study/point.h"

namespace quflux::python {

/// A study as Python has it. Its densities may refer to functions that its baths own, its drives to
/// others.
struct StudyValue {
  Study study;
  nb::object baths;  ///< a tuple of them
  /// What solves it at its own numbers, by the roads of make_plan().
  std::array<std::unique_ptr<PointSolver>, 2> solvers = {};
  nb::object functions = {};  ///< of drives, by the paths of their numbers: a dictionary

  std::array<nb::object*, 2> held() { return {&baths, &functions}; }
};

/// The arguments that make the study again, but for its source.
nb::dict fields(const StudyValue& value);

template <class Item, class Make>
nb::tuple tuple_of(const std::vector<Item>& items, const Make& make) {
  nb::list list;
  for (const Item& item : items) list.append(make(item));
  return nb::tuple(list);
}

}  // namespace quflux::python
