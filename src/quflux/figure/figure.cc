#include "quflux/figure/figure.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux {

namespace {

bool is_allowed_in_file_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._-").find(c) != std::string_view::npos;
}

bool is_colour(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

void validate(const Axis& axis, const std::string& what) {
  for (const auto& limit : {axis.min, axis.max}) {
    if (!limit) continue;
    require_finite(*limit, "a limit of " + what);
    if (axis.scale == Scale::logarithmic) require_positive(*limit, "a limit of " + what);
  }
  if (axis.min && axis.max && !(*axis.min < *axis.max)) {
    throw Error(
        fmt::format("{} goes from {} to {}; its limits must ascend", what, *axis.min, *axis.max));
  }
  for (const Tick& tick : axis.ticks) {
    require_finite(tick.at, "a tick of " + what);
    if (axis.scale == Scale::logarithmic) require_positive(tick.at, "a tick of " + what);
  }
}

void validate(const Stroke& s, const std::string& what) {
  if (!is_colour(s.colour)) {
    throw Error(fmt::format("the colour of {} is '{}'; write '#RRGGBB'", what, one_line(s.colour)));
  }
  require_positive(s.width, "the line width of " + what);
}

void require_ascending(const std::vector<double>& values, Scale scale, const std::string& what) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    require_finite(values[i], "one of " + what);
    if (scale == Scale::logarithmic) require_positive(values[i], "one of " + what);
    if (i > 0 && !(values[i - 1] < values[i])) {
      throw Error(
          fmt::format("{} go from {} to {}; they must ascend", what, values[i - 1], values[i]));
    }
  }
}

void validate(const Map& map, const Panel& panel, const std::string& what) {
  if (map.x.empty() || map.y.empty() || map.z.size() != map.x.size() * map.y.size()) {
    throw Error(fmt::format("the map of {} has {} values for {} x {} pixels", what, map.z.size(),
                            map.x.size(), map.y.size()));
  }
  require_ascending(map.x, panel.x.scale, "the x positions of the map of " + what);
  require_ascending(map.y, panel.y.scale, "the y positions of the map of " + what);
  validate(map.colour, "the colour axis of " + what);
}

void validate(const Panel& panel, const std::string& what) {
  validate(panel.x, "the x axis of " + what);
  validate(panel.y, "the y axis of " + what);
  if (panel.map) validate(*panel.map, panel, what);
  for (const Curve& curve : panel.curves) {
    if (curve.x.size() != curve.y.size()) {
      throw Error(fmt::format("the curve '{}' of {} has {} x values and {} y values",
                              one_line(curve.label), what, curve.x.size(), curve.y.size()));
    }
    validate(curve.stroke, fmt::format("the curve '{}' of {}", one_line(curve.label), what));
  }
  for (const Marker& marker : panel.markers) {
    const std::string name = fmt::format("the marker '{}' of {}", one_line(marker.label), what);
    if (!marker.x && !marker.y) {
      throw Error(name + " has no position; give x, y or both");
    }
    if (marker.x) require_finite(*marker.x, "the x position of " + name);
    if (marker.y) require_finite(*marker.y, "the y position of " + name);
    validate(marker.stroke, name);
  }
}

}  // namespace

std::string italic(std::string_view text) { return fmt::format("{{/:Italic {}}}", text); }

std::string plain_text(std::string_view text) {
  constexpr std::string_view kMarkup = R"(\{}^_@&~)";
  std::string plain;
  for (const char c : one_line(text)) {
    if (kMarkup.find(c) != std::string_view::npos) plain += '\\';
    plain += c;
  }
  return plain;
}

Stroke stroke(std::size_t n) {
  static const std::array<Stroke, kStrokes> strokes = {{{kBlue, Dash::solid, 1.2},
                                                        {kVermilion, Dash::dashed, 1.2},
                                                        {kGreen, Dash::dash_dotted, 1.2},
                                                        {kPurple, Dash::dotted, 1.4},
                                                        {kOrange, Dash::long_dashed, 1.2},
                                                        {kSkyBlue, Dash::solid, 1.2},
                                                        {kBlack, Dash::dashed, 1.2},
                                                        {kBlack, Dash::solid, 1.2}}};
  return strokes[n % kStrokes];
}

void require_figure_name(const std::string& name) {
  const bool allowed = !name.empty() && name.front() != '.' && name.front() != '-' &&
                       name.size() <= 200 &&
                       std::all_of(name.begin(), name.end(), is_allowed_in_file_name);
  if (!allowed) {
    throw Error(fmt::format(
        "a figure is named '{}'; use 1 to 200 letters, digits and . _ - (not . or - first)",
        one_line(name)));
  }
}

void validate(const Figure& figure) {
  require_figure_name(figure.name);
  const std::string what = fmt::format("figure '{}'", figure.name);
  if (figure.panels.empty()) throw Error(what + " has no panel");
  if (figure.columns == 0) throw Error(what + " has 0 columns; it must be >= 1");
  require_positive(figure.width, "the width of " + what);
  require_non_negative(figure.height, "the height of " + what);
  // Beyond this the picture takes gigabytes, and no journal is that wide.
  if (figure.width > 100 || figure.height > 100) {
    throw Error(fmt::format("{} is {} cm x {} cm; at most 100 cm are allowed", what, figure.width,
                            figure.height));
  }
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    validate(figure.panels[i], fmt::format("panel {} of {}", i + 1, what));
  }
}

}  // namespace quflux
