#include "quflux/model/model.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/model/nearest.h"
#include "quflux/operator/space.h"

namespace quflux {

namespace {

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

HilbertSpace space(const Model& model) {
  HilbertSpace result;
  for (const Site& site : model.sites) {
    result.dimensions.push_back(level_count(site));
  }
  return result;
}

Matrix coupling_operator(const Model& model, const Coupling& coupling) {
  if (coupling.kind == CouplingKind::operators) {
    return product_operator(model, coupling.operators);
  }
  const HilbertSpace s = space(model);
  const std::string where = "coupling '" + coupling.name + "'";
  const auto embedded = [&](std::size_t which, const auto& op) {
    const std::size_t i = site_index(model, coupling.sites.at(which), where);
    return embed(s, static_cast<Eigen::Index>(i), op(model.sites[i]));
  };
  const auto named = [](std::string_view name) {
    return [name](const Site& site) { return site_operator(site, name); };
  };
  switch (coupling.kind) {
    case CouplingKind::exchange: {
      const Matrix product = embedded(0, lowering).adjoint() * embedded(1, lowering);
      return product + product.adjoint();
    }
    case CouplingKind::position: {
      const auto position = [](const Site& site) -> Matrix {
        const Matrix a = lowering(site);
        return a + a.adjoint();
      };
      return embedded(0, position) * embedded(1, position);
    }
    case CouplingKind::zz:
      return embedded(0, named("sz")) * embedded(1, named("sz"));
    case CouplingKind::operators:
      break;
  }
  throw Error("not a coupling");
}

// The Hamiltonian of sites and couplings; the baths are added by to_system().
System site_system(const Model& model) {
  const Eigen::Index d = dimension(model);
  const HilbertSpace s = space(model);
  Matrix uncoupled = Matrix::Zero(d, d);
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    uncoupled += embed(s, static_cast<Eigen::Index>(i), site_hamiltonian(model.sites[i]));
  }
  System system{uncoupled, {}, uncoupled};
  for (const Coupling& coupling : model.couplings) {
    require_finite(coupling.strength, "the strength of coupling '" + coupling.name + "'");
    system.hamiltonian += coupling.strength * coupling_operator(model, coupling);
  }
  return system;
}

Matrix bath_operator(const Model& model, const ModelBath& bath) {
  Matrix sum;
  for (const std::string& site : bath.sites) {
    const std::size_t i = site_index(model, site, "bath '" + bath.name + "'");
    const Matrix op = embed(space(model), static_cast<Eigen::Index>(i),
                            site_operator(model.sites[i], bath.site_operator));
    sum = sum.size() == 0 ? op : Matrix(sum + op);
  }
  return sum;
}

// Every number of the model with its path.
template <class ModelType, class Visitor>
void visit_parameters(ModelType& model, const Visitor& visit) {
  for (auto& site : model.sites) {
    const std::string at = "site." + site.name;
    std::visit(
        [&](auto& kind) {
          if constexpr (requires { kind.energies; }) {
            for (std::size_t k = 0; k < kind.energies.size(); ++k) {
              visit(at + ".energies." + std::to_string(k), kind.energies[k]);
            }
          } else {
            visit(at + ".frequency", kind.frequency);
          }
        },
        site.kind);
  }
  for (auto& coupling : model.couplings) {
    visit("coupling." + coupling.name + ".strength", coupling.strength);
  }
  for (auto& bath : model.baths) {
    const std::string at = "bath." + bath.name;
    visit(at + ".temperature", bath.temperature);
    const std::string density = at + ".spectral_density.";
    std::visit(
        [&](auto& d) {
          if constexpr (requires { d.coefficient; }) visit(density + "coefficient", d.coefficient);
          if constexpr (requires { d.exponent; }) {
            visit(density + "exponent", d.exponent);
            if (d.cutoff) visit(density + "cutoff", *d.cutoff);
          } else if constexpr (requires { d.cutoff; }) {
            visit(density + "cutoff", d.cutoff);
          }
        },
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

Eigen::Index dimension(const Model& model) {
  Eigen::Index product = 1;
  if (model.matrices) product = model.matrices->hamiltonian.rows();
  for (const Site& site : model.sites) {
    // Both factors are bounded, so the product cannot overflow before it is rejected.
    product *= std::min(level_count(site), kLargestDimension + 1);
    if (product > kLargestDimension) break;
  }
  if (product > kLargestDimension) {
    throw Error(fmt::format("the Hilbert space has more than {} dimensions", kLargestDimension));
  }
  return product;
}

Matrix product_operator(const Model& model, const std::vector<SiteOperator>& factors) {
  const HilbertSpace s = space(model);
  const Eigen::Index d = dimension(model);
  Matrix product = Matrix::Identity(d, d);
  for (const SiteOperator& factor : factors) {
    const std::size_t i = site_index(model, factor.site, "the operator '" + factor.name + "'");
    product *= embed(s, static_cast<Eigen::Index>(i), site_operator(model.sites[i], factor.name));
  }
  const bool hermitian = product.isApprox(product.adjoint());
  const Matrix sum = hermitian ? product : Matrix(product + product.adjoint());
  if (sum.norm() <= 1e-14 * product.norm()) {
    std::string text;
    for (const SiteOperator& factor : factors) {
      text += fmt::format("{}{}.{}", text.empty() ? "" : " ", factor.site, factor.name);
    }
    throw Error(fmt::format("the product {} {}; nothing is left of it", text,
                            hermitian ? "is zero" : "cancels its adjoint"));
  }
  return sum;
}

System to_system(const Model& model) {
  System system =
      model.matrices
          ? System{model.matrices->hamiltonian, {}, model.matrices->uncoupled_hamiltonian}
          : site_system(model);
  for (const ModelBath& bath : model.baths) {
    system.baths.push_back({bath.name,
                            bath.matrix ? *bath.matrix : bath_operator(model, bath),
                            {bath.spectral_density, bath.temperature}});
  }
  return system;
}

double& parameter(Model& model, std::string_view path) {
  if (double* found = find_parameter(model, path)) return *found;
  throw_unknown(model, path);
}

const double& parameter(const Model& model, std::string_view path) {
  if (const double* found = find_parameter(model, path)) return *found;
  throw_unknown(model, path);
}

std::vector<std::string> parameter_paths(const Model& model) {
  std::vector<std::string> paths;
  visit_parameters(model, [&](const std::string& name, const double&) { paths.push_back(name); });
  return paths;
}

}  // namespace quflux
