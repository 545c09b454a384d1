#include "quflux/method/master_equation/conserved_quantity.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include <fmt/ranges.h>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Subsets of more sites are not tried one by one.
constexpr std::size_t kMostSites = 6;

// Up to the rounding of each element: beside the largest of H small frequencies are no rounding.
bool commute(const Matrix& a, const Matrix& b) {
  constexpr double kRounding = 1e-12;
  const RealMatrix size_a = a.cwiseAbs();
  const RealMatrix size_b = b.cwiseAbs();
  return ((a * b - b * a).cwiseAbs().array() <=
          kRounding * (size_a * size_b + size_b * size_a).array())
      .all();
}

bool is_conserved(const Matrix& op, const System& system) {
  return commute(op, system.hamiltonian) &&
         std::ranges::all_of(
             system.baths,
             [&](const SystemBath& bath) { return commute(op, bath.coupling_operator); }) &&
         std::ranges::all_of(system.lindblad, [&](const SystemLindblad& channel) {
           return commute(op, channel.jump) && commute(op, channel.jump.adjoint());
         });
}

// Sites that no chain of couplings connects to a bath.
std::vector<std::string> disconnected_sites(const Model& model) {
  std::vector<std::string> reached;
  const auto is_reached = [&](const std::string& site) {
    return std::ranges::find(reached, site) != reached.end();
  };
  for (const ModelBath& bath : model.baths) {
    reached.insert(reached.end(), bath.sites.begin(), bath.sites.end());
  }
  for (const Lindblad& channel : model.lindblad) {
    reached.insert(reached.end(), channel.sites.begin(), channel.sites.end());
    for (const SiteOperator& factor : channel.operators) reached.push_back(factor.site);
  }
  for (bool grown = true; grown;) {
    grown = false;
    for (const Coupling& coupling : model.couplings) {
      const std::vector<std::string> sites = coupled_sites(coupling);
      if (coupling.strength == 0 || std::ranges::none_of(sites, is_reached)) continue;
      for (const std::string& site : sites) {
        if (is_reached(site)) continue;
        reached.push_back(site);
        grown = true;
      }
    }
  }
  std::vector<std::string> left;
  for (const Site& site : model.sites) {
    if (!is_reached(site.name)) left.push_back(site.name);
  }
  return left;
}

bool has_pauli_operators(const Site& site) {
  const auto* spin = std::get_if<Spin>(&site.kind);
  return std::holds_alternative<TwoLevel>(site.kind) || (spin != nullptr && spin->spin == 0.5);
}

// A product of one Pauli operator of some sites, all of them first.
std::optional<std::string> conserved_product(const Model& model, const System& system) {
  std::vector<std::string> sites;
  for (const Site& site : model.sites) {
    if (has_pauli_operators(site)) sites.push_back(site.name);
  }
  if (sites.empty() || sites.size() > kMostSites) return std::nullopt;
  for (std::size_t set = (std::size_t{1} << sites.size()) - 1; set > 0; --set) {
    for (const std::string op : {"sx", "sy", "sz"}) {
      std::vector<SiteOperator> factors;
      std::vector<std::string> names;
      for (std::size_t i = 0; i < sites.size(); ++i) {
        if ((set >> i & 1) == 0) continue;
        factors.push_back({sites[i], op});
        names.push_back(sites[i] + "." + op);
      }
      if (is_conserved(product_operator(model, factors), system)) {
        return fmt::format("{}", fmt::join(names, " "));
      }
    }
  }
  return std::nullopt;
}

// The population of a level of a site that is given by its levels.
std::optional<std::string> conserved_level(const Model& model, const System& system) {
  for (const Site& site : model.sites) {
    const auto* levels = std::get_if<Levels>(&site.kind);
    for (std::size_t k = 0; levels != nullptr && k < levels->energies.size(); ++k) {
      const std::string op = fmt::format("p{}", k);
      if (is_conserved(product_operator(model, {{site.name, op}}), system)) {
        return site.name + "." + op;
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> conserved_number(const Model& model, const System& system) {
  Matrix number = Matrix::Zero(system.hamiltonian.rows(), system.hamiltonian.cols());
  for (const Site& site : model.sites) {
    if (std::holds_alternative<Levels>(site.kind)) return std::nullopt;
    const bool spin = std::holds_alternative<Spin>(site.kind);
    number += product_operator(model, {{site.name, spin ? "sz" : "n"}});
  }
  if (model.sites.empty() || !is_conserved(number, system)) return std::nullopt;
  return "the number of quanta";
}

// The operator that exchanges two sites with the same number of levels.
Matrix exchange_operator(const HilbertSpace& space, Index a, Index b) {
  std::vector<Index> strides(space.dimensions.size(), 1);
  for (std::size_t i = strides.size() - 1; i > 0; --i) {
    strides[i - 1] = strides[i] * space.dimensions[i];
  }
  const Index d = strides[0] * space.dimensions[0];
  const auto stride = [&](Index i) { return strides[static_cast<std::size_t>(i)]; };
  const Index levels = space.dimensions[static_cast<std::size_t>(a)];
  Matrix swap = Matrix::Zero(d, d);
  for (Index state = 0; state < d; ++state) {
    const Index difference = state / stride(a) % levels - state / stride(b) % levels;
    swap(state + difference * (stride(b) - stride(a)), state) = 1;
  }
  return swap;
}

std::optional<std::string> conserved_exchange(const Model& model, const System& system) {
  if (model.sites.size() < 2) return std::nullopt;
  const HilbertSpace space = hilbert_space(model);
  const auto count = static_cast<Index>(model.sites.size());
  for (Index a = 0; a < count; ++a) {
    for (Index b = a + 1; b < count; ++b) {
      const Site& first = model.sites[static_cast<std::size_t>(a)];
      const Site& second = model.sites[static_cast<std::size_t>(b)];
      if (level_count(first) == level_count(second) &&
          is_conserved(exchange_operator(space, a, b), system)) {
        return fmt::format("the symmetry under exchange of '{}' and '{}'", first.name, second.name);
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> conserved_quantity(const Model& model, const System& system) {
  const std::vector<std::string> left = disconnected_sites(model);
  if (!left.empty()) {
    return fmt::format("no bath reaches the site{} {}", left.size() > 1 ? "s" : "",
                       fmt::join(left, ", "));
  }
  for (const auto& search :
       {conserved_product, conserved_level, conserved_number, conserved_exchange}) {
    const std::optional<std::string> conserved = search(model, system);
    if (conserved) {
      return *conserved + " is conserved: it commutes with H and with every bath operator";
    }
  }
  if (is_conserved(system.hamiltonian, system)) {
    return "the energy is conserved: every bath operator commutes with H";
  }
  return std::nullopt;
}

std::string why_not_unique(const std::optional<std::string>& conserved) {
  return "the stationary state is not unique: " +
         conserved.value_or(
             "some levels exchange nothing with the others, by a symmetry or because no bath acts "
             "at their transition frequencies, or by rates too far below the others for double "
             "precision");
}

}  // namespace quflux::inline master_equation
