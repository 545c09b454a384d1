#pragma once

#include <algorithm>
#include <cstdlib>
#include <nanobind/stl/string.h>
#include <string>
#include <vector>

#include "python/bindings.h"
#include "quflux/core/error.h"

namespace quflux::python {

/// `given` as Python writes it, in one line.
inline std::string written(nb::handle given) {
  return nb::cast<std::string>(nb::module_::import_("quflux._arguments").attr("shown")(given));
}

/// A real number as it was given, so that a message can say what that was.
struct Real {
  nb::object given;

  /// Throws Error "WHERE'KEY' of WHAT is ...; it must be a number".
  double number(const std::string& where, const char* key, const char* what) const {
    const bool real = !PyBool_Check(given.ptr()) && !PyComplex_Check(given.ptr()) &&
                      !PyUnicode_Check(given.ptr()) && is_real_kind();
    const double value = real ? PyFloat_AsDouble(given.ptr()) : -1;
    const bool converted = real && !(value == -1 && PyErr_Occurred() != nullptr);
    PyErr_Clear();
    if (converted && is_exactly(value)) return value;
    if (converted || (real && is_whole())) {
      throw Error(fmt::format("{}'{}' of {} is {}, which no double holds; give it as a float",
                              where, key, what, described()));
    }
    throw Error(
        fmt::format("{}'{}' of {} is {}; it must be a number", where, key, what, described()));
  }

  /// Whether this is the number itself where that is a whole one of Python or NumPy.
  bool is_exactly(double value) const {
    if (!is_whole()) return true;
    return nb::steal(PyLong_FromDouble(value)).equal(index());
  }

  /// As a whole number of Python's own.
  nb::object index() const { return nb::steal(PyNumber_Index(given.ptr())); }

  /// What it is in messages: of arrays the shape, of what else NumPy knows the type.
  std::string described() const {
    if (!nb::hasattr(given, "dtype")) return written(given);
    const nb::object shape = nb::getattr(given, "shape", nb::tuple());
    if (nb::len(shape) > 0) return "an array of the shape " + written(shape);
    return fmt::format("of type {}", nb::str(nb::object(given.attr("dtype"))).c_str());
  }

  /// What NumPy, where the number comes from there, calls its kind; empty: it does not.
  std::string kind() const {
    if (!nb::hasattr(given, "dtype") || !nb::hasattr(given.attr("dtype"), "kind")) return "";
    return nb::str(nb::object(given.attr("dtype").attr("kind"))).c_str();
  }

  bool is_real_kind() const {
    const std::string own = kind();
    return own.empty() || own == "f" || own == "i" || own == "u";
  }

  bool is_whole() const {
    if (PyLong_Check(given.ptr())) return true;
    const std::string own = kind();
    return (own == "i" || own == "u") && nb::len(nb::getattr(given, "shape", nb::tuple())) == 0;
  }

  static constexpr int kLargest = 999'999'999;

  /// Throws Error likewise where there is a fraction or a tenth digit.
  int whole(const std::string& where, const char* key, const char* what) const {
    if (is_whole() && !PyBool_Check(given.ptr())) {
      int beyond = 0;
      const long long value = PyLong_AsLongLongAndOverflow(index().ptr(), &beyond);
      if (beyond == 0 && std::abs(value) <= kLargest) return static_cast<int>(value);
    } else {
      const double value = number(where, key, what);
      const int result = static_cast<int>(std::clamp<double>(value, -kLargest, kLargest));
      if (result == value) return result;
    }
    throw Error(fmt::format("{}'{}' of {} is {}; it must be a whole number of at most nine digits",
                            where, key, what, written(is_whole() ? index() : given)));
  }
};

/// Whatever a function of the package quflux._arguments makes of `given`, called `what` in
/// messages.
inline nb::object converted(const char* function, nb::handle given, const std::string& what) {
  return nb::module_::import_("quflux._arguments").attr(function)(given, what);
}

/// A string, called `what` in messages.
inline std::string text(nb::handle given, const std::string& what) {
  return nb::cast<std::string>(converted("text", given, what));
}

/// True or False, likewise.
inline bool flag(nb::handle given, const std::string& what) {
  if (PyBool_Check(given.ptr())) return given.is(nb::bool_(true));
  throw Error(fmt::format("{} is {}; it must be True or False", what, written(given)));
}

/// The numbers of an array, one behind the other.
inline std::vector<double> numbers_of(nb::handle array) {
  using Array = nb::ndarray<const double, nb::c_contig, nb::device::cpu>;
  const auto numbers =
      nb::cast<Array>(nb::module_::import_("numpy").attr("ascontiguousarray")(array, "float64"));
  return {numbers.data(), numbers.data() + numbers.size()};
}

}  // namespace quflux::python
