#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace quflux {

// Fields are initialised even where that changes nothing: GCC warns about designated initialisers
// that leave out others.

// Every text of a figure is gnuplot's enhanced text: "γ_1", "10^{−3}", "{/:Italic J}". Text that
// must appear as it is (a name a user chose) goes through plain_text().

/// `text` in italics, for variables: italic("γ") + "_1".
std::string italic(std::string_view text);

/// `text` as it is: no character acts as markup.
std::string plain_text(std::string_view text);

struct Tick {
  double at = 0;
  std::string label = {};  ///< none for a minor tick
};

enum class Scale { linear, logarithmic };

struct Axis {
  std::string label = {};          ///< as in "{/:Italic Ω}"
  std::string unit = {};           ///< appended in brackets; none when empty
  std::optional<double> min = {};  ///< the data's (for a map: the outer pixel edges') unless given
  std::optional<double> max = {};
  Scale scale = Scale::linear;
  std::vector<Tick> ticks = {};  ///< chosen automatically when empty
};

enum class Dash { solid, dashed, dotted, dash_dotted, long_dashed };

/// Colours of Okabe and Ito, which colour-blind readers can tell apart.
inline constexpr const char* kBlack = "#000000";
inline constexpr const char* kBlue = "#0072B2";
inline constexpr const char* kVermilion = "#D55E00";
inline constexpr const char* kGreen = "#009E73";
inline constexpr const char* kPurple = "#CC79A7";
inline constexpr const char* kOrange = "#E69F00";
inline constexpr const char* kSkyBlue = "#56B4E9";
/// For lines on a map.
inline constexpr const char* kWhite = "#FFFFFF";
inline constexpr const char* kRed = "#FF2020";

struct Stroke {
  std::string colour = kBlack;  ///< "#RRGGBB"
  Dash dash = Dash::solid;
  double width = 1.0;  ///< in points
};

/// How many strokes there are that a reader can tell apart.
inline constexpr std::size_t kStrokes = 8;

/// The n-th of kStrokes strokes that differ in colour and in dash.
Stroke stroke(std::size_t n);

struct Curve {
  std::vector<double> x = {};
  std::vector<double> y = {};  ///< as many as x; NaN interrupts the curve
  std::string label = {};      ///< in the legend; not listed when empty
  Stroke stroke = {};
};

/// With x alone a vertical line, with y alone a horizontal one, with both a point.
struct Marker {
  std::optional<double> x = {};
  std::optional<double> y = {};
  std::string label = {};  ///< beside it
  Stroke stroke = {.colour = "#666666", .dash = Dash::dashed, .width = 0.7};
};

enum class Palette {
  viridis,   ///< for values of one kind
  diverging  ///< blue, white, red: for values around zero
};

/// Values over a rectangle, as pixels centred at (x[i], y[j]).
struct Map {
  std::vector<double> x = {};  ///< ascending
  std::vector<double> y = {};  ///< ascending
  std::vector<double> z = {};  ///< z[j * x.size() + i] at x[i], y[j]; NaN (no value) is grey
  Axis colour = {};            ///< the colour bar; min and max bound the colours
  Palette palette = Palette::viridis;
};

enum class Legend {
  automatic,  ///< the corner where it covers no data, else above; on a map: above
  top_left,
  top_right,
  bottom_left,
  bottom_right,
  above,  ///< between title and frame
  none
};

struct Panel {
  Axis x = {};
  Axis y = {};
  std::optional<Map> map = {};
  std::vector<Curve> curves = {};  ///< on top of the map, if there is one
  std::vector<Marker> markers = {};
  std::string letter = {};  ///< "(a)"
  std::string title = {};
  Legend legend = Legend::automatic;
};

/// Widths of Physical Review.
inline constexpr double kSingleColumn = 8.6;   // cm
inline constexpr double kDoubleColumn = 17.8;  // cm

struct Figure {
  std::string name = {};           ///< of its files, without extension: letters, digits and . _ -
  std::vector<Panel> panels = {};  ///< row by row
  std::size_t columns = 1;         ///< panels per row
  double width = kSingleColumn;    ///< cm
  double height = 0;               ///< cm; chosen from the width and the panels when 0
};

/// Throws Error unless a figure may have that name.
void require_figure_name(const std::string& name);

/// Throws Error where the sizes of a figure's data do not fit or its name is not allowed.
void validate(const Figure& figure);

}  // namespace quflux
