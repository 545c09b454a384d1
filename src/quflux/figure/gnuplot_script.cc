#include "quflux/figure/gnuplot_script.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "quflux/core/utf8.h"
#include "quflux/figure/layout.h"
#include "quflux/figure/ruler.h"

namespace quflux {

namespace {

constexpr const char* kFont = "STIXGeneral";
constexpr double kPngPixels = 300 / 2.54;  // per cm
constexpr double kSvgPixels = 96 / 2.54;   // per cm

template <class... Args>
void add(std::string& script, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(script), format, std::forward<Args>(args)...);
}

// In single quotes gnuplot takes everything literally but the quote itself, which not even doubled
// is safe in every place: it becomes an apostrophe.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : one_line(text)) {
    if (c == '\'') {
      result += "’";
    } else {
      result += c;
    }
  }
  return result + "'";
}

// An enhanced text. Some viewers of SVG drop a space next to a change of font, but not if something
// stands beside it, be it of no width; the space that ends a font's name has to stay alone.
std::string label_text(std::string_view given) {
  const std::string text = one_line(given);
  const bool changes_font = text.find_first_of("{_^") != std::string::npos;
  std::string result;
  bool in_font_name = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "{/") == 0) in_font_name = true;
    const bool ends_font_name = in_font_name && (text[i] == ' ' || text[i] == '}');
    if (ends_font_name) in_font_name = false;
    const bool guard = changes_font && text[i] == ' ' && !ends_font_name;
    if (guard) result += "\u200B";
    result += text[i];
    if (guard) result += "\u200B";
  }
  return quoted(result);
}

std::string number(double value) {
  return std::isfinite(value) ? fmt::format("{:.7g}", value) : "NaN";
}

std::string dash_type(Dash dash) {
  switch (dash) {
    case Dash::solid:
      return "1";
    case Dash::dashed:
      return "(8,4)";
    case Dash::dotted:
      return "(2,3)";
    case Dash::dash_dotted:
      return "(9,3,2,3)";
    case Dash::long_dashed:
      return "(16,5)";
  }
  return "1";
}

std::string line_style(const Stroke& s) {
  return fmt::format("lc rgb '{}' lw {} dt {}", s.colour, number(s.width), dash_type(s.dash));
}

std::string palette(Palette p) {
  if (p == Palette::diverging) {
    return "'#053061','#2166ac','#4393c3','#92c5de','#d1e5f0','#f7f7f7','#fddbc7','#f4a582',"
           "'#d6604d','#b2182b','#67001f'";
  }
  return "'#440154','#48186a','#472d7b','#424086','#3b528b','#33638d','#2c728e','#26828e',"
         "'#21918c','#1fa088','#28ae80','#3fbc73','#5ec962','#84d44b','#addc30','#d8e219',"
         "'#fde725'";
}

std::string palette_definition(Palette p) {
  std::string definition;
  const std::string colours = palette(p);
  int index = 0;
  for (std::size_t start = 0; start < colours.size(); start += 10) {
    add(definition, "{}{} {}", index == 0 ? "" : ", ", index, colours.substr(start, 9));
    ++index;
  }
  return definition;
}

// gnuplot reads a tick's label as a format.
std::string without_format(std::string_view text) {
  std::string result;
  for (const char c : text) result.append(c == '%' ? 2 : 1, c);
  return result;
}

std::string tick_list(const Ruler& ruler) {
  std::string list;
  for (const Tick& tick : ruler.ticks) {
    add(list, "{}{} {}{}", list.empty() ? "" : ", ", label_text(without_format(tick.label)),
        number(tick.at), tick.label.empty() ? " 1" : "");
  }
  return "(" + list + ")";
}

// A column of values as positions.
std::string column(int n, Scale scale) {
  return scale == Scale::linear ? std::to_string(n) : fmt::format("(log10(${}))", n);
}

// Pixel centres, equally spaced, that the map is drawn with along one axis.
struct PixelRow {
  std::vector<std::size_t> source;  // which value each pixel shows
  double first = 0;                 // position
  double step = 1;
};

// Viewers of SVG smooth images, which blurs large pixels; as rectangles they stay sharp.
constexpr std::size_t kMostRectangles = 5000;

// How far pixel centres may be off for the spacing to count as equal.
constexpr double kSpacingTolerance = 0.02;

bool is_regular(const std::vector<double>& p) {
  if (p.size() < 3) return true;
  const double step = (p.back() - p.front()) / static_cast<double>(p.size() - 1);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double expected = p.front() + step * static_cast<double>(i);
    if (std::abs(p[i] - expected) > kSpacingTolerance * step) return false;
  }
  return true;
}

std::vector<double> positions(const std::vector<double>& values, Scale scale) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const double v : values) result.push_back(position(v, scale));
  return result;
}

// An axis that starts at zero leaves a gap before the first pixel; its neighbour fills that.
PixelRow pixel_row(const std::vector<double>& p, const Ruler& ruler) {
  PixelRow row;
  const std::vector<double> edges = pixel_edges(p);
  // gnuplot draws no image of one row; two halves of one pixel look the same.
  const std::size_t copies = p.size() == 1 ? 2 : 1;
  for (std::size_t i = 0; i < p.size(); ++i) row.source.insert(row.source.end(), copies, i);
  row.step = (edges.back() - edges.front()) / static_cast<double>(row.source.size());
  row.first = edges.front() + row.step / 2;
  const double tiny = 1e-6 * row.step;
  if (ruler.min < edges.front() - tiny && ruler.min > edges.front() - row.step) {
    row.source.insert(row.source.begin(), 0);
    row.first -= row.step;
  }
  if (ruler.max > edges.back() + tiny && ruler.max < edges.back() + row.step) {
    row.source.push_back(p.size() - 1);
  }
  return row;
}

// The same for rectangles: the outer ones reach to the frame where it is less than a pixel away.
std::vector<double> rectangle_edges(const std::vector<double>& p, const Ruler& ruler) {
  std::vector<double> edges = pixel_edges(p);
  const double first = edges[1] - edges[0];
  const double last = edges.back() - edges[edges.size() - 2];
  if (ruler.min > edges.front() - first) edges.front() = std::min(ruler.min, edges[1]);
  if (ruler.max < edges.back() + last) edges.back() = std::max(ruler.max, edges[edges.size() - 2]);
  return edges;
}

// Draws one panel; collects the data blocks and the commands that draw them.
class PanelScript {
 public:
  PanelScript(const PlacedPanel& placed, std::size_t index, const Layout& layout)
      : placed_(placed), panel_(*placed.panel), index_(index), layout_(layout) {}

  void write(std::string& data, std::string& commands) {
    add(commands, "\n# panel {}\n", index_);
    write_frame(commands);
    write_axis(commands, 'x', placed_.x);
    write_axis(commands, 'y', placed_.y);
    write_texts(commands);
    write_markers(commands);
    write_legend(commands);
    std::vector<std::string> plots;
    if (panel_.map) write_map(data, commands, plots);
    write_curves(data, plots);
    write_points(plots);
    if (plots.empty()) plots.emplace_back("NaN notitle");
    add(commands, "plot {}\n", fmt::join(plots, ", \\\n     "));
  }

 private:
  std::string screen_x(double cm) const { return number(cm / layout_.width); }
  std::string screen_y(double cm) const { return number(cm / layout_.height); }

  void write_frame(std::string& out) const {
    const Rectangle& f = placed_.frame;
    add(out, "unset label; unset arrow; unset object; unset colorbox\n");
    add(out, "set lmargin at screen {}; set rmargin at screen {}\n", screen_x(f.left),
        screen_x(f.right()));
    add(out, "set bmargin at screen {}; set tmargin at screen {}\n", screen_y(f.bottom),
        screen_y(f.top()));
  }

  void write_axis(std::string& out, char name, const Ruler& ruler) const {
    add(out, "set {}range [{}:{}]\n", name, number(ruler.min), number(ruler.max));
    // Ticks that point inwards would drown in the colours of a map.
    add(out, "set {}tics {} offset {} {}\n", name, panel_.map ? "out nomirror" : "in mirror",
        name == 'y'  ? "0.4,0"
        : panel_.map ? "0,0.45"
                     : "0,0.3",
        tick_list(ruler));
  }

  void write_label(std::string& out, std::string_view text, double x, double y,
                   std::string_view how) const {
    if (text.empty()) return;
    add(out, "set label {} at screen {}, screen {} {}\n", label_text(text), screen_x(x),
        screen_y(y), how);
  }

  void write_texts(std::string& out) const {
    const Rectangle& f = placed_.frame;
    const double tick = kTickLabelGap + (panel_.map ? kTickLength : 0);
    write_label(out, title(panel_.x, placed_.x), f.left + f.width / 2,
                f.bottom - tick - kLine - kTitle / 2, "center");
    write_label(out, title(panel_.y, placed_.y), f.left - tick - label_width(placed_.y) - kLine / 2,
                f.bottom + f.height / 2, "center rotate by 90");
    const double heading = f.top() + placed_.rows_above + kLine / 2;
    write_label(out, panel_.letter, f.left, heading, "left");
    write_label(out, panel_.title, f.left + f.width / 2, heading, "center");
  }

  void write_markers(std::string& out) const {
    for (const Marker& marker : panel_.markers) {
      if (marker.x && marker.y) continue;  // points are plotted
      const Ruler& ruler = marker.x ? placed_.x : placed_.y;
      const double at = position(marker.x ? *marker.x : *marker.y, ruler.scale);
      if (!(at >= ruler.min && at <= ruler.max)) continue;
      const std::string p = number(at);
      const std::string line =
          marker.x ? fmt::format("from first {}, graph 0 to first {}, graph 1", p, p)
                   : fmt::format("from graph 0, first {} to graph 1, first {}", p, p);
      add(out, "set arrow {} nohead {} {}\n", line, line_style(marker.stroke),
          panel_.map ? "front" : "back");
    }
    for (const PlacedLabel& label : placed_.marker_labels) {
      const char* side = label.side < 0 ? "right" : label.side > 0 ? "left" : "center";
      write_label(out, label.text, label.x, label.y,
                  fmt::format("{} front tc rgb '{}'", side, label.colour));
    }
  }

  void write_legend(std::string& out) const {
    for (const LegendEntry& entry : placed_.legend) {
      const double right = entry.left + kSampleWidth;
      if (panel_.map) {
        // Lines on a map may be white: their samples need the map's ground.
        const double half = 0.35 * kLine;
        add(out,
            "set object rectangle from screen {}, screen {} to screen {}, screen {} fs solid "
            "noborder fc rgb '#2c728e'\n",
            screen_x(entry.left), screen_y(entry.baseline - half), screen_x(right),
            screen_y(entry.baseline + half));
      }
      add(out, "set arrow from screen {}, screen {} to screen {}, screen {} nohead {} front\n",
          screen_x(entry.left), screen_y(entry.baseline), screen_x(right), screen_y(entry.baseline),
          line_style(entry.curve->stroke));
      write_label(out, entry.curve->label, right + kSampleGap, entry.baseline, "left");
    }
  }

  void write_colour_bar(std::string& out) const {
    const Rectangle& f = placed_.frame;
    const double left = f.right() + kColourBarGap;
    add(out, "set palette defined ({})\n", palette_definition(panel_.map->palette));
    add(out, "set cbrange [{}:{}]\n", number(placed_.colour.min), number(placed_.colour.max));
    add(out, "set cbtics in offset -0.3,0 {}\n", tick_list(placed_.colour));
    add(out, "set colorbox vertical user origin screen {}, screen {} size screen {}, screen {}\n",
        screen_x(left), screen_y(f.bottom), screen_x(kColourBarWidth), screen_y(f.height));
    write_label(out, title(panel_.map->colour, placed_.colour),
                left + kColourBarWidth + kTickLabelGap + label_width(placed_.colour) + kTitle / 2,
                f.bottom + f.height / 2, "center rotate by 90");
  }

  void write_map(std::string& data, std::string& out, std::vector<std::string>& plots) const {
    const Map& map = *panel_.map;
    write_colour_bar(out);
    const bool has_gaps = std::any_of(map.z.begin(), map.z.end(), [&](double z) {
      return !std::isfinite(z) || (map.colour.scale == Scale::logarithmic && z <= 0);
    });
    if (has_gaps) {
      add(out,
          "set object rectangle from graph 0, graph 0 to graph 1, graph 1 behind fs solid "
          "noborder fc rgb '#d0d0d0'\n");
    }
    const std::vector<double> x = positions(map.x, panel_.x.scale);
    const std::vector<double> y = positions(map.y, panel_.y.scale);
    const bool few = map.z.size() <= kMostRectangles;
    if (is_regular(x) && is_regular(y) && !few) {
      write_image(pixel_row(x, placed_.x), pixel_row(y, placed_.y), data, plots);
    } else {
      write_rectangles(x, y, data, plots);
    }
  }

  double map_value(std::size_t i, std::size_t j) const {
    const Map& map = *panel_.map;
    const double z = map.z[j * map.x.size() + i];
    return map.colour.scale == Scale::logarithmic && z <= 0 ? NAN : z;
  }

  void write_image(const PixelRow& x, const PixelRow& y, std::string& data,
                   std::vector<std::string>& plots) const {
    add(data, "$map_{} << END\n", index_);
    for (const std::size_t j : y.source) {
      for (const std::size_t i : x.source) {
        data += number(map_value(i, j));
        data += ' ';
      }
      data.back() = '\n';
    }
    data += "END\n";
    plots.push_back(
        fmt::format("$map_{} matrix using ({} + {}*$1):({} + {}*$2):{} with image notitle", index_,
                    number(x.first), number(x.step), number(y.first), number(y.step),
                    column(3, panel_.map->colour.scale)));
  }

  // Pixels as x, y, their four edges and z.
  void write_rectangles(const std::vector<double>& x, const std::vector<double>& y,
                        std::string& data, std::vector<std::string>& plots) const {
    const std::vector<double> x_edges = rectangle_edges(x, placed_.x);
    const std::vector<double> y_edges = rectangle_edges(y, placed_.y);
    add(data, "$map_{} << END\n", index_);
    for (std::size_t j = 0; j < y.size(); ++j) {
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double z = map_value(i, j);
        if (!std::isfinite(z)) continue;
        // Reaching below the neighbours that are drawn later leaves no bright seams.
        const bool has_right = i + 1 < x.size() && std::isfinite(map_value(i + 1, j));
        const bool has_upper = j + 1 < y.size() && std::isfinite(map_value(i, j + 1)) &&
                               (!has_right || std::isfinite(map_value(i + 1, j + 1)));
        const double right = has_right ? (x_edges[i + 1] + x[i + 1]) / 2 : x_edges[i + 1];
        const double upper = has_upper ? (y_edges[j + 1] + y[j + 1]) / 2 : y_edges[j + 1];
        add(data, "{} {} {} {} {} {} {}\n", number(x[i]), number(y[j]), number(x_edges[i]),
            number(right), number(y_edges[j]), number(upper), number(z));
      }
    }
    data += "END\n";
    plots.push_back(
        fmt::format("$map_{} using 1:2:3:4:5:6:{} with boxxyerror fs solid noborder lc palette "
                    "notitle",
                    index_, column(7, panel_.map->colour.scale)));
  }

  // Whether the point i is drawn, but neither of its neighbours.
  template <class IsDrawn>
  static bool is_alone(const IsDrawn& is_drawn, std::size_t i) {
    return is_drawn(i) && (i == 0 || !is_drawn(i - 1)) && !is_drawn(i + 1);
  }

  void write_curves(std::string& data, std::vector<std::string>& plots) const {
    for (std::size_t n = 0; n < panel_.curves.size(); ++n) {
      const Curve& curve = panel_.curves[n];
      const auto is_drawn = [&](std::size_t i) {
        return i < curve.x.size() && std::isfinite(curve.x[i]) && std::isfinite(curve.y[i]);
      };
      bool any = false;
      bool any_alone = false;
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        any = any || is_drawn(i);
        any_alone = any_alone || is_alone(is_drawn, i);
      }
      if (!any) continue;
      add(data, "$curve_{}_{} << END\n", index_, n + 1);
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        add(data, "{} {}\n", number(curve.x[i]), number(curve.y[i]));
      }
      data += "END\n";
      const auto plot = [&](const char* block, const char* how) {
        plots.push_back(fmt::format("${}_{}_{} using {}:{} with {} {} notitle", block, index_,
                                    n + 1, column(1, panel_.x.scale), column(2, panel_.y.scale),
                                    how, line_style(curve.stroke)));
      };
      plot("curve", "lines");
      // A line needs two points; one between gaps would not be seen.
      if (!any_alone) continue;
      add(data, "$dots_{}_{} << END\n", index_, n + 1);
      for (std::size_t i = 0; i < curve.x.size(); ++i) {
        if (is_alone(is_drawn, i)) add(data, "{} {}\n", number(curve.x[i]), number(curve.y[i]));
      }
      data += "END\n";
      plot("dots", "points pt 7 ps 0.4");
    }
  }

  void write_points(std::vector<std::string>& plots) const {
    for (const Marker& marker : panel_.markers) {
      if (!marker.x || !marker.y) continue;
      plots.push_back(fmt::format(
          "'+' using ({}):({}) every ::0::0 with points pt 7 ps 0.5 lc rgb '{}' notitle",
          number(position(*marker.x, placed_.x.scale)),
          number(position(*marker.y, placed_.y.scale)), marker.stroke.colour));
    }
  }

  const PlacedPanel& placed_;
  const Panel& panel_;
  std::size_t index_;
  const Layout& layout_;
};

int pixels(double cm, double per_cm) { return static_cast<int>(std::lround(cm * per_cm)); }

}  // namespace

std::string to_gnuplot(const Figure& figure) {
  validate(figure);
  const Layout layout = lay_out(figure);
  std::string data;
  std::string commands;
  for (std::size_t i = 0; i < layout.panels.size(); ++i) {
    PanelScript(layout.panels[i], i + 1, layout).write(data, commands);
  }

  std::string script;
  add(script, "# Run: gnuplot {}.gp\n# Makes {}.png and {}.svg in the current directory.\n",
      figure.name, figure.name, figure.name);
  add(script, "reset\nset encoding utf8\nset decimalsign '.'\n\n");
  script += data;
  add(script, "\ndo for [format in 'png svg'] {{\nif (format eq 'png') {{\n");
  add(script,
      "set terminal pngcairo enhanced size {},{} font '{},{}' fontscale {} linewidth {} butt "
      "dashlength 1.4 pointscale 2.1\n",
      pixels(layout.width, kPngPixels), pixels(layout.height, kPngPixels), kFont, kFontSize,
      number(300.0 / 96), number(300.0 / 72));
  add(script, "}} else {{\n");
  add(script, "set terminal svg enhanced size {},{} font '{},{}' fontscale {} linewidth {} butt\n",
      pixels(layout.width, kSvgPixels), pixels(layout.height, kSvgPixels), kFont, kFontSize,
      number(96.0 / 72), number(96.0 / 72));
  add(script, "}}\nset output '{}.'.format\nset multiplot\n", figure.name);
  add(script,
      "set border 31 front lw 0.5\nset grid front; unset grid\nset tics scale 0.6,0.35\nunset "
      "key\n");
  script += commands;
  add(script, "\nunset multiplot\nset output\n}}\n");
  return script;
}

}  // namespace quflux
