#include "quflux/model_file/model_file.h"

#include <algorithm>
#include <array>

#include "quflux/core/error.h"
#include "quflux/model_file/read_baths.h"
#include "quflux/model_file/read_names.h"
#include "quflux/model_file/read_sites.h"
#include "quflux/model_file/read_sweep.h"
#include "quflux/model_file/read_text.h"
#include "quflux/model_file/setting.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux {

namespace {

// Beyond this even a frequency and its half could come out as one, or as zero.
constexpr double kLargestDegeneracyTolerance = 0.1;

// A sweep may change a coefficient or an exponent, but gives no density a cutoff.
bool may_change(const Sweep& sweep, const std::string& bath) {
  const std::string density = "bath." + bath + ".spectral_density.";
  const auto begins_so = [&](const auto& swept) { return swept.path.starts_with(density); };
  return std::ranges::any_of(sweep.axes, begins_so) ||
         std::ranges::any_of(sweep.follows, begins_so);
}

// A spectral density without a Lamb shift would leave every point without an answer.
void require_lamb_shifts(TomlReader& root, const ModelFile& file) {
  if (!file.options.lamb_shift) return;
  TomlReader reader(root.table("options"), root.file(), "[options]");
  for (const ModelBath& bath : file.model.baths) {
    const auto obstacle = lamb_shift_obstacle(bath.spectral_density);
    if (obstacle && !may_change(file.sweep, bath.name)) {
      reader.fail("lamb_shift",
                  fmt::format("bath '{}' has no Lamb shift: {}", bath.name, *obstacle));
    }
  }
}

EquationOptions read_options(TomlReader& root) {
  EquationOptions options;
  if (!root.has("options")) return options;
  TomlReader reader(root.table("options"), root.file(), "[options]");
  options.lamb_shift = reader.flag("lamb_shift", false);
  if (reader.has("secular_cutoff")) options.secular_cutoff = reader.positive("secular_cutoff");
  if (reader.has("degeneracy_tolerance")) {
    options.degeneracy_tolerance =
        reader.number("degeneracy_tolerance", 0, kLargestDegeneracyTolerance);
  }
  constexpr std::array kCouplings{Named<BathCoupling>{"position", BathCoupling::position},
                                  Named<BathCoupling>{"exchange", BathCoupling::exchange}};
  options.bath_coupling =
      choice(reader, "bath_coupling", reader.text("bath_coupling", "position"), kCouplings);
  constexpr std::array kSelfEnergies{Named<SelfEnergy>{"full", SelfEnergy::full},
                                     Named<SelfEnergy>{"counter_term", SelfEnergy::counter_term},
                                     Named<SelfEnergy>{"dissipative", SelfEnergy::dissipative}};
  options.self_energy =
      choice(reader, "self_energy", reader.text("self_energy", "full"), kSelfEnergies);
  reader.finish();
  return options;
}

std::vector<Equation> read_equations(TomlReader& root) {
  std::vector<Equation> equations;
  for (const std::string& text : root.texts("equations")) {
    try {
      equations.push_back(equation_from_name(text));
    } catch (const Error& error) {
      root.fail("equations", error.what());
    }
    if (std::ranges::count(equations, equations.back()) > 1) {
      root.fail("equations", fmt::format("'{}' is listed twice", text));
    }
  }
  if (equations.empty()) {
    root.fail("equations",
              "'equations' is empty; allowed are local, global, partial_secular, redfield, exact");
  }
  return equations;
}

}  // namespace

ModelFile parse_model(std::string_view text, const std::string& file_name,
                      const std::vector<std::string>& settings) {
  toml::table table = parse_toml(text, file_name);
  apply_settings(table, settings);
  TomlReader root(table, file_name, "the model");
  // A misspelt section is better told at once than missed by the sections that refer to it.
  for (const char* key : {"title", "equations", "output", "site", "chain", "coupling", "bath",
                          "system", "options", "sweep"}) {
    root.has(key);
  }
  root.finish();

  ModelFile file;
  file.source = text;
  file.settings = settings;
  file.model.title = root.text("title", "");
  read_sites_or_matrices(root, file.model);
  read_baths(root, file.model);
  file.equations = read_equations(root);
  if (file.model.matrices && !file.model.matrices->uncoupled_hamiltonian &&
      std::ranges::find(file.equations, Equation::local) != file.equations.end()) {
    root.fail("equations", "the local equation needs 'uncoupled_hamiltonian' in [system]");
  }
  file.options = read_options(root);
  file.sweep = read_sweep(root, file.model);
  require_lamb_shifts(root, file);
  file.outputs = read_outputs(root, file.model);
  return file;
}

ModelFile read_model_file(const std::filesystem::path& path,
                          const std::vector<std::string>& settings) {
  return parse_model(read_text(path), path.string(), settings);
}

}  // namespace quflux
