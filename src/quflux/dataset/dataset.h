#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace quflux::inline dataset {

/// A fact about a dataset or a variable. One-element vectors are read back as a number.
using Attribute = std::variant<std::string, double, int, std::vector<double>>;
using Attributes = std::map<std::string, Attribute, std::less<>>;

/// Numbers or strings along named dimensions.
struct Variable {
  std::string name = {};
  std::vector<std::string> dimensions = {};  ///< slowest first; none for a single value
  /// Row-major. NaN where there is no value.
  std::variant<std::vector<double>, std::vector<std::string>> values = {};
  std::string units = {};      ///< "1" for a pure number; none when empty
  std::string long_name = {};  ///< what a reader of a plot would call it; none when empty
  Attributes attributes = {};  ///< anything else
};

/// Labelled arrays that share dimensions: the model of xarray and NetCDF. A variable named like
/// its only dimension is that dimension's coordinate.
struct Dataset {
  std::vector<std::pair<std::string, std::size_t>> dimensions = {};  ///< name, size; slowest first
  std::vector<Variable> variables = {};                              ///< coordinates and data
  Attributes attributes = {};
};

/// The attribute of a dataset that says which figure it wants to be: "curves" along its only swept
/// key, a "map" over two, "spectra" along frequencies of the outputs, a "transition", an
/// "exceptional_plane" or "grades".
/// Without it there is none to draw.
inline constexpr const char* kFigure = "figure";

/// The attribute of curves and maps that names the variables to draw, with spaces between them;
/// files do not keep the order of variables.
inline constexpr const char* kPanels = "panels";

/// The attribute of a map that says along which of its dimensions the largest value is marked.
inline constexpr const char* kRidge = "ridge";

/// Whether the variable holds the coordinate of its dimension.
bool is_coordinate(const Variable& variable);

/// The variable with that name, or null.
const Variable* find_variable(const Dataset& dataset, const std::string& name);

/// The values of a variable of numbers. Throws Error when there is no such variable.
const std::vector<double>& numbers(const Dataset& dataset, const std::string& name);

/// The values of a variable of strings. Throws Error when there is no such variable.
const std::vector<std::string>& strings(const Dataset& dataset, const std::string& name);

/// Throws Error unless names are unique and allowed in NetCDF (ASCII letters, digits and . _ + - @,
/// starting with a letter), dimensions exist and are not empty, every variable has as many values
/// as its dimensions ask for, and texts are UTF-8. `_FillValue`, `units`, `long_name` and
/// `Conventions` are written from the fields above and are no attributes.
void validate(const Dataset& dataset);

}  // namespace quflux::inline dataset
