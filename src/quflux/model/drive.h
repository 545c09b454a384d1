#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "quflux/model/model.h"

namespace quflux::inline model {

/// Of the whole time: what rounding may part.
inline constexpr double kSameTime = 1e-12;

/// A time between neighbouring points at which a drive jumps or has a kink.
struct Stretch {
  double begin;
  double end;

  double middle() const { return (begin + end) / 2; }
  double length() const { return end - begin; }
};

/// A time on a stretch, counted from where that begins: however late that is, the times of a short
/// one have all their digits so.
struct Instant {
  Stretch on;
  double since = 0;

  double time() const { return on.begin + since; }
};

// What a number of the model does in time. Its `own` value is the one that it has without a drive.
// A shape with a period repeats what it does from t = 0 on.

/// values[k] from times[k] on, and its own value before the first of them.
struct Steps {
  std::vector<double> times;
  std::vector<double> values;
  std::optional<double> period = std::nullopt;
};

/// own + amplitude sin(2 pi t/period + phase).
struct Sine {
  double amplitude;
  double period;
  double phase = 0;
};

/// own + amplitude exp(-(t - center)^2/(2 width^2)).
struct Pulse {
  double amplitude;
  double center;
  double width;
  std::optional<double> period = std::nullopt;
};

/// Linear between points, constant outside.
struct Ramps {
  std::vector<double> times;
  std::vector<double> values;
  std::optional<double> period = std::nullopt;
};

/// A function of the time, looked at once in `longest_step` at least: a jump between two such times
/// is found by bisection, what begins and ends between them is not seen.
struct FunctionOfTime {
  std::function<double(double)> value;
  double longest_step;
  std::optional<double> period = std::nullopt;
};

using DriveShape = std::variant<Steps, Sine, Pulse, Ramps, FunctionOfTime>;

/// A number of the model, by its path, that changes in time.
struct Drive {
  std::string name;
  std::string path;
  DriveShape shape;
};

/// The number at a time, of which Steps and Ramps take the side of a jump that its stretch is on.
double value_at(const DriveShape& shape, double own, const Instant& now);

/// Its derivative; of a FunctionOfTime the difference quotient over a quarter of its longest step.
double slope_at(const DriveShape& shape, const Instant& now);

/// Whether the number depends on its own value; Ramps and a FunctionOfTime leave nothing of it.
bool adds_to_own(const DriveShape& shape);

/// Whether the number stays what it is on a stretch.
bool is_constant(const DriveShape& shape, const Stretch& on);

/// The longest step on a stretch in which nothing that the drive does is missed.
double longest_step(const DriveShape& shape, const Stretch& on);

/// After which time the drive does the same again; none: never.
std::optional<double> period_of(const DriveShape& shape);

/// The stretches from 0 to a time, and one that begins there, with the values behind a jump.
std::vector<Stretch> stretches(const std::vector<Drive>& drives, double to);

/// The shortest time after which all drives do the same again. Throws KeyError when there is none.
double common_period(const std::vector<Drive>& drives);

/// Adds a drive. One without a name is given its number. Throws KeyError when the model has no such
/// number, when it has a drive already, or when a number of the shape is not allowed.
void add_drive(std::vector<Drive>& drives, const Model& model, Drive drive);

}  // namespace quflux::inline model
