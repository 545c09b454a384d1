#include "quflux/model/model.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/space.h"

namespace quflux::inline model {

namespace {

// The numbers of a spectral density, whose path is `at`.
template <class Density, class Visitor>
void visit_density(Density& density, const std::string& at, const Visitor& visit) {
  std::visit(
      [&](auto& d) {
        if constexpr (requires { d.terms; }) {
          for (std::size_t k = 0; k < d.terms.size(); ++k) {
            visit_density(d.terms[k], at + "." + std::to_string(k), visit);
          }
        }
        if constexpr (requires { d.coefficient; }) visit(at + ".coefficient", d.coefficient);
        if constexpr (requires { d.coupling; }) {
          visit(at + ".coupling", d.coupling);
          visit(at + ".frequency", d.frequency);
          visit(at + ".width", d.width);
        }
        if constexpr (requires { d.exponent; }) {
          visit(at + ".exponent", d.exponent);
          if (d.cutoff) visit(at + ".cutoff", *d.cutoff);
        } else if constexpr (requires { d.cutoff; }) {
          visit(at + ".cutoff", d.cutoff);
        }
      },
      density);
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
            if constexpr (requires { kind.levels; }) visit(at + ".levels", kind.levels);
          }
        },
        site.kind);
  }
  for (auto& coupling : model.couplings) {
    visit("coupling." + coupling.name + ".strength", coupling.strength);
    if (coupling.phase) visit("coupling." + coupling.name + ".phase", *coupling.phase);
  }
  for (auto& term : model.terms) visit("term." + term.name + ".strength", term.strength);
  if (model.matrices) {
    for (auto& term : model.matrices->terms) {
      visit("term." + term.name + ".strength", term.strength);
    }
  }
  for (auto& bath : model.baths) {
    const std::string at = "bath." + bath.name;
    visit(at + ".temperature", bath.temperature);
    for (std::size_t k = 0; k < bath.weights.size(); ++k) {
      visit(at + ".weights." + std::to_string(k), bath.weights[k]);
    }
    visit_density(bath.spectral_density, at + ".spectral_density", visit);
  }
  for (auto& channel : model.lindblad) visit("lindblad." + channel.name + ".rate", channel.rate);
}

template <class ModelType>
auto* find_parameter(ModelType& model, std::string_view path) {
  decltype(&model.baths.front().temperature) found = nullptr;
  visit_parameters(model, [&](const std::string& name, auto& value) {
    if (name == path) found = &value;
  });
  return found;
}

// The dimension, or some number above the largest one.
Eigen::Index bounded_dimension(const Model& model) {
  Eigen::Index product = 1;
  if (model.matrices) product = model.matrices->hamiltonian.rows();
  for (const Site& site : model.sites) {
    // Both factors are bounded, so that the product cannot overflow.
    product *= std::min(level_count(site), kLargestDimension + 1);
    if (product > kLargestDimension) break;
  }
  return product;
}

[[noreturn]] void throw_unknown_path(const Model& model, std::string_view path) {
  throw Error(fmt::format("the model has no parameter '{}'{}", path,
                          did_you_mean(path, parameter_paths(model))));
}

}  // namespace

std::vector<std::string> coupled_sites(const Coupling& coupling) {
  std::vector<std::string> sites = coupling.sites;
  for (const SiteOperator& factor : coupling.operators) {
    if (std::ranges::find(sites, factor.site) == sites.end()) sites.push_back(factor.site);
  }
  return sites;
}

bool acts_on_one_site(const Coupling& coupling) {
  return !coupling.operators.empty() &&
         std::ranges::all_of(coupling.operators, [&](const SiteOperator& factor) {
           return factor.site == coupling.operators.front().site;
         });
}

bool has_phases(const Model& model) {
  return std::ranges::any_of(model.couplings,
                             [](const Coupling& c) { return c.phase.has_value(); });
}

std::vector<BathOperator> bath_operators(const ModelBath& bath) {
  std::vector<BathOperator> result;
  for (std::size_t k = 0; k < bath.sites.size(); ++k) {
    const std::string& own =
        bath.operators_of_sites.empty() ? bath.site_operator : bath.operators_of_sites[k];
    result.push_back({{bath.sites[k], own}, bath.weights.empty() ? 1 : bath.weights[k]});
  }
  return result;
}

bool couples_through_x(const ModelBath& bath) {
  return !bath.matrix && std::ranges::all_of(bath_operators(bath), [](const BathOperator& part) {
    return part.site_operator.name == "x";
  });
}

std::vector<std::string> flow_names(const Model& model) {
  std::vector<std::string> names;
  for (const ModelBath& bath : model.baths) names.push_back(bath.name);
  for (const Lindblad& channel : model.lindblad) names.push_back(channel.name);
  return names;
}

std::string dimension_obstacle(const Model& model) {
  return bounded_dimension(model) <= kLargestDimension
             ? ""
             : fmt::format("the Hilbert space has more than {} dimensions", kLargestDimension);
}

Eigen::Index dimension(const Model& model) {
  if (std::string obstacle = dimension_obstacle(model); !obstacle.empty()) throw Error(obstacle);
  return bounded_dimension(model);
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

HilbertSpace hilbert_space(const Model& model) {
  HilbertSpace result;
  for (const Site& site : model.sites) {
    result.dimensions.push_back(level_count(site));
  }
  return result;
}

namespace {

SparseMatrix identity(Eigen::Index d) {
  SparseMatrix result(d, d);
  result.setIdentity();
  return result;
}

SparseMatrix on_space(const Model& model, const SiteOperator& op, const std::string& where) {
  const std::size_t i = site_index(model, op.site, where);
  return sparse_embed(hilbert_space(model), static_cast<Eigen::Index>(i),
                      site_operator(model.sites[i], op.name));
}

}  // namespace

Matrix product_operator(const Model& model, const std::vector<SiteOperator>& factors) {
  return sparse_product_operator(model, factors);
}

SparseMatrix sparse_product_operator(const Model& model, const std::vector<SiteOperator>& factors) {
  const Eigen::Index d = dimension(model);
  SparseMatrix product = identity(d);
  for (const SiteOperator& factor : factors) {
    product = product * on_space(model, factor, "the operator '" + factor.name + "'");
  }
  const SparseMatrix adjoint = product.adjoint();
  const bool hermitian = product.isApprox(adjoint);
  SparseMatrix sum = hermitian ? product : SparseMatrix(product + adjoint);
  if (sum.norm() <= 1e-14 * product.norm()) {
    std::string text;
    for (const SiteOperator& factor : factors) {
      const bool composed = factor.name.find(' ') != std::string::npos;
      text += fmt::format("{}{}.{}{}{}", text.empty() ? "" : " ", factor.site, composed ? "(" : "",
                          factor.name, composed ? ")" : "");
    }
    throw Error(fmt::format("the product {} {}; nothing is left of it", text,
                            hermitian ? "is zero" : "cancels its adjoint"));
  }
  return sum;
}

SparseMatrix jump_operator(const Model& model, const Lindblad& channel) {
  if (channel.matrix) return channel.matrix->sparseView(1, 0);
  const std::string where = "lindblad '" + channel.name + "'";
  const Eigen::Index d = dimension(model);
  if (channel.operators.empty()) {
    SparseMatrix sum(d, d);
    for (const std::string& site : channel.sites) {
      sum += on_space(model, {site, channel.site_operator}, where);
    }
    return sum;
  }
  SparseMatrix product = identity(d);
  for (const SiteOperator& factor : channel.operators) {
    product = product * on_space(model, factor, where);
  }
  return product;
}

bool counts_levels(std::string_view path) {
  return path.starts_with("site.") && path.ends_with(".levels");
}

bool are_levels(double count) {
  return count == std::floor(count) && count >= 2 && count <= kLargestDimension;
}

double& parameter(Model& model, std::string_view path) {
  if (double* found = find_parameter(model, path)) return *found;
  throw_unknown_path(model, path);
}

const double& parameter(const Model& model, std::string_view path) {
  if (const double* found = find_parameter(model, path)) return *found;
  throw_unknown_path(model, path);
}

std::vector<std::pair<std::string, double>> parameters(const Model& model) {
  std::vector<std::pair<std::string, double>> result;
  visit_parameters(model, [&](const std::string& name, const double& value) {
    result.emplace_back(name, value);
  });
  return result;
}

std::vector<std::string> parameter_paths(const Model& model) {
  std::vector<std::string> paths;
  visit_parameters(model, [&](const std::string& name, const double&) { paths.push_back(name); });
  return paths;
}

}  // namespace quflux::inline model
