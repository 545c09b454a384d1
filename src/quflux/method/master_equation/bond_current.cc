#include "quflux/method/master_equation/bond_current.h"

#include <algorithm>
#include <set>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/initial_state.h"

namespace quflux::inline master_equation {

namespace {

std::set<std::string> set_of_sites(const Coupling& coupling) {
  const std::vector<std::string> sites = coupled_sites(coupling);
  return {sites.begin(), sites.end()};
}

// The sites of a coupling, in the order of the file.
std::pair<std::string, std::string> ends_of(const Coupling& coupling) {
  if (coupling.kind != CouplingKind::operators) return {coupling.sites[0], coupling.sites[1]};
  const std::string& first = coupling.operators.front().site;
  const auto second = std::ranges::find_if(
      coupling.operators, [&](const SiteOperator& factor) { return factor.site != first; });
  return {first, second->site};
}

// What is connected to a site by couplings other than those of two sites alone.
std::set<std::string> part_behind(const Model& model, const std::string& site,
                                  const std::set<std::string>& bond) {
  std::set<std::string> part{site};
  bool grown = true;
  while (grown) {
    grown = false;
    for (const Coupling& coupling : model.couplings) {
      const std::set<std::string> sites = set_of_sites(coupling);
      if (sites == bond ||
          std::ranges::none_of(sites, [&](const std::string& s) { return part.contains(s); })) {
        continue;
      }
      for (const std::string& s : sites) grown = part.insert(s).second || grown;
    }
  }
  return part;
}

// Of the couplings alone whose sites are `kept`.
template <class Kept>
Matrix hamiltonian_of_couplings(const Model& model, const Kept& kept) {
  Model with = model;
  std::erase_if(with.couplings, [&](const Coupling& c) { return !kept(set_of_sites(c)); });
  Model without = model;
  without.couplings.clear();
  return to_system(with).hamiltonian - to_system(without).hamiltonian;
}

Matrix hamiltonian_of_sites(const Model& model, const std::set<std::string>& part) {
  const HilbertSpace space = hilbert_space(model);
  Matrix sum = Matrix::Zero(dimension(model), dimension(model));
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    if (!part.contains(model.sites[i].name)) continue;
    sum += embed(space, static_cast<Eigen::Index>(i), own_hamiltonian(model, model.sites[i]));
  }
  return sum;
}

// Whether a bath or channel acts on a site.
bool is_touched(const Model& model, const std::string& site) {
  const auto among = [&](const std::vector<std::string>& sites) {
    return std::ranges::find(sites, site) != sites.end();
  };
  return std::ranges::any_of(model.baths, [&](const ModelBath& b) { return among(b.sites); }) ||
         std::ranges::any_of(model.lindblad, [&](const Lindblad& l) {
           return among(l.sites) || std::ranges::any_of(l.operators, [&](const SiteOperator& o) {
                    return o.site == site;
                  });
         });
}

// i [H_A, V] of the part A behind a site.
Matrix current_from(const Model& model, std::size_t coupling, const std::string& site) {
  const std::set<std::string> bond = set_of_sites(model.couplings[coupling]);
  const std::set<std::string> part = part_behind(model, site, bond);
  const auto within = [&](const std::set<std::string>& sites) {
    return sites.size() > 1 &&
           std::ranges::all_of(sites, [&](const std::string& s) { return part.contains(s); });
  };
  const Matrix own = hamiltonian_of_sites(model, part) + hamiltonian_of_couplings(model, within);
  const Matrix across = hamiltonian_of_couplings(
      model, [&](const std::set<std::string>& sites) { return sites == bond; });
  return Complex(0, 1) * (own * across - across * own);
}

}  // namespace

std::string bond_obstacle(const Model& model, std::size_t coupling) {
  const std::set<std::string> bond = set_of_sites(model.couplings[coupling]);
  if (bond.size() != 2) return "energy flows through a coupling of two sites alone";
  const auto [first, second] = ends_of(model.couplings[coupling]);
  if (!part_behind(model, first, bond).contains(second)) return "";
  return fmt::format(
      "'{}' and '{}' are connected by other couplings, too; the flow through a bond is known where "
      "it parts the model in two",
      first, second);
}

Matrix bond_current(const Model& model, std::size_t coupling) {
  return current_from(model, coupling, ends_of(model.couplings[coupling]).first);
}

RealVector bond_flows(const Model& model, const Matrix& rho) {
  RealVector flows(static_cast<Eigen::Index>(model.couplings.size()));
  for (std::size_t k = 0; k < model.couplings.size(); ++k) {
    const auto [first, second] = ends_of(model.couplings[k]);
    const bool turned = is_touched(model, first) && !is_touched(model, second);
    const Matrix current = turned ? -current_from(model, k, second) : current_from(model, k, first);
    flows(static_cast<Eigen::Index>(k)) = current.cwiseProduct(rho.transpose()).sum().real();
  }
  return flows;
}

std::string bond_flows_obstacle(const Model& model) {
  if (model.couplings.empty()) return "bond_flow needs couplings between sites";
  if (const Eigen::Index d = dimension(model); d > kLargestBond) {
    return fmt::format("the dimension of the Hilbert space is {}; bond_flow is known up to {}", d,
                       kLargestBond);
  }
  for (std::size_t k = 0; k < model.couplings.size(); ++k) {
    if (const std::string reason = bond_obstacle(model, k); !reason.empty()) {
      return fmt::format("bond_flow of coupling '{}': {}", model.couplings[k].name, reason);
    }
  }
  return "";
}

}  // namespace quflux::inline master_equation
