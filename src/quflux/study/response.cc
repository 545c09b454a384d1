#include "quflux/study/response.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/method/master_equation/response.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/study/slopes.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

namespace {

using Names = std::vector<std::string>;

// The model with the temperatures of its two baths exchanged.
Model exchanged(const Model& model) {
  Model result = model;
  std::swap(result.baths[0].temperature, result.baths[1].temperature);
  return result;
}

std::string temperature_of(const ModelBath& bath) { return "bath." + bath.name + ".temperature"; }

// The key whose number stands where that of `key` does once temperatures are exchanged.
std::string exchanged(const Model& model, const std::string& key) {
  const std::string first = temperature_of(model.baths[0]);
  const std::string second = temperature_of(model.baths[1]);
  return key == first ? second : key == second ? first : key;
}

// The variables of a dataset under way; each value is added in the order of its dimensions.
class Variables {
 public:
  explicit Variables(Dataset& dataset) : dataset_(dataset) {}

  std::vector<double>& add(const std::string& name, Names dimensions, const std::string& units,
                           const std::string& long_name) {
    dataset_.variables.push_back(
        {name, std::move(dimensions), std::vector<double>(), units, long_name, {}});
    return std::get<std::vector<double>>(dataset_.variables.back().values);
  }

 private:
  Dataset& dataset_;
};

void append_values(std::vector<double>& values, const auto& more) {
  values.insert(values.end(), more.begin(), more.end());
}

void add_outputs(const Model& model, const std::vector<Slopes>& columns, Dataset& dataset) {
  Variables variables(dataset);
  const auto flows = static_cast<Eigen::Index>(flow_count(model));
  const auto sites = columns.front().outputs.size() - flows;
  std::vector<double> values;
  const auto add_parts = [&](const char* name, const char* dimension, const char* units,
                             const std::string& what, Eigen::Index begin, Eigen::Index count) {
    std::vector<double>& own = variables.add(name, {"equation", dimension}, units, what);
    for (const Slopes& c : columns) append_values(own, c.outputs.segment(begin, count));
    std::vector<double>& slopes = variables.add(
        std::string("d_") + name, {"equation", "key", dimension}, "", "derivative of the " + what);
    for (const Slopes& c : columns) {
      for (const RealVector& slope : c.slopes) append_values(slopes, slope.segment(begin, count));
    }
  };
  add_parts("energy_flow", "bath", "energy^2", "energy flow into the system", 0, flows);
  if (sites > 0) add_parts("occupations", "site", "1", "occupation of the site", flows, sites);
  std::vector<double>& errors = variables.add(
      "d_error", {"equation", "key"}, "", "estimated error of the derivatives; 0: they are exact");
  for (const Slopes& c : columns) append_values(errors, c.errors);
}

// dJ_k/dT_l, and what is made of it.
void add_conductances(const Model& model, const std::vector<Slopes>& by_temperature,
                      Dataset& dataset) {
  Variables variables(dataset);
  const std::size_t flows = flow_count(model);
  const auto add = [&](const char* name, const char* units, const char* long_name,
                       const auto& value) {
    std::vector<double>& own =
        variables.add(name, {"equation", "bath", "heated_bath"}, units, long_name);
    for (const Slopes& column : by_temperature) {
      for (std::size_t k = 0; k < flows; ++k) {
        for (std::size_t l = 0; l < model.baths.size(); ++l) {
          const auto slope = [&](std::size_t flow) {
            return column.slopes[l](static_cast<Eigen::Index>(flow));
          };
          own.push_back(value(slope(k), slope(l), model.baths[l].temperature));
        }
      }
    }
  };
  add("thermal_conductance", "energy", "change of the flow with the temperature of another bath",
      [](double slope, double, double) { return slope; });
  add("onsager", "energy^3", "the same times the temperature squared",
      [](double slope, double, double t) { return t * t * slope; });
  add("gain", "1", "change of the flow over that of the flow from the heated bath",
      [](double slope, double own, double) { return own != 0 ? slope / own : kNaN; });
}

void add_entropy_production(const Model& model, const Names& keys,
                            const std::vector<Slopes>& columns, Dataset& dataset) {
  std::vector<double> temperatures;
  for (const ModelBath& bath : model.baths) temperatures.push_back(bath.temperature);
  if (!model.lindblad.empty() || std::ranges::count(temperatures, 0) > 0) return;
  Variables variables(dataset);
  const auto flows = static_cast<Eigen::Index>(model.baths.size());
  std::vector<double>& values =
      variables.add("entropy_production", {"equation"}, "energy", "entropy production");
  for (const Slopes& c : columns) {
    values.push_back(entropy_production(c.outputs.head(flows), temperatures));
  }
  std::vector<double>& slopes = variables.add("d_entropy_production", {"equation", "key"}, "",
                                              "derivative of the entropy production");
  for (const Slopes& c : columns) {
    for (std::size_t k = 0; k < keys.size(); ++k) {
      double slope = entropy_production(c.slopes[k].head(flows), temperatures);
      for (std::size_t j = 0; j < model.baths.size(); ++j) {
        if (keys[k] != temperature_of(model.baths[j])) continue;
        slope += c.outputs(static_cast<Eigen::Index>(j)) / (temperatures[j] * temperatures[j]);
      }
      slopes.push_back(slope);
    }
  }
}

bool has_rectification(const Model& model) {
  return model.baths.size() == 2 && model.lindblad.empty();
}

void add_rectification(const Study& study, const Names& keys, const std::vector<Slopes>& columns,
                       Roads roads, const std::function<void(std::size_t)>& progress,
                       Dataset& dataset) {
  const Model& model = study.model;
  if (!has_rectification(model)) return;
  const Model backward = exchanged(model);
  Names exchanged_keys;
  for (const std::string& key : keys) exchanged_keys.push_back(exchanged(model, key));
  std::vector<double> values;
  std::vector<double> slopes;
  for (std::size_t e = 0; e < columns.size(); ++e) {
    const Slopes& there = columns[e];
    const Slopes back = slopes_of({study, backward, study.equations[e], roads}, exchanged_keys,
                                  Response::Of::flows, progress);
    const double j = there.outputs(0);
    const double i = back.outputs(0);
    // Without a difference of temperatures nothing is forward or backward.
    const bool directed = model.baths[0].temperature != model.baths[1].temperature;
    values.push_back(directed ? (j + i) / (j - i) : kNaN);
    for (std::size_t k = 0; k < keys.size(); ++k) {
      const double dj = there.slopes[k](0);
      const double di = back.slopes[k](0);
      slopes.push_back(directed ? 2 * (j * di - i * dj) / ((j - i) * (j - i)) : kNaN);
    }
  }
  Variables variables(dataset);
  variables.add("rectification", {"equation"}, "1",
                "sum of the flows with temperatures as they are and exchanged, over their "
                "difference") = std::move(values);
  variables.add("d_rectification", {"equation", "key"}, "", "derivative of the rectification") =
      std::move(slopes);
}

void add_failures(const std::vector<Slopes>& columns, Dataset& dataset) {
  Names reasons;
  std::vector<double> failures;
  for (const Slopes& c : columns) {
    for (const std::string& reason : c.reasons) {
      if (!reason.empty() && std::ranges::find(reasons, reason) == reasons.end()) {
        reasons.push_back(reason);
      }
      failures.push_back(
          reason.empty()
              ? 0
              : 1 + static_cast<double>(std::ranges::find(reasons, reason) - reasons.begin()));
    }
  }
  if (std::ranges::count(failures, 0) == 0) throw Error(reasons.front());
  Variable variable{
      "failure", {"equation", "key"}, std::move(failures), "", "0, or the number of the reason",
      {}};
  if (!reasons.empty()) {
    variable.attributes["failure_reasons"] = fmt::format("{}", fmt::join(reasons, "\n"));
  }
  dataset.variables.push_back(std::move(variable));
}

void add_names(Dataset& dataset, const std::string& dimension, Names names,
               const std::string& long_name) {
  if (names.empty()) return;
  dataset.dimensions.emplace_back(dimension, names.size());
  dataset.variables.push_back({dimension, {dimension}, std::move(names), "", long_name, {}});
}

Names names_of(const auto& parts) {
  Names names;
  for (const auto& part : parts) names.push_back(part.name);
  return names;
}

// With the temperatures of all baths, among them or behind.
Names with_temperatures(const Model& model, Names keys) {
  for (const ModelBath& bath : model.baths) {
    if (std::ranges::find(keys, temperature_of(bath)) == keys.end()) {
      keys.push_back(temperature_of(bath));
    }
  }
  return keys;
}

Names asked_or_all(const Model& model, const Names& asked) {
  return asked.empty() ? response_keys(model) : asked;
}

}  // namespace

Names response_keys(const Model& model) {
  Names keys = parameter_paths(model);
  std::erase_if(keys, counts_levels);
  return keys;
}

Dataset response(const Study& study, const std::vector<std::string>& asked, Roads roads,
                 const ResponseOutputs& outputs, const std::function<void(std::size_t)>& progress) {
  const Model& model = study.model;
  const Names keys = asked_or_all(model, asked);
  std::vector<double> values;
  values.reserve(keys.size());
  for (const std::string& key : keys) {
    require_differentiable(model, key);
    values.push_back(parameter(model, key));
  }
  const Names all = with_temperatures(model, keys);
  std::vector<std::size_t> temperatures;
  for (const ModelBath& bath : model.baths) {
    const auto found = std::ranges::find(all, temperature_of(bath));
    temperatures.push_back(static_cast<std::size_t>(found - all.begin()));
  }

  const auto what = outputs.occupations ? Response::Of::flows_and_occupations : Response::Of::flows;
  Names labels;
  std::vector<Slopes> columns;
  std::vector<Slopes> by_temperature;
  for (const Equation& equation : study.equations) {
    labels.push_back(equation.label);
    Slopes column = slopes_of({study, model, equation, roads}, all, what, progress);
    by_temperature.push_back({{}, {}, column.outputs, {}});
    for (const std::size_t k : temperatures) {
      by_temperature.back().slopes.push_back(column.slopes[k]);
    }
    column.slopes.resize(keys.size());
    column.reasons.resize(keys.size());
    column.errors.resize(keys.size());
    columns.push_back(std::move(column));
  }

  Dataset dataset;
  dataset.attributes = {{"title", model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  add_names(dataset, "equation", labels, "master equation");
  add_names(dataset, "key", keys, "number of the model");
  add_names(dataset, "bath", flow_names(model), "bath or channel");
  add_names(dataset, "heated_bath", names_of(model.baths), "bath whose temperature changes");
  if (outputs.occupations && has_occupations(model))
    add_names(dataset, "site", names_of(model.sites), "site");
  Variables(dataset).add("value", {"key"}, "", "value of the number") = values;
  add_outputs(model, columns, dataset);
  if (!model.baths.empty()) add_conductances(model, by_temperature, dataset);
  add_entropy_production(model, keys, columns, dataset);
  if (outputs.rectification) {
    add_rectification(study, keys, columns, roads, progress, dataset);
  }
  add_failures(columns, dataset);
  return dataset;
}

std::size_t response_size(const Study& study, const Names& asked, const ResponseOutputs& outputs) {
  const Model& model = study.model;
  const Names keys = asked_or_all(model, asked);
  const bool exchanges = outputs.rectification && has_rectification(model);
  return study.equations.size() *
         (with_temperatures(model, keys).size() + (exchanges ? keys.size() : 0));
}

}  // namespace quflux::inline study
