#include "quflux/model_file/read_sites.h"

#include <cmath>

#include "quflux/model_file/read_chains.h"
#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux {

namespace {

Site read_site(const toml::table& table, const Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[site]]");
  const std::string name = identifier(reader, "name", reader.text("name"));
  require_new(reader, model.sites, name);
  enum class Kind { two_level, oscillator, spin, levels };
  constexpr std::array kKinds{Named<Kind>{"two_level", Kind::two_level},
                              Named<Kind>{"oscillator", Kind::oscillator},
                              Named<Kind>{"spin", Kind::spin}, Named<Kind>{"levels", Kind::levels}};
  const Kind kind = choice(reader, "kind", reader.text("kind"), kKinds);
  if (kind == Kind::levels) {
    Site site{name, Levels{reader.numbers("energies")}};
    const std::size_t count = std::get<Levels>(site.kind).energies.size();
    if (count < 2 || count > static_cast<std::size_t>(kLargestDimension)) {
      reader.fail("energies",
                  fmt::format("'energies' of [[site]] has {} levels; it must have from 2 "
                              "to {}",
                              count, kLargestDimension));
    }
    reader.finish();
    return site;
  }
  const double frequency = reader.number("frequency");
  Site site{name, TwoLevel{frequency}};
  if (kind == Kind::oscillator) {
    site.kind =
        Oscillator{frequency, static_cast<int>(reader.integer("levels", 2, kLargestDimension))};
  } else if (kind == Kind::spin) {
    const double spin = reader.number("spin", 0.5, 49.5);
    if (2 * spin != std::floor(2 * spin)) {
      reader.fail("spin", fmt::format("'spin' is {}; it must be 1/2, 1, 3/2, ...", spin));
    }
    site.kind = Spin{frequency, spin};
  }
  reader.finish();
  return site;
}

std::vector<std::string> two_sites(TomlReader& reader, const Model& model) {
  std::vector<std::string> sites = reader.texts("sites");
  if (sites.size() != 2 || sites[0] == sites[1]) {
    reader.fail("sites", "'sites' must name two different sites");
  }
  for (const std::string& site : sites) known_site(reader, "sites", model, site);
  return sites;
}

// A coupling by name needs sites that have the operators in it.
void require_operators(TomlReader& reader, const Model& model, const Coupling& coupling) {
  for (const std::string& name : coupling.sites) {
    const Site& site = *std::ranges::find(model.sites, name, &Site::name);
    try {
      coupling.kind == CouplingKind::zz ? site_operator(site, "sz") : lowering(site);
    } catch (const Error& error) {
      reader.fail("kind", error.what());
    }
  }
}

Coupling read_coupling(const toml::table& table, const Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[coupling]]");
  Coupling coupling{};
  coupling.name = identifier(
      reader, "name", reader.text("name", "coupling" + std::to_string(model.couplings.size() + 1)));
  require_new(reader, model.couplings, coupling.name);
  constexpr std::array kKinds{Named<CouplingKind>{"exchange", CouplingKind::exchange},
                              Named<CouplingKind>{"position", CouplingKind::position},
                              Named<CouplingKind>{"zz", CouplingKind::zz},
                              Named<CouplingKind>{"operators", CouplingKind::operators}};
  coupling.kind = choice(reader, "kind", reader.text("kind"), kKinds);
  if (coupling.kind == CouplingKind::operators) {
    coupling.operators = site_operators(reader, model);
  } else {
    coupling.sites = two_sites(reader, model);
    require_operators(reader, model, coupling);
  }
  coupling.strength = reader.number("strength");
  reader.finish();
  return coupling;
}

MatrixModel read_system(const toml::table& table, const std::string& file) {
  TomlReader reader(table, file, "[system]");
  MatrixModel matrices{read_matrix(reader, "hamiltonian", "the Hamiltonian"), {}};
  if (reader.has("uncoupled_hamiltonian")) {
    matrices.uncoupled_hamiltonian =
        read_matrix(reader, "uncoupled_hamiltonian", "the uncoupled Hamiltonian");
    if (matrices.uncoupled_hamiltonian->rows() != matrices.hamiltonian.rows()) {
      reader.fail("uncoupled_hamiltonian",
                  "'uncoupled_hamiltonian' and 'hamiltonian' must have the same size");
    }
  }
  reader.finish();
  return matrices;
}

// Networks of two-level systems or oscillators may not need the Hilbert space at all.
bool may_be_network(const Model& model) {
  return std::ranges::all_of(
             model.sites, [](const Site& s) { return std::holds_alternative<TwoLevel>(s.kind); }) ||
         std::ranges::all_of(
             model.sites, [](const Site& s) { return std::holds_alternative<Oscillator>(s.kind); });
}

}  // namespace

void read_sites_or_matrices(TomlReader& root, Model& model) {
  if (root.has("system")) {
    for (const char* key : {"site", "chain", "coupling"}) {
      if (root.has(key)) {
        root.fail(key,
                  fmt::format("the model has both [system] and [[{}]]; give one of them", key));
      }
    }
    model.matrices = read_system(root.table("system"), root.file());
    return;
  }
  for (const toml::table* site : root.tables("site")) {
    model.sites.push_back(read_site(*site, model, root.file()));
  }
  read_chains(root, model);
  if (model.sites.empty()) {
    root.fail("site",
              "the model has no [[site]] and no [[chain]]; it must have one, or [system] with "
              "matrices");
  }
  if (!may_be_network(model)) {
    try {
      dimension(model);
    } catch (const Error& error) {
      root.fail("site", error.what());
    }
  }
  for (const toml::table* coupling : root.tables("coupling")) {
    model.couplings.push_back(read_coupling(*coupling, model, root.file()));
  }
}

}  // namespace quflux
