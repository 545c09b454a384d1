#include "quflux/model/model.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/model/nearest.h"
#include "quflux/operator/site_operators.h"
#include "quflux/operator/space.h"

namespace quflux {

namespace {

constexpr Eigen::Index kLargestDimension = 1024;

template <class... Ts>
struct Overload : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overload(Ts...) -> Overload<Ts...>;

Matrix lowering(const Site& site) {
  return std::visit(Overload{[](const TwoLevel&) { return annihilation(2); },
                             [](const Oscillator& o) { return annihilation(o.levels); },
                             [](const Spin& s) { return spin_lowering(s.spin); }},
                    site.kind);
}

Matrix site_hamiltonian(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel& t) -> Matrix { return t.frequency * number(2); },
               [](const Oscillator& o) -> Matrix { return o.frequency * number(o.levels); },
               [](const Spin& s) -> Matrix { return s.frequency * spin_z(s.spin); }},
      site.kind);
}

std::size_t site_index(const Model& model, const std::string& name, const std::string& where) {
  const auto found = std::ranges::find(model.sites, name, &Site::name);
  if (found == model.sites.end()) {
    std::vector<std::string> names;
    for (const Site& site : model.sites) names.push_back(site.name);
    throw Error(fmt::format("{} is at the site '{}', which does not exist{}", where, name,
                            did_you_mean(name, names)));
  }
  return static_cast<std::size_t>(found - model.sites.begin());
}

// Every number of the model with its path.
template <class ModelType, class Visitor>
void visit_parameters(ModelType& model, const Visitor& visit) {
  for (auto& site : model.sites) {
    std::visit([&](auto& kind) { visit("site." + site.name + ".frequency", kind.frequency); },
               site.kind);
  }
  for (auto& coupling : model.couplings) {
    visit("coupling." + coupling.name + ".strength", coupling.strength);
  }
  for (auto& bath : model.baths) {
    const std::string at = "bath." + bath.name;
    visit(at + ".temperature", bath.temperature);
    const std::string density = at + ".spectral_density.";
    std::visit(Overload{[&](auto& d) {
                          visit(density + "coefficient", d.coefficient);
                          if constexpr (requires { d.exponent; }) {
                            visit(density + "exponent", d.exponent);
                            if (d.cutoff) visit(density + "cutoff", *d.cutoff);
                          } else {
                            visit(density + "cutoff", d.cutoff);
                          }
                        },
                        [](UserDefined&) {}, [](const UserDefined&) {}},
               bath.spectral_density);
  }
}

template <class ModelType>
auto* find_parameter(ModelType& model, std::string_view path) {
  decltype(&model.baths.front().temperature) found = nullptr;
  visit_parameters(model, [&](const std::string& name, auto& value) {
    if (name == path) found = &value;
  });
  return found;
}

[[noreturn]] void throw_unknown(const Model& model, std::string_view path) {
  throw Error(fmt::format("the model has no parameter '{}'{}", path,
                          did_you_mean(path, parameter_paths(model))));
}

}  // namespace

Eigen::Index levels(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel&) -> Eigen::Index { return 2; },
               [](const Oscillator& o) -> Eigen::Index { return o.levels; },
               [](const Spin& s) { return static_cast<Eigen::Index>(2 * s.spin + 1); }},
      site.kind);
}

Eigen::Index dimension(const Model& model) {
  Eigen::Index product = 1;
  for (const Site& site : model.sites) {
    product *= levels(site);
    if (product > kLargestDimension) {
      throw Error(fmt::format("the Hilbert space has more than {} dimensions", kLargestDimension));
    }
  }
  return product;
}

System to_system(const Model& model) {
  const Eigen::Index d = dimension(model);
  HilbertSpace space;
  for (const Site& site : model.sites) {
    space.dimensions.push_back(levels(site));
  }
  const auto embedded = [&](std::size_t site, const Matrix& op) {
    return embed(space, static_cast<Eigen::Index>(site), op);
  };

  Matrix uncoupled = Matrix::Zero(d, d);
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    uncoupled += embedded(i, site_hamiltonian(model.sites[i]));
  }
  System system{uncoupled, {}, uncoupled};
  for (const Coupling& coupling : model.couplings) {
    const std::string where = "coupling '" + coupling.name + "'";
    require_finite(coupling.strength, "the strength of " + where);
    const std::size_t i = site_index(model, coupling.site1, where);
    const std::size_t j = site_index(model, coupling.site2, where);
    Matrix a = embedded(i, lowering(model.sites[i]));
    Matrix b = embedded(j, lowering(model.sites[j]));
    if (coupling.kind == CouplingKind::position) {
      a += Matrix(a.adjoint());
      b += Matrix(b.adjoint());
      system.hamiltonian += coupling.strength * a * b;
    } else {
      const Matrix exchange = a.adjoint() * b;
      system.hamiltonian += coupling.strength * (exchange + exchange.adjoint());
    }
  }
  for (const ModelBath& bath : model.baths) {
    const std::size_t i = site_index(model, bath.site, "bath '" + bath.name + "'");
    const Matrix a = embedded(i, lowering(model.sites[i]));
    system.baths.push_back({bath.name, a + a.adjoint(), {bath.spectral_density, bath.temperature}});
  }
  return system;
}

double& parameter(Model& model, std::string_view path) {
  if (double* found = find_parameter(model, path)) return *found;
  throw_unknown(model, path);
}

double parameter(const Model& model, std::string_view path) {
  if (const double* found = find_parameter(model, path)) return *found;
  throw_unknown(model, path);
}

std::vector<std::string> parameter_paths(const Model& model) {
  std::vector<std::string> paths;
  visit_parameters(model, [&](const std::string& name, const double&) { paths.push_back(name); });
  return paths;
}

}  // namespace quflux
