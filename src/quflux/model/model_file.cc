#include "quflux/model/model_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <sstream>

#include "quflux/core/error.h"
#include "quflux/model/nearest.h"
#include "quflux/model/setting.h"
#include "quflux/model/toml_reader.h"

namespace quflux {

namespace {

constexpr long kMostPoints = 1'000'000'000;

template <class Value>
struct Named {
  const char* name;
  Value value;
};

template <class Value, std::size_t n>
Value choice(TomlReader& reader, std::string_view key, const std::string& given,
             const std::array<Named<Value>, n>& choices) {
  std::vector<std::string> allowed;
  for (const auto& c : choices) {
    if (given == c.name) return c.value;
    allowed.emplace_back(c.name);
  }
  reader.fail(key, fmt::format("'{}' is '{}'{}", key, given, did_you_mean(given, allowed)));
}

// Names are parts of parameter paths, so a dot would make those ambiguous.
std::string identifier(TomlReader& reader, std::string_view key, const std::string& name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (name.empty() || !letter(name.front()) || !std::ranges::all_of(name, allowed)) {
    reader.fail(key,
                fmt::format("'{}' is '{}'; it must be letters, digits, _ and -, and begin with "
                            "a letter",
                            key, name));
  }
  return name;
}

template <class Item>
void require_new(TomlReader& reader, const std::vector<Item>& items, const std::string& name) {
  if (std::ranges::find(items, name, &Item::name) != items.end()) {
    reader.fail("name", fmt::format("'{}' is the name of two; names must be unique", name));
  }
}

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
    site.kind = Oscillator{frequency, static_cast<int>(reader.integer("levels", 2, 1024))};
  } else if (kind == Kind::spin) {
    const double spin = reader.number("spin", 0.5, 500);
    if (2 * spin != std::floor(2 * spin)) {
      reader.fail("spin", fmt::format("'spin' is {}; it must be 1/2, 1, 3/2, ...", spin));
    }
    site.kind = Spin{frequency, spin};
  }
  reader.finish();
  return site;
}

std::string known_site(TomlReader& reader, std::string_view key, const Model& model,
                       const std::string& name) {
  std::vector<std::string> names;
  for (const Site& site : model.sites) {
    if (site.name == name) return name;
    names.push_back(site.name);
  }
  reader.fail(key, fmt::format("there is no site '{}'{}", name, did_you_mean(name, names)));
}

void check_operator(TomlReader& reader, std::string_view key, const Model& model,
                    const SiteOperator& factor) {
  try {
    site_operator(*std::ranges::find(model.sites, factor.site, &Site::name), factor.name);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
}

std::vector<std::string> two_sites(TomlReader& reader, const Model& model) {
  std::vector<std::string> sites = reader.texts("sites");
  if (sites.size() != 2 || sites[0] == sites[1]) {
    reader.fail("sites", "'sites' must name two different sites");
  }
  for (const std::string& site : sites) known_site(reader, "sites", model, site);
  return sites;
}

// ["a.sp", "b.sm"]: factors of a product, checked against the sites.
std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model) {
  std::vector<SiteOperator> factors;
  for (const std::string& text : reader.texts("operators")) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) {
      reader.fail("operators",
                  fmt::format("'operators' contains '{}'; write \"SITE.OPERATOR\"", text));
    }
    SiteOperator factor{known_site(reader, "operators", model, text.substr(0, dot)),
                        text.substr(dot + 1)};
    check_operator(reader, "operators", model, factor);
    factors.push_back(std::move(factor));
  }
  constexpr std::size_t kMostFactors = 64;
  if (factors.empty() || factors.size() > kMostFactors) {
    reader.fail("operators", fmt::format("'operators' has {} factors; it must have from 1 to {}",
                                         factors.size(), kMostFactors));
  }
  return factors;
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

// A matrix of numbers or [re, im] pairs.
Matrix read_matrix(TomlReader& reader, std::string_view key, const std::string& what) {
  const toml::array& rows = reader.array(key);
  const auto d = static_cast<Eigen::Index>(rows.size());
  if (d < 1 || d > kLargestDimension) {
    reader.fail(
        key, fmt::format("'{}' has {} rows; it must have from 1 to {}", key, d, kLargestDimension));
  }
  Matrix m(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const toml::node& row = rows[static_cast<std::size_t>(i)];
    const toml::array* entries = row.as_array();
    if (entries == nullptr || static_cast<Eigen::Index>(entries->size()) != d) {
      reader.fail(row, fmt::format("row {} of '{}' must be a list of {} entries", i, key, d));
    }
    for (Eigen::Index j = 0; j < d; ++j) {
      const toml::node& entry = (*entries)[static_cast<std::size_t>(j)];
      const toml::array* pair = entry.as_array();
      const bool complex =
          pair != nullptr && pair->size() == 2 && (*pair)[0].is_number() && (*pair)[1].is_number();
      if (!complex && !entry.is_number()) {
        reader.fail(entry, fmt::format("the entry [{}, {}] of '{}' must be a number or a pair "
                                       "[re, im]",
                                       i, j, key));
      }
      m(i, j) = complex ? Complex(*(*pair)[0].value<double>(), *(*pair)[1].value<double>())
                        : Complex(*entry.value<double>());
    }
  }
  try {
    require_hermitian(m, what);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
  return m;
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

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  if (!std::filesystem::is_regular_file(path) || !stream || !(text << stream.rdbuf())) {
    throw Error(fmt::format("cannot read '{}'", path.string()));
  }
  return text.str();
}

Tabulated read_table(TomlReader& reader, const std::string& file) {
  const std::string name = reader.text("file");
  try {
    return parse_table(read_text(std::filesystem::path(file).parent_path() / name), name);
  } catch (const Error& error) {
    reader.fail("file", error.what());
  }
}

SpectralDensity read_density(const toml::table& table, const std::string& bath,
                             const std::string& file) {
  TomlReader reader(table, file, "the spectral density of bath '" + bath + "'");
  enum class Kind { power, drude, tabulated };
  constexpr std::array kKinds{Named<Kind>{"power", Kind::power}, Named<Kind>{"drude", Kind::drude},
                              Named<Kind>{"table", Kind::tabulated}};
  const Kind kind = choice(reader, "kind", reader.text("kind"), kKinds);
  if (kind == Kind::tabulated) {
    Tabulated tabulated = read_table(reader, file);
    reader.finish();
    return tabulated;
  }
  SpectralDensity density;
  const double coefficient = reader.number("coefficient", 0);
  if (kind == Kind::power) {
    PowerLaw p{coefficient, reader.number("exponent")};
    if (reader.has("cutoff")) p.cutoff = reader.positive("cutoff");
    density = p;
  } else {
    density = Drude{coefficient, reader.positive("cutoff")};
  }
  reader.finish();
  return density;
}

void read_bath_sites(TomlReader& reader, const Model& model, ModelBath& bath) {
  const char* key = reader.has("sites") ? "sites" : "site";
  bath.sites = reader.has("sites") ? reader.texts("sites") : std::vector{reader.text("site")};
  if (reader.has("sites") && reader.has("site")) {
    reader.fail("site", "[[bath]] has both 'site' and 'sites'; give one of them");
  }
  if (bath.sites.empty()) reader.fail(key, "'sites' is empty; it must name at least one");
  bath.site_operator = reader.text("operator", "x");
  for (const std::string& site : bath.sites) {
    if (std::ranges::count(bath.sites, site) > 1) {
      reader.fail(key, fmt::format("'sites' names '{}' twice", site));
    }
    known_site(reader, key, model, site);
    check_operator(reader, reader.has("operator") ? "operator" : key, model,
                   {site, bath.site_operator});
    const Matrix op =
        site_operator(*std::ranges::find(model.sites, site, &Site::name), bath.site_operator);
    if (!op.isApprox(op.adjoint())) {
      reader.fail("operator",
                  fmt::format("'operator' is '{}', which is not Hermitian; a bath needs a "
                              "Hermitian one, such as x",
                              bath.site_operator));
    }
  }
}

ModelBath read_bath(const toml::table& table, const Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[bath]]");
  ModelBath bath{};
  bath.name = identifier(reader, "name", reader.text("name"));
  require_new(reader, model.baths, bath.name);
  if (model.matrices) {
    bath.matrix = read_matrix(reader, "operator", "the operator of bath '" + bath.name + "'");
    if (bath.matrix->rows() != model.matrices->hamiltonian.rows()) {
      reader.fail("operator", fmt::format("'operator' is {} x {}, but the Hamiltonian is {} x {}; "
                                          "they must agree",
                                          bath.matrix->rows(), bath.matrix->cols(),
                                          model.matrices->hamiltonian.rows(),
                                          model.matrices->hamiltonian.cols()));
    }
  } else {
    read_bath_sites(reader, model, bath);
  }
  bath.temperature = reader.number("temperature", 0);
  bath.spectral_density = read_density(reader.table("spectral_density"), bath.name, file);
  reader.finish();
  return bath;
}

EquationOptions read_options(TomlReader& root) {
  EquationOptions options;
  if (!root.has("options")) return options;
  TomlReader reader(root.table("options"), root.file(), "[options]");
  options.lamb_shift = reader.flag("lamb_shift", false);
  if (reader.has("secular_cutoff")) options.secular_cutoff = reader.positive("secular_cutoff");
  if (reader.has("degeneracy_tolerance")) {
    options.degeneracy_tolerance = reader.number("degeneracy_tolerance", 0, 1);
  }
  reader.finish();
  return options;
}

std::vector<double> axis_values(TomlReader& reader) {
  if (reader.has("values")) {
    std::vector<double> values = reader.numbers("values");
    if (values.empty()) reader.fail("values", "'values' is empty; it must have at least one");
    return values;
  }
  const auto points = static_cast<std::size_t>(reader.integer("points", 1, 10'000'000));
  const double to = reader.number("to");
  std::vector<double> values(points);
  const auto n = static_cast<double>(points);
  if (reader.has("above")) {
    const double above = reader.number("above");
    for (std::size_t i = 0; i < points; ++i) {
      values[i] = above + (to - above) * (static_cast<double>(i + 1) / n);
    }
    return values;
  }
  const double from = reader.number("from");
  constexpr std::array kScales{Named<bool>{"linear", false}, Named<bool>{"log", true}};
  const bool log = choice(reader, "scale", reader.text("scale", "linear"), kScales);
  if (log && !(from > 0 && to > 0)) {
    reader.fail("scale",
                fmt::format("scale = \"log\" goes from {} to {}; both must be > 0", from, to));
  }
  for (std::size_t i = 0; i < points; ++i) {
    const double t = points > 1 ? static_cast<double>(i) / (n - 1) : 0;
    values[i] = log ? from * std::pow(to / from, t) : from + (to - from) * t;
  }
  if (points > 1) values.back() = to;
  return values;
}

Sweep read_sweep(TomlReader& root, Model model) {
  Sweep sweep;
  if (!root.has("sweep")) return sweep;
  const toml::table& table = root.table("sweep");
  // toml++ sorts keys; the grid has them in the order of the file.
  std::vector<std::pair<toml::source_position, std::string>> order;
  for (const auto& [key, node] : table) {
    order.emplace_back(key.source().begin, std::string(key.str()));
  }
  std::ranges::sort(order, [](const auto& a, const auto& b) { return a.first < b.first; });
  TomlReader keys(table, root.file(), "[sweep]");
  double points = 1;
  for (const auto& entry : order) {
    const std::string& path = entry.second;
    TomlReader reader(keys.table(path), root.file(), "\"" + path + "\" in [sweep]");
    const auto check = [&](std::string_view key, const std::string& p) {
      try {
        parameter(model, p);
      } catch (const Error& error) {
        key.empty() ? keys.fail(path, error.what()) : reader.fail(key, error.what());
      }
    };
    check("", path);
    if (reader.has("follow")) {
      Follow follow{path, reader.text("follow"), 1};
      check("follow", follow.source);
      if (reader.has("factor")) follow.factor = reader.number("factor");
      sweep.follows.push_back(follow);
    } else {
      sweep.axes.push_back({path, axis_values(reader)});
      points *= static_cast<double>(sweep.axes.back().values.size());
      if (points > kMostPoints) {
        keys.fail(path, fmt::format("the sweep has more than {} points", kMostPoints));
      }
    }
    reader.finish();
  }
  for (const Follow& follow : sweep.follows) {
    if (std::ranges::find(sweep.follows, follow.source, &Follow::path) != sweep.follows.end()) {
      keys.fail(follow.path, fmt::format("'{}' follows '{}', which itself follows another",
                                         follow.path, follow.source));
    }
  }
  return sweep;
}

constexpr std::array kOutputs{
    Named<OutputKind>{"energy_flow", OutputKind::energy_flow},
    Named<OutputKind>{"specific_flow", OutputKind::specific_flow},
    Named<OutputKind>{"entropy_production", OutputKind::entropy_production},
    Named<OutputKind>{"populations", OutputKind::populations},
    Named<OutputKind>{"density_matrix", OutputKind::density_matrix},
    Named<OutputKind>{"eigenvalues", OutputKind::eigenvalues},
    Named<OutputKind>{"moment_eigenvalues", OutputKind::moment_eigenvalues},
    Named<OutputKind>{"spectral_gap", OutputKind::spectral_gap},
    Named<OutputKind>{"purity", OutputKind::purity},
    Named<OutputKind>{"min_eigenvalue", OutputKind::min_eigenvalue},
    Named<OutputKind>{"expectation", OutputKind::expectation}};

std::vector<Output> read_outputs(TomlReader& root, const Model& model) {
  if (!root.has("output")) {
    return {{OutputKind::energy_flow}, {OutputKind::entropy_production}};
  }
  std::vector<Output> outputs;
  for (const toml::node& node : root.array("output")) {
    Output output{};
    if (node.is_table()) {
      TomlReader reader(*node.as_table(), root.file(), "the output");
      output.kind = choice(reader, "kind", reader.text("kind"), kOutputs);
      if (output.kind == OutputKind::specific_flow) {
        output.over = reader.text("over");
        try {
          parameter(model, output.over);
        } catch (const Error& error) {
          reader.fail("over", error.what());
        }
      } else if (output.kind == OutputKind::expectation) {
        output.name = identifier(reader, "name", reader.text("name"));
        output.operators = site_operators(reader, model);
      }
      reader.finish();
    } else if (node.is_string()) {
      output.kind = choice(root, "output", **node.as_string(), kOutputs);
      if (output.kind == OutputKind::specific_flow) {
        root.fail(node,
                  "specific_flow needs the parameter to divide by; write { kind = "
                  "\"specific_flow\", over = \"coupling.NAME.strength\" }");
      }
    } else {
      root.fail(node, "'output' must be a list of names and tables");
    }
    const bool twice = std::ranges::any_of(outputs, [&](const Output& other) {
      return other.kind == output.kind && other.name == output.name;
    });
    if (twice) root.fail(node, "the same output is listed twice");
    outputs.push_back(output);
  }
  if (outputs.empty()) root.fail("output", "'output' is empty; it must have at least one");
  return outputs;
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
              "'equations' is empty; allowed are local, global, partial_secular, redfield");
  }
  return equations;
}

void read_sites_or_matrices(TomlReader& root, Model& model) {
  if (root.has("system")) {
    for (const char* key : {"site", "coupling"}) {
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
  if (model.sites.empty()) {
    root.fail("site", "the model has no [[site]]; it must have one, or [system] with matrices");
  }
  try {
    dimension(model);
  } catch (const Error& error) {
    root.fail("site", error.what());
  }
  for (const toml::table* coupling : root.tables("coupling")) {
    model.couplings.push_back(read_coupling(*coupling, model, root.file()));
  }
}

}  // namespace

ModelFile parse_model(std::string_view text, const std::string& file_name,
                      const std::vector<std::string>& settings) {
  constexpr std::size_t kLargestText = std::size_t{16} << 20U;
  if (text.size() > kLargestText) {
    throw Error(fmt::format("{} has {} bytes; a model file has at most {}", file_name, text.size(),
                            kLargestText));
  }
  toml::table table = parse_toml(text, file_name);
  for (const std::string& setting : settings) {
    apply_setting(table, setting);
  }
  TomlReader root(table, file_name, "the model");
  ModelFile file;
  file.source = text;
  file.settings = settings;
  file.model.title = root.text("title", "");
  read_sites_or_matrices(root, file.model);
  for (const toml::table* bath : root.tables("bath")) {
    file.model.baths.push_back(read_bath(*bath, file.model, file_name));
  }
  if (file.model.baths.empty()) root.fail("bath", "the model has no [[bath]]; it must have one");
  file.equations = read_equations(root);
  if (file.model.matrices && !file.model.matrices->uncoupled_hamiltonian &&
      std::ranges::find(file.equations, Equation::local) != file.equations.end()) {
    root.fail("equations", "the local equation needs 'uncoupled_hamiltonian' in [system]");
  }
  file.options = read_options(root);
  file.sweep = read_sweep(root, file.model);
  file.outputs = read_outputs(root, file.model);
  root.finish();
  return file;
}

ModelFile read_model_file(const std::filesystem::path& path,
                          const std::vector<std::string>& settings) {
  return parse_model(read_text(path), path.string(), settings);
}

}  // namespace quflux
