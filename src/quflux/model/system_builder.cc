#include "quflux/model/system_builder.h"

#include <cmath>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/space.h"

namespace quflux::inline model {

namespace {

Matrix coupling_operator(const Model& model, const Coupling& coupling) {
  if (coupling.kind == CouplingKind::operators) {
    return product_operator(model, coupling.operators);
  }
  const HilbertSpace space = hilbert_space(model);
  const std::string where = "coupling '" + coupling.name + "'";
  const auto embedded = [&](std::size_t which, const auto& op) {
    const std::size_t i = site_index(model, coupling.sites.at(which), where);
    return embed(space, static_cast<Eigen::Index>(i), op(model.sites[i]));
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

Matrix bath_operator(const Model& model, const ModelBath& bath) {
  Matrix sum;
  for (const std::string& site : bath.sites) {
    const std::size_t i = site_index(model, site, "bath '" + bath.name + "'");
    const Matrix op = embed(hilbert_space(model), static_cast<Eigen::Index>(i),
                            site_operator(model.sites[i], bath.site_operator));
    sum = sum.size() == 0 ? op : Matrix(sum + op);
  }
  return sum;
}

// The part of S_j = sum x that lowers its sites; none where S_j is another operator or a site has
// no ladder.
std::optional<Matrix> lowering_part(const Model& model, const ModelBath& bath) {
  if (bath.matrix || bath.site_operator != "x") return std::nullopt;
  const Eigen::Index d = dimension(model);
  Matrix sum = Matrix::Zero(d, d);
  for (const std::string& site : bath.sites) {
    const std::size_t i = site_index(model, site, "bath '" + bath.name + "'");
    sum += embed(hilbert_space(model), static_cast<Eigen::Index>(i), lowering(model.sites[i]));
  }
  return sum;
}

// The numbers of a site in which its Hamiltonian is linear.
template <class SiteType>
auto numbers_of(SiteType& site) {
  return std::visit(
      [](auto& kind) {
        if constexpr (requires { kind.energies; }) {
          return std::span(kind.energies);
        } else {
          return std::span(&kind.frequency, 1);
        }
      },
      site.kind);
}

void add(std::span<const MatrixElement> elements, double factor, Matrix& sum) {
  for (const MatrixElement& e : elements) sum(e.row, e.column) += factor * e.value;
}

}  // namespace

SystemBuilder::SystemBuilder(const Model& model) {
  const Eigen::Index d = dimension(model);
  if (model.matrices) {
    system_.hamiltonian = model.matrices->hamiltonian;
    system_.uncoupled_hamiltonian = model.matrices->uncoupled_hamiltonian;
  } else {
    system_.hamiltonian = Matrix::Zero(d, d);
    system_.uncoupled_hamiltonian = Matrix::Zero(d, d);
  }
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    sites_.emplace_back();
    Site unit = model.sites[i];
    for (double& number : numbers_of(unit)) number = 0;
    for (double& number : numbers_of(unit)) {
      number = 1;
      sites_.back().push_back(matrix_elements(
          embed(hilbert_space(model), static_cast<Eigen::Index>(i), site_hamiltonian(unit))));
      number = 0;
    }
  }
  for (const Coupling& coupling : model.couplings) {
    couplings_.push_back(matrix_elements(coupling_operator(model, coupling)));
  }
  for (const ModelBath& bath : model.baths) {
    system_.baths.push_back({bath.name,
                             bath.matrix ? *bath.matrix : bath_operator(model, bath),
                             {bath.spectral_density, bath.temperature},
                             lowering_part(model, bath)});
  }
  for (const Lindblad& channel : model.lindblad) {
    system_.lindblad.push_back({channel.name, jump_operator(model, channel), channel.rate});
  }
}

const System& SystemBuilder::build(const Model& model) {
  if (!model.matrices) {
    system_.uncoupled_hamiltonian->setZero();
    for (std::size_t i = 0; i < sites_.size(); ++i) {
      const std::span<const double> numbers = numbers_of(model.sites[i]);
      for (std::size_t k = 0; k < numbers.size(); ++k) {
        add(sites_[i][k], numbers[k], *system_.uncoupled_hamiltonian);
      }
    }
    system_.hamiltonian = *system_.uncoupled_hamiltonian;
    for (std::size_t k = 0; k < couplings_.size(); ++k) {
      const Coupling& coupling = model.couplings[k];
      require_finite(coupling.strength,
                     [&] { return "the strength of coupling '" + coupling.name + "'"; });
      add(couplings_[k], coupling.strength, system_.hamiltonian);
    }
  }
  for (std::size_t j = 0; j < system_.baths.size(); ++j) {
    system_.baths[j].reservoir.temperature = model.baths[j].temperature;
    system_.baths[j].reservoir.spectral_density = model.baths[j].spectral_density;
  }
  for (std::size_t k = 0; k < system_.lindblad.size(); ++k) {
    system_.lindblad[k].rate = model.lindblad[k].rate;
  }
  return system_;
}

System to_system(const Model& model) { return SystemBuilder(model).build(model); }

}  // namespace quflux::inline model
