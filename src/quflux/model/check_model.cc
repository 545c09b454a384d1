#include "quflux/model/check_model.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "quflux/core/nearest.h"
#include "quflux/core/overload.h"
#include "quflux/model/operator_sum.h"

namespace quflux::inline model {

namespace {

constexpr std::size_t kMostSites = 10'000;  // matrices of 1.6 GB

// Whether something has that name. Names in a chain of thousands differ at their ends.
auto named(const std::string& name) {
  return [&name](const auto& item) {
    return item.name.size() == name.size() &&
           std::equal(name.rbegin(), name.rend(), item.name.rbegin());
  };
}

template <class Item>
void require_new(const std::vector<Item>& items, const std::string& name) {
  require_identifier("name", name);
  if (std::ranges::any_of(items, named(name))) {
    throw KeyError("name", fmt::format("'{}' is the name of two; names must be unique", name));
  }
}

void require_number_of(const std::string& key, const std::string& of, double value) {
  if (std::isfinite(value)) return;
  throw KeyError(key, fmt::format("'{}' of {} is {}; it must be a finite number", key, of, value));
}

void require_levels(const Levels& scheme) {
  const std::size_t count = scheme.energies.size();
  if (count < 2 || count > static_cast<std::size_t>(kLargestDimension)) {
    throw KeyError("energies",
                   fmt::format("'energies' of [[site]] has {} levels; it must have from 2 to {}",
                               count, kLargestDimension));
  }
  for (const double energy : scheme.energies) require_number_of("energies", "[[site]]", energy);
}

void require_levels(const Oscillator& oscillator) {
  if (are_levels(oscillator.levels)) return;
  throw KeyError("levels",
                 fmt::format("'levels' of [[site]] is {}; it must be a whole number from 2 to {}",
                             oscillator.levels, kLargestDimension));
}

void require_spin(double spin) {
  if (!(spin >= 0.5 && spin <= 49.5)) {
    throw KeyError("spin",
                   fmt::format("'spin' of [[site]] is {}; it must be a finite number from 0.5 to "
                               "49.5",
                               spin));
  }
  if (2 * spin != std::floor(2 * spin)) {
    throw KeyError("spin", fmt::format("'spin' is {}; it must be 1/2, 1, 3/2, ...", spin));
  }
}

const Site& site_of(const std::string& key, const Model& model, const std::string& name) {
  require_site(key, model, name);
  return *std::ranges::find(model.sites, name, &Site::name);
}

// What `make` gives; its Error becomes one about the key.
template <class Make>
auto about(const std::string& key, const Make& make) {
  try {
    return make();
  } catch (const Error& error) {
    throw KeyError(key, error.what());
  }
}

void require_pair(const Model& model, const Coupling& coupling) {
  const std::vector<std::string>& sites = coupling.sites;
  if (sites.size() != 2 || sites[0] == sites[1]) {
    throw KeyError("sites", "'sites' must name two different sites");
  }
  for (const std::string& name : sites) {
    const Site& site = site_of("sites", model, name);
    about("kind", [&] {
      return coupling.kind == CouplingKind::zz ? site_operator(site, "sz") : lowering(site);
    });
  }
}

void require_weights(const ModelBath& bath) {
  if (bath.weights.empty()) return;
  if (bath.weights.size() != bath.sites.size()) {
    throw KeyError("weights", fmt::format("'weights' of [[bath]] has {} numbers; it must have one "
                                          "for each of {} operators",
                                          bath.weights.size(), bath.sites.size()));
  }
  for (const double weight : bath.weights) require_number_of("weights", "[[bath]]", weight);
  if (std::ranges::all_of(bath.weights, [](double weight) { return weight == 0; })) {
    throw KeyError("weights", "'weights' of [[bath]] are all zero; a bath must couple");
  }
}

void require_site_operator(const Model& model, const SiteOperator& op, const char* site_key,
                           const char* operator_key) {
  const Site& site = site_of(site_key, model, op.site);
  const Matrix matrix =
      about(op.name == "x" ? site_key : operator_key, [&] { return site_operator(site, op.name); });
  if (!matrix.isApprox(matrix.adjoint())) {
    throw KeyError(
        operator_key,
        fmt::format("'{}' is '{}', which is not Hermitian; a bath needs a Hermitian one, "
                    "such as x",
                    operator_key, op.name));
  }
  if (matrix.isZero(0)) {
    throw KeyError(operator_key, fmt::format("'{}' is '{}', which is zero; a bath must couple",
                                             operator_key, op.name));
  }
}

// That operators of one site do not cancel each other, on all sites.
void require_something_left(const Model& model, const ModelBath& bath, const char* key) {
  constexpr double kRounding = 1e-15;  // of what is added
  struct Sum {
    Matrix matrix;
    double size = 0;
  };
  std::map<std::string, Sum> sums;
  for (const auto& [op, weight] : bath_operators(bath)) {
    const Matrix part = weight * site_operator(site_of(key, model, op.site), op.name);
    auto& [matrix, size] = sums[op.site];
    matrix = matrix.size() == 0 ? part : Matrix(matrix + part);
    size += part.norm();
  }
  const bool nothing = std::ranges::all_of(sums, [](const auto& of_site) {
    return of_site.second.matrix.norm() <= kRounding * of_site.second.size;
  });
  if (!nothing) return;
  throw KeyError(
      key, fmt::format("the operators of bath '{}' add up to zero; a bath must couple", bath.name));
}

// S_j is a sum of operators of sites, or the matrix of a model that is given by matrices.
void require_operator(const Model& model, const ModelBath& bath) {
  if (bath.matrix) {
    throw KeyError("operator",
                   "'operator' of [[bath]] is a matrix; in a model of sites it must be the name of "
                   "an operator");
  }
  if (bath.sites.empty()) throw KeyError("site", "[[bath]] has no 'site'; it must have one");
  const bool listed = !bath.operators_of_sites.empty();
  const char* site_key = listed ? "operators" : bath.sites.size() == 1 ? "site" : "sites";
  for (const std::string& name : bath.sites) {
    if (!listed && std::ranges::count(bath.sites, name) > 1) {
      throw KeyError(site_key, fmt::format("'sites' names '{}' twice", name));
    }
  }
  require_weights(bath);  // one for each part of the sum
  for (const BathOperator& part : bath_operators(bath)) {
    require_site_operator(model, part.site_operator, site_key, listed ? "operators" : "operator");
  }
  require_something_left(model, bath, site_key);
}

void require_matrix(const MatrixModel& matrices, const ModelBath& bath) {
  if (!bath.sites.empty()) {
    throw KeyError("site",
                   "[[bath]] has a 'site', and the model has matrices in the place of sites; give "
                   "its 'operator' alone");
  }
  if (!bath.matrix) {
    throw KeyError("operator", "[[bath]] has no 'operator'; it must have one, a matrix");
  }
  if (!bath.weights.empty()) {
    throw KeyError("weights", "'weights' of [[bath]] are those of sites, and the model has none");
  }
  const Eigen::Index d = matrices.hamiltonian.rows();
  if (bath.matrix->rows() != d) {
    throw KeyError("operator",
                   fmt::format("'operator' is {0} x {0}, but the Hamiltonian is {1} x {1}; they "
                               "must agree",
                               bath.matrix->rows(), d));
  }
  about("operator",
        [&] { require_hermitian(*bath.matrix, "the operator of bath '" + bath.name + "'"); });
  if (bath.matrix->isZero(0)) {
    throw KeyError("operator",
                   fmt::format("the operator of bath '{}' is zero; a bath must couple", bath.name));
  }
}

void add_matrix_term(MatrixModel& matrices, MatrixTerm term) {
  require_new(matrices.terms, term.name);
  require_number_of("strength", "[[system.term]]", term.strength);
  about("matrix",
        [&] { require_hermitian(term.matrix, "the matrix of term '" + term.name + "'"); });
  const Eigen::Index d = matrices.hamiltonian.rows();
  if (term.matrix.rows() != d) {
    throw KeyError("matrix", fmt::format("'matrix' of term '{0}' is {1} x {1}, but the Hamiltonian "
                                         "is {2} x {2}; they must agree",
                                         term.name, term.matrix.rows(), d));
  }
  if (term.uncoupled && !matrices.uncoupled_hamiltonian) {
    throw KeyError("uncoupled",
                   fmt::format("term '{}' is part of the uncoupled Hamiltonian, and there is no "
                               "'uncoupled_hamiltonian'; give the rest of it",
                               term.name));
  }
  matrices.terms.push_back(std::move(term));
}

// Where a phase has a meaning.
void require_phase(const Coupling& coupling) {
  if (!coupling.phase) return;
  if (coupling.kind != CouplingKind::exchange) {
    throw KeyError("phase", "'phase' is of kind = \"exchange\" alone, e^(i phase) a^+ b + h.c.");
  }
  require_number_of("phase", "[[coupling]]", *coupling.phase);
}

// That a jump operator is given in one of its forms, and that something is left of it.
void require_jump(const Model& model, const Lindblad& channel) {
  if (model.matrices.has_value() != channel.matrix.has_value()) {
    throw KeyError("operator",
                   model.matrices
                       ? "'operator' of [[lindblad]] must be a matrix, since the model is "
                         "given by matrices"
                       : "'operator' of [[lindblad]] is a matrix, but the model has sites; "
                         "give the name of an operator of a site");
  }
  if (channel.matrix) {
    const Eigen::Index d = model.matrices->hamiltonian.rows();
    if (channel.matrix->rows() != d || channel.matrix->cols() != d) {
      throw KeyError("operator",
                     fmt::format("'operator' is {} x {}, but the Hamiltonian is {} x {}; "
                                 "they must agree",
                                 channel.matrix->rows(), channel.matrix->cols(), d, d));
    }
    if (!channel.matrix->allFinite()) {
      throw KeyError("operator", "'operator' has an entry that is not finite");
    }
    return;
  }
  const bool product = !channel.operators.empty();
  if (product == !channel.sites.empty()) {
    throw KeyError(
        product ? "operators" : "site",
        "[[lindblad]] must have either 'operator' at a 'site', or at each of some 'sites', "
        "or 'operators', a product such as [\"a.sp\", \"b.sm\"]");
  }
  for (const std::string& name : channel.sites) {
    const char* key = channel.sites.size() == 1 ? "site" : "sites";
    if (std::ranges::count(channel.sites, name) > 1) {
      throw KeyError(key, fmt::format("'sites' names '{}' twice", name));
    }
    const Site& site = site_of(key, model, name);
    about("operator", [&] { return site_operator(site, channel.site_operator); });
  }
  if (channel.operators.size() > kMostFactors) {
    throw KeyError("operators", fmt::format("'operators' has {} factors; it must have from 1 to {}",
                                            channel.operators.size(), kMostFactors));
  }
  for (const SiteOperator& factor : channel.operators) {
    const Site& site = site_of("operators", model, factor.site);
    about("operators", [&] { return site_operator(site, factor.name); });
  }
  about(product ? "operators" : "operator", [&] {
    if (jump_operator(model, channel).norm() == 0) {
      throw Error("the operator of lindblad '" + channel.name + "' is zero; nothing is left of it");
    }
    return true;
  });
}

template <class Kind>
bool all_are(const Model& model) {
  return std::ranges::all_of(model.sites,
                             [](const Site& s) { return std::holds_alternative<Kind>(s.kind); });
}

// That a parameter is followed or follows, but not both.
void require_single_tie(const Follow& follow, const Follow& other) {
  if (follow.source != other.path) return;
  throw KeyError(follow.path, fmt::format("'{}' follows '{}', which itself follows another",
                                          follow.path, follow.source));
}

}  // namespace

void require_identifier(const std::string& key, const std::string& name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (name.empty() || !letter(name.front()) || !std::ranges::all_of(name, allowed)) {
    throw KeyError(key,
                   fmt::format("'{}' is '{}'; it must be letters, digits, _ and -, and begin with "
                               "a letter",
                               key, name));
  }
}

void require_site(const std::string& key, const Model& model, const std::string& name) {
  if (std::ranges::any_of(model.sites, named(name))) return;
  std::vector<std::string> names;
  for (const Site& site : model.sites) names.push_back(site.name);
  throw KeyError(key, fmt::format("there is no site '{}'{}", name, did_you_mean(name, names)));
}

void require_product(const std::string& key, const Model& model,
                     const std::vector<SiteOperator>& factors) {
  if (factors.empty() || factors.size() > kMostFactors) {
    throw KeyError(key, fmt::format("'{}' has {} factors; it must have from 1 to {}", key,
                                    factors.size(), kMostFactors));
  }
  for (const SiteOperator& factor : factors) {
    const Site& site = site_of(key, model, factor.site);
    about(key, [&] { return site_operator(site, factor.name); });
  }
  about(key, [&] { return sparse_product_operator(model, factors); });
}

void require_rows(const std::string& key, Eigen::Index rows) {
  if (rows >= 1 && rows <= kLargestDimension) return;
  throw KeyError(key, fmt::format("'{}' has {} rows; it must have from 1 to {}", key, rows,
                                  kLargestDimension));
}

void add_site(Model& model, Site site) {
  if (model.sites.size() >= kMostSites) {
    throw KeyError("name", fmt::format("the model has more than {} sites, the most that there may "
                                       "be",
                                       kMostSites));
  }
  require_new(model.sites, site.name);
  std::visit(
      Overload{[](const Levels& l) { require_levels(l); },
               [](const auto& s) { require_number_of("frequency", "[[site]]", s.frequency); }},
      site.kind);
  if (const auto* o = std::get_if<Oscillator>(&site.kind)) require_levels(*o);
  if (const auto* s = std::get_if<Spin>(&site.kind)) require_spin(s->spin);
  model.sites.push_back(std::move(site));
}

void require_sites(const Model& model) {
  if (model.sites.empty()) {
    throw KeyError("site",
                   "the model has no [[site]] and no [[chain]]; it must have one, or [system] with "
                   "matrices");
  }
  if (all_are<TwoLevel>(model) || all_are<Oscillator>(model)) return;
  about("site", [&] { return dimension(model); });
}

void set_matrices(Model& model, MatrixModel matrices) {
  const auto require = [](const std::string& key, const std::string& what, const Matrix& matrix) {
    require_rows(key, matrix.rows());
    about(key, [&] { require_hermitian(matrix, what); });
  };
  require("hamiltonian", "the Hamiltonian", matrices.hamiltonian);
  if (matrices.uncoupled_hamiltonian) {
    require("uncoupled_hamiltonian", "the uncoupled Hamiltonian", *matrices.uncoupled_hamiltonian);
    if (matrices.uncoupled_hamiltonian->rows() != matrices.hamiltonian.rows()) {
      throw KeyError("uncoupled_hamiltonian",
                     "'uncoupled_hamiltonian' and 'hamiltonian' must have the same size");
    }
  }
  std::vector<MatrixTerm> terms = std::move(matrices.terms);
  matrices.terms.clear();
  for (MatrixTerm& term : terms) add_matrix_term(matrices, std::move(term));
  model.matrices = std::move(matrices);
}

void add_coupling(Model& model, Coupling coupling) {
  if (coupling.name.empty()) {
    coupling.name = "coupling" + std::to_string(model.couplings.size() + 1);
  }
  require_new(model.couplings, coupling.name);
  if (coupling.kind == CouplingKind::operators) {
    require_product("operators", model, coupling.operators);
  } else {
    require_pair(model, coupling);
  }
  require_number_of("strength", "[[coupling]]", coupling.strength);
  require_phase(coupling);
  model.couplings.push_back(std::move(coupling));
}

void add_term(Model& model, Term term) {
  require_new(model.terms, term.name);
  const Site& site = site_of("site", model, term.site);
  about("operator", [&] { return site_operator(site, term.site_operator); });
  about("operator", [&] {
    Model alone;
    alone.sites.push_back(site);
    return sparse_product_operator(alone, {{term.site, term.site_operator}});
  });
  require_number_of("strength", "[[term]]", term.strength);
  model.terms.push_back(std::move(term));
}

void share_operator(ModelBath& bath) {
  std::vector<std::string>& own = bath.operators_of_sites;
  if (own.empty()) return;
  std::vector<std::string> sites = bath.sites;
  std::ranges::sort(sites);
  const bool once = std::ranges::adjacent_find(sites) == sites.end();
  const bool same =
      std::ranges::all_of(own, [&](const std::string& name) { return name == own.front(); });
  bath.site_operator = once && same ? own.front() : "";
  if (once && same) own.clear();
}

void require_numbers(const ModelBath& bath) {
  if (!(std::isfinite(bath.temperature) && bath.temperature >= 0)) {
    throw KeyError("temperature",
                   fmt::format("'temperature' of [[bath]] is {}; it must be a finite number >= 0",
                               bath.temperature));
  }
  about("spectral_density", [&] {
    validate(bath.spectral_density,
             [&] { return "the spectral density of bath '" + bath.name + "'"; });
  });
}

void require_numbers(const Lindblad& channel) {
  if (!(std::isfinite(channel.rate) && channel.rate >= 0)) {
    throw KeyError("rate", fmt::format("'rate' of [[lindblad]] is {}; it must be a finite number "
                                       ">= 0",
                                       channel.rate));
  }
}

void add_bath(Model& model, ModelBath bath) {
  require_new(model.baths, bath.name);
  share_operator(bath);
  model.matrices ? require_matrix(*model.matrices, bath) : require_operator(model, bath);
  require_numbers(bath);
  model.baths.push_back(std::move(bath));
}

void add_lindblad(Model& model, Lindblad channel) {
  require_new(model.lindblad, channel.name);
  if (std::ranges::find(model.baths, channel.name, &ModelBath::name) != model.baths.end()) {
    throw KeyError(
        "name", fmt::format("'{}' is the name of a bath too; names must be unique", channel.name));
  }
  require_jump(model, channel);
  require_numbers(channel);
  model.lindblad.push_back(std::move(channel));
}

void require_baths(const Model& model) {
  if (model.baths.empty() && model.lindblad.empty()) {
    throw KeyError("bath", "the model has no [[bath]] and no [[lindblad]]; it must have one");
  }
}

void require_parameter(const std::string& key, const Model& model, const std::string& path) {
  about(key, [&] { return parameter(model, path); });
}

void require_dimension_kept(const std::string& key, const std::string& path) {
  if (!counts_levels(path)) return;
  throw KeyError(key, fmt::format("'{}' decides the dimension of the system; a sweep alone can "
                                  "change it",
                                  path));
}

void add_axis(Sweep& sweep, const Model& model, SweepAxis axis) {
  constexpr std::size_t kMostPoints = 1'000'000'000;
  require_parameter(axis.path, model, axis.path);
  if (axis.values.empty()) {
    throw KeyError(
        axis.path,
        fmt::format("the values of '{}' are empty; there must be at least one", axis.path));
  }
  const bool levels = counts_levels(axis.path);
  for (const double value : axis.values) {
    if (levels ? are_levels(value) : std::isfinite(value)) continue;
    throw KeyError(axis.path,
                   fmt::format("the values of '{}' contain {}; they must be {}", axis.path, value,
                               levels ? fmt::format("whole numbers from 2 to {}", kLargestDimension)
                                      : "finite"));
  }
  if (axis.values.size() > kMostPoints / grid_size(sweep)) {
    throw KeyError(axis.path, fmt::format("the sweep has more than {} points", kMostPoints));
  }
  sweep.axes.push_back(std::move(axis));
}

void add_follow(Sweep& sweep, const Model& model, Follow follow) {
  require_parameter(follow.path, model, follow.path);
  require_parameter("follow", model, follow.source);
  require_single_tie(follow, follow);
  for (const Follow& other : sweep.follows) {
    require_single_tie(other, follow);
    require_single_tie(follow, other);
  }
  sweep.follows.push_back(std::move(follow));
}

}  // namespace quflux::inline model
