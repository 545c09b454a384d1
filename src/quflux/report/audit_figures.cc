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
  // The middle that audits look at.
  for (SweepAxis& axis : line.sweep.axes) axis.values = {axis.values[(axis.values.size() - 1) / 2]};
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

// The flows of all baths along the line, by equation of the study: those that take long where the
// audit has looked at them.
struct FlowsAlong {
  std::vector<double> x;
  std::vector<std::vector<double>> flows;
  bool audited = false;
};

FlowsAlong audited_flows(const Audit& audit, const AuditedEquation& equation, const Sweep& line) {
  FlowsAlong result{{}, {}, true};
  for (const auto& [point, flows] : equation.flows) {
    const std::vector<double>& values = audit.points[point];
    const auto is_on_line = [&](std::size_t k) { return values[k] == line.axes[k].values[0]; };
    bool on_line = true;
    for (std::size_t k = 0; k + 1 < values.size(); ++k) on_line = on_line && is_on_line(k);
    if (!on_line) continue;
    result.x.push_back(values.back());
    result.flows.push_back(flows);
  }
  return result;
}

std::vector<FlowsAlong> flows_along(const Study& study, const Study& line, const Audit& audit) {
  const Dataset found = line.equations.empty() ? Dataset{} : run_sweep(line);
  const std::size_t baths = flow_count(study.model);
  std::vector<FlowsAlong> all;
  std::size_t solved = 0;
  for (const AuditedEquation& equation : audit.equations) {
    if (find_labelled(line.equations, equation.label) == nullptr) {
      all.push_back(audited_flows(audit, equation, line.sweep));
      continue;
    }
    FlowsAlong own{line.sweep.axes.back().values, {}};
    const std::vector<double>& flows = numbers(found, "energy_flow");
    for (std::size_t i = 0; i < own.x.size(); ++i) {
      const auto first =
          flows.begin() + static_cast<std::ptrdiff_t>((i * line.equations.size() + solved) * baths);
      own.flows.emplace_back(first, first + static_cast<std::ptrdiff_t>(baths));
    }
    all.push_back(std::move(own));
    ++solved;
  }
  return all;
}

// The one that most flows from.
std::size_t warmest_bath(const std::vector<FlowsAlong>& all) {
  std::size_t bath = 0;
  double largest = 0;
  for (const FlowsAlong& along : all) {
    for (const std::vector<double>& flows : along.flows) {
      for (std::size_t j = 0; j < flows.size(); ++j) {
        if (flows[j] <= largest || std::isnan(flows[j])) continue;
        largest = flows[j];
        bath = j;
      }
    }
  }
  return bath;
}

std::string flow_curves(const Study& study, const Audit& audit) {
  const Study line = along_last_key(study);
  const std::vector<FlowsAlong> all = flows_along(study, line, audit);
  const std::size_t bath = warmest_bath(all);
  Plot plot{.title = "Energy flow along the sweep, by equation",
            .x_label = line.sweep.axes.back().path,
            .y_label = fmt::format("J from {}{}", flow_names(study.model)[bath],
                                   where_others_are(line.sweep)),
            .series = {}};
  for (std::size_t e = 0; e < all.size(); ++e) {
    Series series{audit.equations[e].label, all[e].x, {}, all[e].audited};
    for (const std::vector<double>& flows : all[e].flows) series.y.push_back(flows[bath]);
    plot.series.push_back(std::move(series));
  }
  return plot_as_svg(plot);
}

std::string flow_bars(const Study& study, const Audit& audit) {
  const std::vector<std::string> names = flow_names(study.model);
  Bars bars{.title = "Energy flow by equation and bath", .labels = {}, .values = {}, .colours = {}};
  for (std::size_t j = 0; j < names.size(); ++j) {
    for (std::size_t e = 0; e < audit.equations.size(); ++e) {
      const auto own = audit.equations[e].flows.find(0);
      if (own == audit.equations[e].flows.end()) continue;
      bars.labels.push_back(fmt::format("{}, {}", names[j], audit.equations[e].label));
      bars.values.push_back(own->second[j]);
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
  return study.sweep.axes.empty() ? flow_bars(study, audit) : flow_curves(study, audit);
}

std::string spectrum_figure(const Audit& audit) {
  Plot plot{
      .title = "Eigenvalues of the generators", .x_label = "Re λ", .y_label = "Im λ", .series = {}};
  for (const AuditedEquation& equation : audit.equations) {
    Series series{equation.label, {}, {}, true};
    for (const Complex& z : equation.eigenvalues) {
      series.x.push_back(z.real());
      series.y.push_back(z.imag());
    }
    plot.series.push_back(std::move(series));
  }
  return plot_as_svg(plot);
}

}  // namespace quflux::inline report
