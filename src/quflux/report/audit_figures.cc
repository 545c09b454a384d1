#include "quflux/report/audit_figures.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/report/svg.h"
#include "quflux/report/words.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline report {

namespace {

constexpr std::size_t kPoints = 61;  // of a curve

// So many values of an axis, ends included.
std::vector<double> thinned(const std::vector<double>& values) {
  if (values.size() <= kPoints) return values;
  std::vector<double> result;
  for (std::size_t k = 0; k < kPoints; ++k) {
    result.push_back(values[k * (values.size() - 1) / (kPoints - 1)]);
  }
  return result;
}

bool takes_long(const Equation& equation, const Model& model) {
  const Quantities flows{Quantity::flows};
  for (const RoadTo& to : equation.kind.roads) {
    if (!to.road->obstacle(model, {to.form, equation.options}, flows).empty()) continue;
    return !to.road->at_once(model);
  }
  return true;
}

// The study along its last key, at the middle of the others.
Study along_last_key(const Study& study) {
  Study line = study;
  line.course.reset();
  line.outputs = {make_observable("energy_flow")};
  std::erase_if(line.equations,
                [&](const Equation& equation) { return takes_long(equation, study.model); });
  for (SweepAxis& axis : line.sweep.axes) axis.values = {axis.values[axis.values.size() / 2]};
  if (!line.sweep.axes.empty()) {
    line.sweep.axes.back().values = thinned(study.sweep.axes.back().values);
  }
  return line;
}

std::string where_others_are(const Sweep& line) {
  std::string text;
  for (std::size_t k = 0; k + 1 < line.axes.size(); ++k) {
    text += fmt::format(", {} = {}", line.axes[k].path, number(line.axes[k].values[0], 4));
  }
  return text;
}

std::string flow_curves(const Study& study) {
  const Study line = along_last_key(study);
  if (line.equations.empty()) return "";
  const Dataset found = run_sweep(line);
  const std::vector<double>& flows = numbers(found, "energy_flow");
  const SweepAxis& axis = line.sweep.axes.back();
  const std::size_t baths = flow_count(study.model);
  const std::size_t equations = line.equations.size();
  std::size_t bath = 0;  // the one that most flows from
  double largest = 0;
  for (std::size_t k = 0; k < flows.size(); ++k) {
    if (flows[k] <= largest) continue;
    largest = flows[k];
    bath = k % baths;
  }
  Plot plot{.title = "Energy flow along the sweep, by equation",
            .x_label = axis.path,
            .y_label = fmt::format("J from {}{}", flow_names(study.model)[bath],
                                   where_others_are(line.sweep)),
            .series = {}};
  for (std::size_t e = 0; e < equations; ++e) {
    Series series{line.equations[e].label, axis.values, {}};
    for (std::size_t i = 0; i < axis.values.size(); ++i) {
      series.y.push_back(flows[(i * equations + e) * baths + bath]);
    }
    plot.series.push_back(std::move(series));
  }
  return plot_as_svg(plot);
}

std::string flow_bars(const Study& study, const Audit& audit) {
  const std::vector<std::string> names = flow_names(study.model);
  Bars bars{.title = "Energy flow by equation and bath", .labels = {}, .values = {}, .colours = {}};
  for (std::size_t j = 0; j < names.size(); ++j) {
    for (std::size_t e = 0; e < audit.equations.size(); ++e) {
      if (audit.equations[e].flows.empty()) continue;
      bars.labels.push_back(fmt::format("{}, {}", names[j], audit.equations[e].label));
      bars.values.push_back(audit.equations[e].flows[j]);
      bars.colours.push_back(e);
    }
  }
  return bars.values.empty() ? "" : bars_as_svg(bars);
}

}  // namespace

std::string densities_figure(const Study& study) {
  const PointOfModel at = point_of_model(study.model, study.options, false);
  double highest = 0;
  for (const BathLine& line : at.lines) highest = std::max(highest, line.frequency);
  if (highest == 0) return "";
  Plot plot{.title = "Spectral density of each bath",
            .x_label = "frequency ω",
            .y_label = "γ(ω), over twice the transitions",
            .series = {}};
  for (const ModelBath& bath : study.model.baths) {
    Series series{bath.name, {}, {}};
    for (std::size_t k = 1; k < kPoints; ++k) {
      const double w = 2 * highest * static_cast<double>(k) / (kPoints - 1);
      double density = std::nan("");
      try {
        density = evaluate(bath.spectral_density, w);
      } catch (const NoAnswer&) {
        density = std::nan("");  // beyond the end of a table
      }
      series.x.push_back(w);
      series.y.push_back(density);
    }
    plot.series.push_back(std::move(series));
  }
  return plot_as_svg(plot);
}

std::string flows_figure(const Study& study, const Audit& audit) {
  return study.sweep.axes.empty() ? flow_bars(study, audit) : flow_curves(study);
}

std::string spectrum_figure(const Audit& audit) {
  Plot plot{.title = "Eigenvalues of the generators",
            .x_label = "Re λ",
            .y_label = "Im λ",
            .series = {},
            .points = true};
  for (const AuditedEquation& equation : audit.equations) {
    Series series{equation.label, {}, {}};
    for (const Complex& z : equation.eigenvalues) {
      series.x.push_back(z.real());
      series.y.push_back(z.imag());
    }
    plot.series.push_back(std::move(series));
  }
  return plot_as_svg(plot);
}

}  // namespace quflux::inline report
