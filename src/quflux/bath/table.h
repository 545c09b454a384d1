#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quflux::inline bath {

/// gamma(w) from a table of measured or computed values, interpolated by a monotone cubic (PCHIP):
/// smooth, and without the overshoots that could make it negative.
class Table {
 public:
  /// At least four ascending frequencies >= 0 and as many values >= 0; `name` is for messages.
  /// Throws Error for anything else.
  Table(std::vector<double> frequencies, std::vector<double> values, std::string name);

  /// gamma(w). Throws Error outside the table, but where its first rows follow a line to (0, 0).
  double operator()(double frequency) const;

  /// The slope at w = 0 of a table that begins with (0, 0) or close to it, unless gamma(w)/w still
  /// grows towards it as a power of w below 1 does; none for others.
  std::optional<double> slope_at_zero() const;

  /// Why there is none, in words; empty: there is one.
  std::string slope_obstacle() const;

  const std::string& name() const;
  const std::vector<double>& frequencies() const;
  const std::vector<double>& values() const;

 private:
  struct Data;
  std::shared_ptr<const Data> data_;  // tables are shared by copies of a model, and never change
};

/// Reads two columns, frequency and gamma, of a text as programs write them, with names above them
/// or without, or of a .npy file. Throws Error with file and line.
Table parse_table(std::string_view text, const std::string& file);

}  // namespace quflux::inline bath
