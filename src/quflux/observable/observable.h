#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "quflux/method/equation.h"
#include "quflux/model/model.h"
#include "quflux/road/answer.h"
#include "quflux/road/road.h"

namespace quflux::inline observable {

/// What an observable is told about itself in a model file: the key, and what may stand there.
struct ArgumentKey {
  enum class Kind {
    parameter,   ///< the path of a number of the model
    identifier,  ///< a new name
    operators,   ///< a product of site operators, ["a.sp", "b.sm"]
    sites,       ///< names of different sites
    coupling,    ///< the name of a coupling of two sites
    frequencies  ///< a list of numbers, or { from, to, points }
  };

  std::string key;
  Kind kind;
  std::string what;     ///< in words; empty where the key says it
  std::string example;  ///< as it may stand in a model file
  bool required = true;
};

/// The value of an argument.
using Argument = std::variant<std::string, std::vector<std::string>, std::vector<SiteOperator>,
                              std::vector<double>>;

/// The dimension of baths beside `bath`, where an array has two of them.
inline constexpr std::string_view kOtherBath = "other_bath";

/// An array of a result: what every equation gives at every point.
struct OutputArray {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<std::pair<std::string, std::size_t>> dimensions;  ///< after the axes and `equation`
  /// The frequencies along its last dimension; empty: that has none.
  std::vector<double> frequencies = {};

  /// Numbers per point and equation.
  std::size_t size() const;
};

/// Where the numbers of an array go: those of point i begin at `first + i * stride`.
struct OutputColumn {
  double* first;
  std::size_t stride;

  double* at(std::size_t point) const { return first + point * stride; }
};

/// The answers to a tile, as observables see them.
struct AnsweredTile {
  const Equation& equation;
  Answer& answer;  ///< to which an observable may add warnings
  Tile tile;
  const Points& points;
  /// The numbers of the model that the observable asked for, by point.
  const std::vector<std::vector<double>>& parameters;

  /// What the states are followed along; null: they are stationary.
  const Course* course = nullptr;

  std::size_t size() const { return tile.size(); }
  std::size_t flows() const { return flow_count(points.model); }
  /// Adds a warning about a point.
  void warn(std::size_t point, const std::string& text) const;
};

/// An observable of one model: what it needs and how its numbers follow.
struct BoundObservable {
  std::vector<OutputArray> arrays;  ///< one; of complex numbers the real and imaginary parts
  Quantities needs;
  Quantities needs_in_time = {};             ///< besides, where states are followed in time
  std::vector<std::string> parameters = {};  ///< paths of numbers that it reads at every point
  /// Why an equation has no such numbers; empty: it may.
  std::function<std::string(const Model&, const Equation&)> obstacle =
      [](const Model&, const Equation&) { return std::string(); };
  /// Writes the numbers of a tile, a column for each array. Where there is no answer it may write
  /// anything.
  std::function<void(const AnsweredTile&, const std::vector<OutputColumn>&)> evaluate;
};

struct Observable;

/// A row of the table of observables.
struct ObservableKind {
  std::string name;  ///< in model files and results
  std::string help;  ///< one line
  std::vector<ArgumentKey> arguments = {};
  bool in_time_alone = false;  ///< stationary states have no such thing
  /// Throws NoAnswer when the model has no such thing, Error for arguments that no model allows.
  std::function<BoundObservable(const Model&, const Observable&)> bind;
};

/// The kinds of observables that are known.
using ObservableTable = std::vector<ObservableKind>;

/// Those that quflux comes with.
const ObservableTable& observables();

/// An observable as a study asks for it.
struct Observable {
  ObservableKind kind;
  std::map<std::string, Argument, std::less<>> arguments = {};

  /// What tells it from the other outputs of a study: its kind, and the name it was given.
  std::string array_name() const;

  /// The value under a key of the row. It is there where the key is required.
  template <class Value>
  const Value& argument(std::string_view key) const {
    return std::get<Value>(arguments.find(key)->second);
  }
};

/// The row of that name. Throws Error that names those that exist when there is none.
const ObservableKind& find_observable(std::string_view name,
                                      const ObservableTable& table = observables());

/// An observable without arguments.
Observable make_observable(std::string_view name, const ObservableTable& table = observables());

}  // namespace quflux::inline observable
