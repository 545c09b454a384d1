#include "quflux/method/network/recognise.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "quflux/core/error.h"
#include "quflux/model/operator_sum.h"

namespace quflux::inline network {

namespace {

using SiteIndices = std::unordered_map<std::string, Eigen::Index>;

SiteIndices site_indices(const Model& model) {
  SiteIndices index;
  for (const Site& site : model.sites) {
    index.emplace(site.name, static_cast<Eigen::Index>(index.size()));
  }
  return index;
}

template <class Kind>
bool all_are(const Model& model) {
  return std::ranges::all_of(model.sites,
                             [](const Site& s) { return std::holds_alternative<Kind>(s.kind); });
}

double frequency(const Site& site) {
  return std::visit(
      [](const auto& kind) {
        if constexpr (requires { kind.frequency; }) {
          return kind.frequency;
        } else {
          return 0.0;
        }
      },
      site.kind);
}

// d of a term d n (+ a constant), which shifts the frequency of its site; none of any other term.
std::optional<double> frequency_shift(const Site& site, const Term& term) {
  const bool atom = std::holds_alternative<TwoLevel>(site.kind);
  double shift = 0;
  for (const OperatorProduct& product : parse_operator_sum(term.site_operator)) {
    if (product.names == std::vector<std::string>{"n"}) {
      shift += product.factor;
    } else if (atom && product.names == std::vector<std::string>{"sz"}) {  // 2 n - 1
      shift += 2 * product.factor;
    } else {
      return std::nullopt;
    }
  }
  return term.strength * shift;
}

// v of a part v x of a bath's operator, sx of two-level systems; none of any other part.
std::optional<double> position_weight(bool atoms, const BathOperator& part) {
  double sum = 0;
  for (const OperatorProduct& product : parse_operator_sum(part.site_operator.name)) {
    const bool position = product.names.size() == 1 &&
                          (product.names[0] == "x" || (atoms && product.names[0] == "sx"));
    if (!position) return std::nullopt;
    sum += product.factor;
  }
  return part.weight * sum;
}

const Site& site_of(const Model& model, const SiteIndices& index, const Term& term) {
  return model.sites[static_cast<std::size_t>(index.at(term.site))];
}

// Why couplings or baths do not fit whatever the sites are; empty: they do.
std::string general_obstacle(const Model& model, const SiteIndices& index) {
  if (model.matrices) return "it is given by matrices";
  if (!model.lindblad.empty()) {
    return fmt::format("it has the Lindblad channel '{}'", model.lindblad.front().name);
  }
  const bool atoms = all_are<TwoLevel>(model);
  if (!atoms && !all_are<Oscillator>(model)) {
    return "its sites are neither all two-level systems nor all oscillators";
  }
  for (const Coupling& c : model.couplings) {
    if (c.kind != CouplingKind::exchange && c.kind != CouplingKind::position) {
      return fmt::format("coupling '{}' is neither exchange nor position", c.name);
    }
  }
  for (const Term& term : model.terms) {
    if (!frequency_shift(site_of(model, index, term), term)) {
      return fmt::format("term '{}' is more than a shift of the frequency of its site", term.name);
    }
  }
  for (const ModelBath& bath : model.baths) {
    for (const BathOperator& part : bath_operators(bath)) {
      if (position_weight(atoms, part)) continue;
      return fmt::format("bath '{}' couples through '{}', not x", bath.name,
                         part.site_operator.name);
    }
  }
  return "";
}

// Neighbours of every site, once each.
std::vector<std::vector<Eigen::Index>> neighbours_in_model(const Model& model,
                                                           const SiteIndices& index) {
  std::vector<std::vector<Eigen::Index>> result(model.sites.size());
  const auto add = [&](Eigen::Index from, Eigen::Index to) {
    auto& list = result[static_cast<std::size_t>(from)];
    if (std::ranges::find(list, to) == list.end()) list.push_back(to);
  };
  for (const Coupling& c : model.couplings) {
    const Eigen::Index a = index.at(c.sites[0]);
    const Eigen::Index b = index.at(c.sites[1]);
    add(a, b);
    add(b, a);
  }
  return result;
}

// Sites that can be reached from one.
std::size_t component_size(const std::vector<std::vector<Eigen::Index>>& graph, std::size_t start,
                           std::vector<bool>& seen) {
  std::vector<std::size_t> open{start};
  seen[start] = true;
  std::size_t size = 0;
  while (!open.empty()) {
    const std::size_t site = open.back();
    open.pop_back();
    ++size;
    for (const Eigen::Index next : graph[site]) {
      const auto n = static_cast<std::size_t>(next);
      if (!seen[n]) open.push_back(n);
      seen[n] = true;
    }
  }
  return size;
}

// A ring has as many bonds as sites; the sum of neighbours counts bonds twice.
bool has_ring(const std::vector<std::vector<Eigen::Index>>& graph) {
  std::size_t ends = 0;
  for (const auto& list : graph) ends += list.size();
  std::vector<bool> seen(graph.size());
  std::size_t components = 0;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (seen[i]) continue;
    component_size(graph, i, seen);
    ++components;
  }
  return ends / 2 + components != graph.size();
}

// The Jordan-Wigner strings cancel on open chains with baths at their ends, and only there.
std::string chain_obstacle(const Model& model, const SiteIndices& index) {
  const auto graph = neighbours_in_model(model, index);
  for (std::size_t i = 0; i < graph.size(); ++i) {
    if (graph[i].size() > 2) {
      return fmt::format("the two-level system '{}' has {} neighbours, in a chain it has two",
                         model.sites[i].name, graph[i].size());
    }
  }
  if (has_ring(graph)) return "its two-level systems form a ring, not an open chain";
  for (const ModelBath& bath : model.baths) {
    if (bath.sites.size() != 1) {
      return fmt::format("bath '{}' is common to {} two-level systems", bath.name,
                         bath.sites.size());
    }
    const auto site = static_cast<std::size_t>(index.at(bath.sites.front()));
    if (graph[site].size() > 1) {
      return fmt::format(
          "bath '{}' is at the inner two-level system '{}', not at an end of a chain", bath.name,
          bath.sites.front());
    }
  }
  return "";
}

// An open chain has no loop: with a phase in each lowering operator, s -> e^(i theta) s, hopping is
// real. Baths at its ends then couple by another combination of s and s^+, which equations that
// keep no products s s do not see.
void put_phases_into_operators(Network& chain) {
  if (!has_phases(chain)) return;
  const RealVector frequencies = chain.exchange.diagonal();
  chain.exchange = chain.exchange.cwiseProduct(chain.exchange) +
                   chain.exchange_imaginary.cwiseProduct(chain.exchange_imaginary);
  chain.exchange = chain.exchange.cwiseSqrt().eval();
  chain.exchange.diagonal() = frequencies;
  chain.exchange_imaginary = RealMatrix();
}

Network network(const Model& model, const SiteIndices& index) {
  const auto n = static_cast<Eigen::Index>(model.sites.size());
  Network result;
  result.statistics = network_statistics(model);
  const bool atoms = result.statistics == Statistics::fermions;
  result.exchange = RealMatrix::Zero(n, n);
  for (const Site& site : model.sites) {
    const Eigen::Index i = index.at(site.name);
    result.exchange(i, i) = frequency(site);
  }
  for (const Term& term : model.terms) {
    const Eigen::Index i = index.at(term.site);
    result.exchange(i, i) += *frequency_shift(site_of(model, index, term), term);
  }
  if (has_phases(model)) result.exchange_imaginary = RealMatrix::Zero(n, n);
  for (const Coupling& c : model.couplings) {
    const Eigen::Index a = index.at(c.sites[0]);
    const Eigen::Index b = index.at(c.sites[1]);
    const bool exchange = c.kind == CouplingKind::exchange;
    if (!exchange && result.position.size() == 0) result.position = RealMatrix::Zero(n, n);
    RealMatrix& matrix = exchange ? result.exchange : result.position;
    const double strength = c.strength * std::cos(c.phase.value_or(0));
    matrix(a, b) += strength;
    matrix(b, a) += strength;
    if (!c.phase) continue;
    const double imaginary = c.strength * std::sin(*c.phase);
    result.exchange_imaginary(a, b) += imaginary;
    result.exchange_imaginary(b, a) -= imaginary;
  }
  if (atoms) put_phases_into_operators(result);
  for (const ModelBath& bath : model.baths) {
    NetworkBath out{bath.name, RealVector::Zero(n), {bath.spectral_density, bath.temperature}};
    for (const BathOperator& part : bath_operators(bath)) {
      out.weights(index.at(part.site_operator.site)) += *position_weight(atoms, part);
    }
    result.baths.push_back(std::move(out));
  }
  return result;
}

}  // namespace

std::string network_obstacle(const Model& model) {
  const SiteIndices index = site_indices(model);
  std::string obstacle = general_obstacle(model, index);
  if (!obstacle.empty() || network_statistics(model) == Statistics::bosons) return obstacle;
  return chain_obstacle(model, index);
}

Statistics network_statistics(const Model& model) {
  return all_are<Oscillator>(model) ? Statistics::bosons : Statistics::fermions;
}

Network require_network(const Model& model) {
  if (const std::string obstacle = network_obstacle(model); !obstacle.empty()) {
    throw NoAnswer(fmt::format("the model is no quasi-free network: {}", obstacle));
  }
  return network(model, site_indices(model));
}

}  // namespace quflux::inline network
