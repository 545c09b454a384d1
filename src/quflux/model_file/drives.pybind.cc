#include "python/drives.h"

#include <cmath>
#include <limits>
#include <nanobind/stl/string.h>

#include "python/arguments.h"
#include "python/arrays.h"
#include "python/study.h"
#include "python/toml.h"
#include "quflux/core/overload.h"
#include "quflux/files/read_text.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/read_drives.h"

namespace quflux::python {

namespace {

constexpr double kUnset = std::numeric_limits<double>::infinity();

double number_of(nb::handle given, const char* key, const std::string& what) {
  return Real{nb::borrow(given)}.number("", key, what.c_str());
}

double duration(nb::handle given, const char* key, const std::string& what) {
  const double number = number_of(given, key, what);
  if (std::isfinite(number) && number > 0) return number;
  throw Error(fmt::format("'{}' of {} is {}; it must be a finite number > 0", key, what, number));
}

double call_drive(nb::handle function, double time, const std::string& what) {
  const nb::gil_scoped_acquire interpreter;
  const double number = number_of(function(time), "value", fmt::format("{} at t = {}", what, time));
  if (std::isfinite(number)) return number;
  throw Error(fmt::format("'value' of {} at t = {} is {}; it must be finite", what, time, number));
}

bool has_function(nb::handle given) {
  return is_mapping(given) && nb::cast<bool>(given.attr("__contains__")("function"));
}

nb::object function_in(nb::handle given) {
  return has_function(given) ? nb::object(given[nb::str("function")]) : nb::borrow(given);
}

bool is_function(nb::handle given) {
  return has_function(given) ||
         (PyCallable_Check(given.ptr()) != 0 && !nb::isinstance<nb::str>(given));
}

DriveShape to_function(nb::handle given, double longest_step, const std::string& what) {
  const nb::object function = function_in(given);
  if (PyCallable_Check(function.ptr()) == 0) {
    throw Error(fmt::format("'function' of {} is {}; it must be a function of the time", what,
                            written(function)));
  }
  FunctionOfTime shape{[function = nb::handle(function), what](double time) {
                         return call_drive(function, time, what);
                       },
                       longest_step};
  if (!has_function(given)) return shape;
  for (const nb::handle key : given) {
    const std::string name = nb::cast<std::string>(nb::str(key));
    if (name == "max_step") shape.longest_step = duration(given[key], "max_step", what);
    if (name == "period") shape.period = duration(given[key], "period", what);
    if (name != "function" && name != "max_step" && name != "period" && name != "name") {
      throw Error(fmt::format("'{}' is no key of {}; allowed are function, max_step, name, period",
                              name, what));
    }
  }
  return shape;
}

std::vector<double> list_of(nb::handle given, const std::string& what) {
  return numbers_of(converted("real_vector", given, what));
}

bool is_pair(nb::handle given) {
  return (nb::isinstance<nb::tuple>(given) || nb::isinstance<nb::list>(given)) &&
         nb::len(given) == 2;
}

}  // namespace

std::vector<Drive> to_drives(const nb::dict& given, const nb::object& max_step,
                             const Model& model) {
  const double longest_step =
      max_step.is_none() ? kUnset : duration(max_step, "max_step", "the drives");
  std::vector<Drive> drives;
  for (const auto& [key, shape] : given) {
    if (!nb::isinstance<nb::str>(key)) {
      throw Error(fmt::format("a path is {}; it must be a string", written(key)));
    }
    const std::string path = nb::cast<std::string>(key);
    const std::string what = "the drive of '" + path + "'";
    if (is_function(shape)) {
      Drive drive{"", path, to_function(shape, longest_step, what)};
      if (has_function(shape) && nb::cast<bool>(shape.attr("__contains__")("name"))) {
        drive.name = nb::cast<std::string>(nb::str(nb::object(shape[nb::str("name")])));
      }
      add_drive(drives, model, std::move(drive));
    } else if (is_pair(shape)) {
      add_drive(drives, model,
                {"", path,
                 Ramps{list_of(shape[0], "the list of times of " + what),
                       list_of(shape[1], "the list of values of " + what)}});
    } else if (is_mapping(shape)) {
      const toml::table table = table_of(shape, what);
      TomlReader reader(table, "", what);
      read_drive(
          reader, path, model, [](const std::string& name) { return read_text(name); }, drives);
    } else {
      throw Error(fmt::format(
          "{} is {}; it must be a function of the time, (times, values), or a mapping such as "
          "{{\"kind\": \"sine\", \"amplitude\": 0.1, \"period\": 100}}",
          what, written(shape)));
    }
  }
  return drives;
}

nb::dict functions_of(const nb::dict& given) {
  nb::dict functions;
  for (const auto& [path, shape] : given) {
    if (is_function(shape)) functions[path] = function_in(shape);
  }
  return functions;
}

nb::dict from_drives(const std::vector<Drive>& drives, const nb::object& functions) {
  nb::dict result;
  for (const Drive& drive : drives) {
    nb::dict table;
    table["name"] = drive.name;
    const std::string kind = kind_of(drive.shape);
    if (!kind.empty()) table["kind"] = kind;
    const auto add_points = [&](const auto& points) {
      table["times"] = to_numpy(points.times, {points.times.size()});
      table["values"] = to_numpy(points.values, {points.values.size()});
    };
    std::visit(
        Overload{[&](const Steps& s) { add_points(s); }, [&](const Ramps& r) { add_points(r); },
                 [&](const Sine& s) {
                   table["amplitude"] = s.amplitude;
                   table["phase"] = s.phase;
                 },
                 [&](const Pulse& p) {
                   table["amplitude"] = p.amplitude;
                   table["center"] = p.center;
                   table["width"] = p.width;
                 },
                 [&](const FunctionOfTime& f) {
                   table["function"] = functions[nb::str(drive.path.c_str())];
                   table["max_step"] = f.longest_step;
                 }},
        drive.shape);
    if (const auto period = period_of(drive.shape)) table["period"] = *period;
    result[drive.path.c_str()] = table;
  }
  return result;
}

void set_longest_steps(std::vector<Drive>& drives, double to) {
  constexpr double kSteps = 1000;
  constexpr double kMostSteps = 1e7;  // each some ten calls of the function: minutes
  for (Drive& drive : drives) {
    auto* function = std::get_if<FunctionOfTime>(&drive.shape);
    if (function == nullptr) continue;
    if (function->longest_step == kUnset) function->longest_step = to > 0 ? to / kSteps : 1;
    if (const double steps = to / function->longest_step; !(steps <= kMostSteps)) {
      throw Error(
          fmt::format("'max_step' of the drive of '{}' is {}: that is {:.3g} steps up to "
                      "t = {}; {:.0e} are allowed, so it must be {:.3g} at least",
                      drive.path, function->longest_step, steps, to, kMostSteps, to / kMostSteps));
    }
  }
}

}  // namespace quflux::python
