#include "quflux/model/system_builder.h"

#include <cmath>
#include <span>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/space.h"

namespace quflux::inline model {

namespace {

// The operator of a site, by its name, on the whole space.
SparseMatrix embedded(const Model& model, const SiteOperator& op, const std::string& where) {
  const std::size_t i = site_index(model, op.site, where);
  return sparse_embed(hilbert_space(model), static_cast<Eigen::Index>(i),
                      site_operator(model.sites[i], op.name));
}

// The same of a function of the site.
SparseMatrix embedded(const Model& model, const std::string& site, const std::string& where,
                      Matrix (*op)(const Site&)) {
  const std::size_t i = site_index(model, site, where);
  return sparse_embed(hilbert_space(model), static_cast<Eigen::Index>(i), op(model.sites[i]));
}

// a^+ b + h.c. and, of a coupling with a phase, i (a^+ b - h.c.): e^(i phase) a^+ b + h.c. is
// cos(phase) of the first plus sin(phase) of the second.
struct Quadratures {
  SparseMatrix in_phase;
  SparseMatrix quadrature;
};

Quadratures coupling_operators(const Model& model, const Coupling& coupling) {
  if (coupling.kind == CouplingKind::operators) {
    return {sparse_product_operator(model, coupling.operators), {}};
  }
  const std::string where = "coupling '" + coupling.name + "'";
  const std::string& first = coupling.sites.at(0);
  const std::string& second = coupling.sites.at(1);
  switch (coupling.kind) {
    case CouplingKind::exchange: {
      const SparseMatrix product = SparseMatrix(embedded(model, first, where, lowering).adjoint()) *
                                   embedded(model, second, where, lowering);
      const SparseMatrix adjoint = product.adjoint();
      return {product + adjoint,
              coupling.phase ? SparseMatrix(Complex(0, 1) * (product - adjoint)) : SparseMatrix()};
    }
    case CouplingKind::position: {
      const auto position = [](const Site& site) -> Matrix {
        const Matrix a = lowering(site);
        return a + a.adjoint();
      };
      return {embedded(model, first, where, position) * embedded(model, second, where, position),
              {}};
    }
    case CouplingKind::zz:
      return {embedded(model, {first, "sz"}, where) * embedded(model, {second, "sz"}, where), {}};
    case CouplingKind::operators:
      break;
  }
  throw Error("not a coupling");
}

// The part of S_j that lowers its sites; none where it is not a sum of x.
std::optional<Matrix> lowering_part(const Model& model, const ModelBath& bath) {
  if (!couples_through_x(bath)) return std::nullopt;
  const Eigen::Index d = dimension(model);
  SparseMatrix sum(d, d);
  for (const BathOperator& part : bath_operators(bath)) {
    sum += part.weight *
           embedded(model, part.site_operator.site, "bath '" + bath.name + "'", lowering);
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

template <class Part>
double finite_strength(const Part& part, const char* what) {
  require_finite(part.strength,
                 [&] { return fmt::format("the strength of {} '{}'", what, part.name); });
  return part.strength;
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
  add_sites(model);
  for (const Coupling& coupling : model.couplings) {
    const Quadratures operators = coupling_operators(model, coupling);
    couplings_.push_back({matrix_elements(operators.in_phase),
                          matrix_elements(operators.quadrature), acts_on_one_site(coupling)});
  }
  add_terms(model);
  add_baths(model);
}

void SystemBuilder::add_sites(const Model& model) {
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    sites_.emplace_back();
    Site unit = model.sites[i];
    for (double& number : numbers_of(unit)) number = 0;
    for (double& number : numbers_of(unit)) {
      number = 1;
      sites_.back().push_back(matrix_elements(sparse_embed(
          hilbert_space(model), static_cast<Eigen::Index>(i), site_hamiltonian(unit))));
      number = 0;
    }
  }
}

void SystemBuilder::add_terms(const Model& model) {
  for (const Term& term : model.terms) {
    terms_.push_back(
        matrix_elements(sparse_product_operator(model, {{term.site, term.site_operator}})));
  }
  if (!model.matrices) return;
  for (const MatrixTerm& term : model.matrices->terms) {
    terms_.push_back(matrix_elements(term.matrix));
  }
}

void SystemBuilder::add_baths(const Model& model) {
  for (const ModelBath& bath : model.baths) {
    system_.baths.push_back({bath.name,
                             bath.matrix ? *bath.matrix : Matrix(),
                             {bath.spectral_density, bath.temperature}});
    bath_operators_.emplace_back();
    for (const BathOperator& part : bath_operators(bath)) {
      bath_operators_.back().push_back(
          matrix_elements(embedded(model, part.site_operator, "bath '" + bath.name + "'")));
    }
    if (!bath.matrix) build_operator(model, system_.baths.size() - 1);
  }
  for (const Lindblad& channel : model.lindblad) {
    system_.lindblad.push_back({channel.name, jump_operator(model, channel), channel.rate});
  }
}

// S_j = sum_k weight_k S_jk.
void SystemBuilder::build_operator(const Model& model, std::size_t bath) {
  const std::vector<BathOperator> parts = bath_operators(model.baths[bath]);
  Matrix& sum = system_.baths[bath].coupling_operator;
  sum.setZero(system_.hamiltonian.rows(), system_.hamiltonian.rows());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    require_finite(parts[k].weight, [&] {
      return fmt::format("the weight {} of bath '{}'", k, model.baths[bath].name);
    });
    add(bath_operators_[bath][k], parts[k].weight, sum);
  }
  system_.baths[bath].lowering = lowering_part(model, model.baths[bath]);
}

// H_0 of the sites, with all that acts on one site alone, and H.
void SystemBuilder::build_hamiltonians(const Model& model) {
  Matrix& uncoupled = *system_.uncoupled_hamiltonian;
  uncoupled.setZero();
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    const std::span<const double> numbers = numbers_of(model.sites[i]);
    for (std::size_t k = 0; k < numbers.size(); ++k) add(sites_[i][k], numbers[k], uncoupled);
  }
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    add(terms_[k], finite_strength(model.terms[k], "term"), uncoupled);
  }
  const auto add_couplings = [&](bool one_site, Matrix& sum) {
    for (std::size_t k = 0; k < couplings_.size(); ++k) {
      if (couplings_[k].one_site != one_site) continue;
      const Coupling& coupling = model.couplings[k];
      const double strength = finite_strength(coupling, "coupling");
      const double phase = coupling.phase.value_or(0);
      require_finite(phase, [&] { return "the phase of coupling '" + coupling.name + "'"; });
      add(couplings_[k].in_phase, strength * std::cos(phase), sum);
      add(couplings_[k].quadrature, strength * std::sin(phase), sum);
    }
  };
  add_couplings(true, uncoupled);
  system_.hamiltonian = uncoupled;
  add_couplings(false, system_.hamiltonian);
}

void SystemBuilder::build_from_matrices(const MatrixModel& matrices) {
  if (matrices.terms.empty()) return;
  system_.hamiltonian = matrices.hamiltonian;
  system_.uncoupled_hamiltonian = matrices.uncoupled_hamiltonian;
  for (std::size_t k = 0; k < terms_.size(); ++k) {
    const MatrixTerm& term = matrices.terms[k];
    const double strength = finite_strength(term, "term");
    add(terms_[k], strength, system_.hamiltonian);
    if (term.uncoupled) add(terms_[k], strength, *system_.uncoupled_hamiltonian);
  }
}

const System& SystemBuilder::build(const Model& model) {
  model.matrices ? build_from_matrices(*model.matrices) : build_hamiltonians(model);
  for (std::size_t j = 0; j < system_.baths.size(); ++j) {
    if (!model.baths[j].weights.empty()) build_operator(model, j);
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
