#include "quflux/model_file/read_sites.h"

#include <algorithm>

#include "quflux/model_file/read_chains.h"
#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

void read_site(const toml::table& table, Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[site]]");
  Site site{reader.text("name"), {}};
  enum class Kind { two_level, oscillator, spin, levels };
  constexpr std::array kKinds{Named<Kind>{"two_level", Kind::two_level},
                              Named<Kind>{"oscillator", Kind::oscillator},
                              Named<Kind>{"spin", Kind::spin}, Named<Kind>{"levels", Kind::levels}};
  const Kind kind = choice(reader, "kind", reader.text("kind"), kKinds);
  if (kind == Kind::levels) {
    site.kind = Levels{reader.numbers("energies")};
  } else {
    const double frequency = reader.number("frequency");
    site.kind = TwoLevel{frequency};
    if (kind == Kind::oscillator) {
      site.kind = Oscillator{frequency,
                             static_cast<double>(reader.integer("levels", 2, kLargestDimension))};
    } else if (kind == Kind::spin) {
      site.kind = Spin{frequency, reader.number("spin")};
    }
  }
  reader.finish();
  reader.checked([&] { add_site(model, std::move(site)); });
}

void read_coupling(const toml::table& table, Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[coupling]]");
  Coupling coupling{};
  if (reader.has("name")) {
    coupling.name = reader.text("name");
    reader.checked([&] { require_identifier("name", coupling.name); });
  }
  coupling.kind = choice(reader, "kind", reader.text("kind"), kCouplingKinds);
  if (coupling.kind == CouplingKind::operators) {
    coupling.operators = site_operators(reader, model);
  } else {
    coupling.sites = reader.texts("sites");
  }
  coupling.strength = reader.number("strength");
  if (reader.has("phase")) coupling.phase = reader.number("phase");
  reader.finish();
  reader.checked([&] { add_coupling(model, std::move(coupling)); });
}

void read_term(const toml::table& table, Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[term]]");
  Term term{reader.text("name"), reader.text("site"), reader.text("operator"),
            reader.number("strength")};
  reader.finish();
  reader.checked([&] { add_term(model, std::move(term)); });
}

MatrixTerm read_matrix_term(const toml::table& table, const std::string& file,
                            const ReadFile& read_file) {
  TomlReader reader(table, file, "[[system.term]]");
  MatrixTerm term{reader.text("name"), read_matrix(reader, "matrix", read_file),
                  reader.number("strength"), reader.flag("uncoupled", false)};
  reader.finish();
  return term;
}

void read_system(const toml::table& table, Model& model, const std::string& file,
                 const ReadFile& read_file) {
  TomlReader reader(table, file, "[system]");
  MatrixModel matrices;
  for (const toml::table* term : reader.tables("term")) {
    matrices.terms.push_back(read_matrix_term(*term, file, read_file));
  }
  const bool terms_alone = !reader.has("hamiltonian") && !matrices.terms.empty();
  matrices.hamiltonian = terms_alone ? Matrix(0 * matrices.terms.front().matrix)
                                     : read_matrix(reader, "hamiltonian", read_file);
  if (reader.has("uncoupled_hamiltonian")) {
    matrices.uncoupled_hamiltonian = read_matrix(reader, "uncoupled_hamiltonian", read_file);
  } else if (terms_alone && std::ranges::any_of(matrices.terms, &MatrixTerm::uncoupled)) {
    matrices.uncoupled_hamiltonian = matrices.hamiltonian;
  }
  reader.finish();
  reader.checked([&] { set_matrices(model, std::move(matrices)); });
}

}  // namespace

void read_sites_or_matrices(TomlReader& root, Model& model, const ReadFile& read_file) {
  if (root.has("system")) {
    for (const char* key : {"site", "chain", "coupling", "term"}) {
      if (root.has(key)) {
        root.fail(key,
                  fmt::format("the model has both [system] and [[{}]]; give one of them", key));
      }
    }
    read_system(root.table("system"), model, root.file(), read_file);
    return;
  }
  for (const toml::table* site : root.tables("site")) {
    read_site(*site, model, root.file());
  }
  read_chains(root, model);
  root.checked([&] { require_sites(model); });
  for (const toml::table* coupling : root.tables("coupling")) {
    read_coupling(*coupling, model, root.file());
  }
  for (const toml::table* term : root.tables("term")) read_term(*term, model, root.file());
}

}  // namespace quflux::inline model_file
