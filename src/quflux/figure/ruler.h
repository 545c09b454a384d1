#pragma once

#include <string>
#include <vector>

#include "quflux/figure/figure.h"

namespace quflux {

/// An axis ready to be drawn: limits and ticks are known. Positions are the values themselves or,
/// on a logarithmic axis, their decimal logarithms.
struct Ruler {
  double min = 0;  ///< position
  double max = 1;  ///< position, > min
  Scale scale = Scale::linear;
  int exponent = 0;         ///< the labels count in units of 10^exponent
  std::vector<Tick> ticks;  ///< at positions; minor ones have no label
};

/// Smallest and largest of the finite values (on a logarithmic axis: of the positive ones).
struct Extent {
  double min = 0;
  double max = 0;
  bool empty = true;
};
void extend(Extent& extent, const std::vector<double>& values, Scale scale);

/// The position of a value: itself or its decimal logarithm.
double position(double value, Scale scale);

enum class Direction { across, up };  ///< labels side by side or one above the other

/// Limits and ticks of an axis whose data reach over `data` and which is `length` cm long. With
/// `margin`, automatic limits leave that fraction of the range free on both sides.
Ruler make_ruler(const Axis& axis, Extent data, double margin, double length, Direction direction);

/// Label, power of ten and unit: "J (10^{−3} ω_1^2)".
std::string title(const Axis& axis, const Ruler& ruler);

/// Width of the widest tick label, cm.
double label_width(const Ruler& ruler);

/// About the width of a text when drawn, cm.
double text_width(std::string_view text);

/// Size of the letters, points and cm.
inline constexpr double kFontSize = 8;
inline constexpr double kEm = kFontSize * 2.54 / 72;

}  // namespace quflux
