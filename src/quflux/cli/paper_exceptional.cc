#include "quflux/cli/paper_exceptional.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/exceptional/two_by_two.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/study/families.h"

namespace quflux {

namespace {

constexpr int kSteps = 100;  // from the local to the partial secular approach
constexpr int kSheetPoints = 401;
// Heights of the cuts through the sheets, of that of the exceptional point.
constexpr std::array kCuts{0.0, 1.0, 2.0};
constexpr std::array kCutLabels{"Im Ω = 0", "Im Ω_{EP}", "2 Im Ω_{EP}"};

// |x_1 - x_2|, which vanishes at exceptional points.
double distance(const Matrix& x) {
  return 2 * std::sqrt(std::abs(discriminant(Eigen::Matrix2cd(x))));
}

// Points of a grid: values[j * x.size() + i].
std::vector<double> over_grid(const std::vector<double>& x, const std::vector<double>& y,
                              const std::function<double(double, double)>& f) {
  std::vector<double> values;
  for (const double b : y) {
    for (const double a : x) values.push_back(f(a, b));
  }
  return values;
}

struct Way {
  std::vector<double> share;  // a
  std::vector<double> re;
  std::vector<double> im;
};

// The exceptional point of (1 - a) X_0 + a X_1, step by step from a = 0.
Way way(const AnalyticFamily& local, const AnalyticFamily& secular, Complex start) {
  Way result;
  Complex at = start;
  const double scale = std::abs(start);
  for (int i = 0; i <= kSteps; ++i) {
    const double a = static_cast<double>(i) / kSteps;
    const auto mixture = [&](Complex p) -> Eigen::Matrix2cd {
      return (1 - a) * local(p) + a * secular(p);
    };
    // Just off the real axis, or a zero that left it could not be reached from a real guess.
    at = find_exceptional_point(mixture, i == 0 ? start : at + Complex(0, 1e-4 * scale), scale)
             .parameter;
    result.share.push_back(a);
    result.re.push_back(at.real());
    result.im.push_back(std::abs(at.imag()));
  }
  return result;
}

Panel plane_panel(const PaperFigure& layout, const std::vector<double>& x,
                  const std::vector<double>& y, const std::vector<double>& z) {
  Panel panel;
  panel.x.label = "Re " + layout.x.label;
  panel.y.label = "Im " + layout.x.label;
  panel.map = Map{x, y, z, {}, Palette::viridis};
  panel.map->colour.label = "|{/:Italic x}_1 − {/:Italic x}_2|/" + layout.value.label;
  return panel;
}

Marker marker(double x, double y, const std::string& label) {
  Marker result;
  result.x = x;
  result.y = y;
  result.label = label;
  result.stroke = {kWhite, Dash::solid, 1.2};
  return result;
}

}  // namespace

PaperResult exceptional_figure(const PaperFolder& folder, const PaperFigure& layout) {
  const Study file = folder.model(layout.panels.front());
  if (file.sweep.axes.size() != 2 || file.sweep.axes[0].path != layout.x.key ||
      file.sweep.axes[1].path != layout.y.key) {
    throw Error(fmt::format("{} must sweep '{}', then '{}'", layout.panels.front(), layout.x.key,
                            layout.y.key));
  }
  const TwoLevelPair pair = require_pair(file.model).pair;
  const std::vector<double>& couplings = file.sweep.axes[0].values;
  const Interval interval{couplings.front(), couplings.back()};
  const auto family = [&](const char* name) {
    return *analytic_amplitude_family(file, layout.x.key, interval, equation(name));
  };
  const AnalyticFamily secular = family("partial_secular");
  const Way path = way(family("local"), secular,
                       exceptional_coupling(pair, pair_equation(equation("local")))->parameter);
  const auto plane_point = *exceptional_detuning(pair, pair_equation(equation("partial_secular")));

  // Im Omega over a range of the same width around zero.
  std::vector<double> imaginary;
  imaginary.reserve(couplings.size());
  const double middle = (interval.lower + interval.upper) / 2;
  for (const double c : couplings) imaginary.push_back(c - middle);
  const std::vector<double> complex_distance =
      over_grid(couplings, imaginary,
                [&](double re, double im) { return distance(secular(Complex(re, im))); });

  std::vector<double> detunings;
  detunings.reserve(file.sweep.axes[1].values.size());
  for (const double w2 : file.sweep.axes[1].values) detunings.push_back(pair.omega1 - w2);
  std::ranges::reverse(detunings);
  const std::vector<double> real_distance =
      over_grid(couplings, detunings, [&](double coupling, double detuning) {
        Study detuned = file;
        parameter(detuned.model, layout.y.key) = pair.omega1 - detuning;
        return distance(
            amplitude_family(detuned, layout.x.key, equation("partial_secular"))(coupling));
      });

  PaperResult result;
  // Panel (a): the plane, and the way.
  Panel plane = plane_panel(layout, couplings, imaginary, complex_distance);
  plane.curves.push_back({path.re, path.im, "", {kRed, Dash::solid, 1.5}});
  plane.markers.push_back(marker(path.re.front(), path.im.front(), "local"));
  plane.markers.push_back(marker(path.re.back(), path.im.back(), "partial secular"));

  // Panel (b): both sheets +-Im sqrt(D) of the splitting, cut at heights below and above the point.
  Panel sheets;
  sheets.x.label = "Re " + layout.x.label;
  sheets.y.label = "Im ({/:Italic x}_1 − {/:Italic x}_2)/" + layout.value.label;
  std::vector<double> re;
  std::vector<double> heights;
  std::vector<double> sheet;
  re.reserve(kSheetPoints);
  for (int i = 0; i < kSheetPoints; ++i) {
    re.push_back(interval.lower + (interval.upper - interval.lower) * i / (kSheetPoints - 1));
  }
  for (std::size_t cut = 0; cut < kCuts.size(); ++cut) {
    heights.push_back(kCuts[cut] * path.im.back());
    std::vector<double> upper;
    std::vector<double> lower;
    for (const double coupling : re) {
      const Complex d = discriminant(Eigen::Matrix2cd(secular(Complex(coupling, heights.back()))));
      upper.push_back(2 * std::abs(std::sqrt(d).imag()));
      lower.push_back(-upper.back());
    }
    sheet.insert(sheet.end(), upper.begin(), upper.end());
    const Stroke style = stroke(cut);
    sheets.curves.push_back({re, upper, kCutLabels[cut], style});
    sheets.curves.push_back({re, lower, "", style});
  }

  // Panel (c): real parameters.
  Panel real = plane_panel(layout, couplings, detunings, real_distance);
  real.x.label = layout.x.label;
  real.y.label = layout.y.label;
  real.markers.push_back(marker(plane_point.coupling, plane_point.detuning, "EP"));

  result.figure.panels = {plane, sheets, real};
  for (std::size_t i = 0; i < 3; ++i) {
    result.figure.panels[i].letter = fmt::format("({:c})", static_cast<char>('a' + i));
  }
  result.figure.columns = 3;
  result.figure.width = kDoubleColumn;

  const std::string& x = layout.x.name;
  const std::string& y = layout.y.name;
  Dataset& data = result.dataset;
  data.attributes = {{"source", std::string("quflux ") + kVersion}, {"model", file.source}};
  data.dimensions = {{x, couplings.size()},      {x + "_im", imaginary.size()},
                     {y, detunings.size()},      {"share", path.share.size()},
                     {"height", heights.size()}, {"sheet_coupling", re.size()}};
  const std::string unit = "omega_1";
  data.variables = {
      {x, {x}, couplings, unit, "coupling, real part", {}},
      {x + "_im", {x + "_im"}, imaginary, unit, "coupling, imaginary part", {}},
      {y, {y}, detunings, unit, "detuning", {}},
      {"share", {"share"}, path.share, "1", "share of the partial secular approach", {}},
      {"height", {"height"}, heights, unit, "imaginary part of the coupling of a cut", {}},
      {"sheet_coupling", {"sheet_coupling"}, re, unit, "coupling along a cut, real part", {}},
      {"exceptional_coupling_re", {"share"}, path.re, unit, "exceptional point, real part", {}},
      {"exceptional_coupling_im",
       {"share"},
       path.im,
       unit,
       "exceptional point, imaginary part",
       {}},
      {"eigenvalue_distance",
       {x + "_im", x},
       complex_distance,
       unit,
       "distance of the eigenvalues of X, partial secular approach",
       {}},
      {"eigenvalue_distance_detuned",
       {y, x},
       real_distance,
       unit,
       "distance of the eigenvalues of X, partial secular approach",
       {}},
      {"splitting",
       {"height", "sheet_coupling"},
       sheet,
       unit,
       "upper sheet of the splitting; the lower one is its negative",
       {}},
      {"real_exceptional_coupling",
       {},
       std::vector{plane_point.coupling},
       unit,
       "coupling of the exceptional point at real parameters",
       {}},
      {"real_exceptional_detuning",
       {},
       std::vector{plane_point.detuning},
       unit,
       "detuning of the exceptional point at real parameters",
       {}}};
  return result;
}

}  // namespace quflux
