// The exports of models.wasm; worker.ts calls them.
#include <algorithm>
#include <cmath>
#include <variant>

#include <nlohmann/json.hpp>

#include "exports.h"
#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/model_file/model_file.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/report/audit.h"
#include "quflux/study/plan.h"
#include "quflux/study/run_sweep.h"
#include "quflux/validity/audit.h"
#include "quflux/validity/sampled_points.h"

namespace quflux::web {

namespace {

using Json = nlohmann::ordered_json;

// Of this share of the work is done.
extern "C" __attribute__((import_module("quflux"), import_name("progress"))) void tell_progress(
    double share);

// The name of the text in messages, "model.toml:3:1: ...".
constexpr const char* kFile = "model.toml";

Study given_study(const std::vector<Setting>& settings = {}) {
  return parse_model(given(), kFile, settings, [](const std::string& name) -> std::string {
    throw Error(
        fmt::format("'{}' is a file, which a page cannot read; write its rows into the "
                    "model instead",
                    name));
  });
}

void answer(const Json& json) {
  // What is not UTF-8 can only come from the text that was given.
  result().text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::function<void(std::size_t)> counted(std::size_t total) {
  return [done = std::size_t{0}, total](std::size_t n) mutable {
    done += n;
    tell_progress(static_cast<double>(done) / static_cast<double>(total));
  };
}

Json values_as_json(const Variable& variable) {
  return std::visit(Overload{[](const std::vector<std::string>& texts) { return Json(texts); },
                             [](const std::vector<double>& numbers) {
                               Json list = Json::array();
                               for (const double x : numbers) {
                                 list.push_back(std::isfinite(x) ? Json(x + 0.0) : Json(nullptr));
                               }
                               return list;
                             }},
                    variable.values);
}

Json dataset_as_json(const Dataset& dataset) {
  Json dimensions = Json::object();
  for (const auto& [name, size] : dataset.dimensions) dimensions[name] = size;
  Json variables = Json::object();
  for (const Variable& v : dataset.variables) {
    variables[v.name] = {{"dimensions", v.dimensions},
                         {"unit", v.units},
                         {"longName", v.long_name},
                         {"values", values_as_json(v)}};
  }
  Json remarks = failure_reasons(dataset);
  for (const std::string& warning : warnings(dataset)) remarks.push_back(warning);
  const auto title = dataset.attributes.find("title");
  return {{"title", title == dataset.attributes.end() ? "" : std::get<std::string>(title->second)},
          {"dimensions", dimensions},
          {"variables", variables},
          {"remarks", remarks}};
}

void run(const Study& study) {
  SweepOptions options;
  options.progress = counted(grid_size(study));
  answer(dataset_as_json(run_sweep(study, options)));
}

Json sites_as_json(const Model& model) {
  Json sites = Json::array();
  for (const Site& site : model.sites) {
    const char* const kind = std::visit(
        Overload{[](const TwoLevel&) { return "two_level"; },
                 [](const Oscillator&) { return "oscillator"; }, [](const Spin&) { return "spin"; },
                 [](const Levels&) { return "levels"; }},
        site.kind);
    sites.push_back({{"name", site.name}, {"kind", kind}, {"levels", level_count(site)}});
  }
  return sites;
}

Json couplings_as_json(const Model& model) {
  Json couplings = Json::array();
  for (const Coupling& coupling : model.couplings) {
    std::vector<std::string> sites = coupling.sites;
    for (const SiteOperator& factor : coupling.operators) {
      if (std::ranges::find(sites, factor.site) == sites.end()) sites.push_back(factor.site);
    }
    couplings.push_back(
        {{"name", coupling.name}, {"sites", sites}, {"strength", coupling.strength}});
  }
  return couplings;
}

// Those of a system that is small enough to be drawn.
std::vector<double> energies_of(const Model& model) {
  constexpr Eigen::Index kMost = 64;
  if (!dimension_obstacle(model).empty() || dimension(model) > kMost) return {};
  const RealVector energies = eigenbasis(to_system(model).hamiltonian).energies;
  return {energies.begin(), energies.end()};
}

}  // namespace

/// Ok where the given text is a model whose outputs can be computed.
QUFLUX_EXPORT(model_check) std::int32_t model_check() {
  return guarded([] { output_arrays(given_study()); });
}

QUFLUX_EXPORT(model_summary) std::int32_t model_summary() {
  return guarded([] {
    const Study study = given_study();
    const Model& model = study.model;
    Json baths = Json::array();
    for (const ModelBath& bath : model.baths) {
      baths.push_back(
          {{"name", bath.name}, {"sites", bath.sites}, {"temperature", bath.temperature}});
    }
    for (const Lindblad& channel : model.lindblad) {
      baths.push_back({{"name", channel.name}, {"sites", channel.sites}, {"temperature", nullptr}});
    }
    std::vector<std::string> swept;
    for (const SweepAxis& axis : study.sweep.axes) swept.push_back(axis.path);
    const bool too_large = !dimension_obstacle(model).empty();
    answer({{"title", model.title},
            {"sites", sites_as_json(model)},
            {"couplings", couplings_as_json(model)},
            {"baths", baths},
            {"energies", energies_of(model)},
            {"dimension", too_large ? Json(nullptr) : Json(dimension(model))},
            {"swept", swept},
            {"hasTime", study.course.has_value()}});
  });
}

QUFLUX_EXPORT(model_run) std::int32_t model_run() {
  return guarded([] { run(given_study()); });
}

/// The flows of heom and their errors, at the points of the study.
QUFLUX_EXPORT(model_exact) std::int32_t model_exact(double tolerance) {
  return guarded([&] {
    // As settings, so that the reader checks them, with what else [heom] says.
    const char* outputs = given_study().course ? R"(output=["energy_flow"])"
                                               : R"(output=["energy_flow","flow_error"])";
    const Study study = given_study(
        {fmt::format(R"(equations=[{{ kind = "heom", tolerance = {} }}])", tolerance), outputs});
    run(study);
  });
}

/// As `quflux audit --format json`.
QUFLUX_EXPORT(model_audit) std::int32_t model_audit() {
  return guarded([] {
    const Study study = given_study();
    const Audit found = audit(study, counted(sampled_points(study.sweep).indices.size()));
    result().text = audit_as_json(study, found);
  });
}

}  // namespace quflux::web
