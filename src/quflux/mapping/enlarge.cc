#include <algorithm>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/mapping/coupled_share.h"
#include "quflux/mapping/reaction_coordinate.h"

namespace quflux::inline mapping {

namespace {

using Eigen::Index;

// A name that nothing among `parts` has.
template <class Part>
std::string new_name(std::string name, const std::vector<Part>& parts) {
  while (std::ranges::find(parts, name, &Part::name) != parts.end()) name += "_";
  return name;
}

std::string numbered(const std::string& name, std::size_t k, std::size_t count) {
  return count == 1 ? name : fmt::format("{}_{}", name, k + 1);
}

double dimension_of(const Model& model, const std::vector<Index>& levels) {
  double d = 1;
  if (model.matrices) d = static_cast<double>(model.matrices->hamiltonian.rows());
  for (const Site& site : model.sites) d *= static_cast<double>(level_count(site));
  for (const Index count : levels) d *= static_cast<double>(count);
  return d;
}

bool all_are_oscillators(const Model& model) {
  return !model.sites.empty() && std::ranges::all_of(model.sites, [](const Site& site) {
    return std::holds_alternative<Oscillator>(site.kind);
  });
}

void require_dimension(const Model& model, const std::vector<Index>& levels) {
  // Networks of oscillators have no levels.
  if (all_are_oscillators(model)) return;
  const double d = dimension_of(model, levels);
  if (d <= static_cast<double>(kLargestDimension)) return;
  throw NoAnswer(fmt::format(
      "with its reaction coordinates the Hilbert space has the dimension {:.4g}; it may have {}", d,
      kLargestDimension));
}

// lambda S x as couplings of the sites that S acts on.
void couple(const ModelBath& bath, const ReactionCoordinate& coordinate, const std::string& site,
            Model& model) {
  const std::vector<BathOperator> parts = bath_operators(bath);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const SiteOperator& part = parts[k].site_operator;
    Coupling coupling{
        .name = new_name(numbered(site, k, parts.size()), model.couplings),
        .kind = CouplingKind::operators,
        .sites = {},
        .operators = {},
        .strength = coordinate.coupling * parts[k].weight * coupled_share(model, part)};
    if (part.name == "x") {
      coupling.kind = CouplingKind::position;
      coupling.sites = {part.site, site};
    } else {
      coupling.operators = {part, {site, "x"}};
    }
    model.couplings.push_back(std::move(coupling));
  }
}

void add_to_sites(const ModelBath& bath, const ReactionCoordinate& coordinate,
                  const std::string& name, Index levels, Model& model) {
  const std::string site = new_name(name, model.sites);
  model.sites.push_back({site, Oscillator{coordinate.frequency, static_cast<double>(levels)}});
  couple(bath, coordinate, site, model);
  model.baths.push_back({.name = {},
                         .sites = {site},
                         .temperature = bath.temperature,
                         .spectral_density = coordinate.residual});
}

// The same where all is matrices: those that are there are enlarged by the mode's levels.
void add_to_matrices(const ModelBath& bath, const ReactionCoordinate& coordinate,
                     const std::string& name, Index levels, Model& model) {
  const Matrix one = Matrix::Identity(levels, levels);
  MatrixModel& matrices = *model.matrices;
  const Index before = matrices.hamiltonian.rows();
  // S acts on the model as it was, the first factor.
  const Matrix s = kron(
      *bath.matrix, Matrix::Identity(before / bath.matrix->rows(), before / bath.matrix->rows()));
  const auto enlarged = [&](Matrix& matrix) { matrix = kron(matrix, one); };
  enlarged(matrices.hamiltonian);
  if (matrices.uncoupled_hamiltonian) enlarged(*matrices.uncoupled_hamiltonian);
  for (MatrixTerm& term : matrices.terms) enlarged(term.matrix);
  for (Lindblad& channel : model.lindblad) enlarged(*channel.matrix);
  for (ModelBath& other : model.baths) enlarged(*other.matrix);
  const Matrix own = Matrix::Identity(before, before);
  matrices.terms.push_back({new_name(name, matrices.terms), kron(own, number(levels)),
                            coordinate.frequency, matrices.uncoupled_hamiltonian.has_value()});
  matrices.terms.push_back({new_name(name + "_coupling", matrices.terms), kron(s, position(levels)),
                            coordinate.coupling});
  model.baths.push_back({.name = {},
                         .sites = {},
                         .matrix = kron(own, position(levels)),
                         .temperature = bath.temperature,
                         .spectral_density = coordinate.residual});
}

}  // namespace

EnlargedModel enlarge(const Model& model, const CoordinatesOfBaths& coordinates,
                      const std::vector<Index>& levels) {
  require_dimension(model, levels);
  EnlargedModel result{model, {}};
  Model& enlarged = result.model;
  enlarged.baths.clear();
  auto count = levels.begin();
  for (std::size_t j = 0; j < model.baths.size(); ++j) {
    const ModelBath& bath = model.baths[j];
    for (std::size_t k = 0; k < coordinates[j].size(); ++k) {
      const std::string name = numbered(bath.name + "_coordinate", k, coordinates[j].size());
      model.matrices ? add_to_matrices(bath, coordinates[j][k], name, *count++, enlarged)
                     : add_to_sites(bath, coordinates[j][k], name, *count++, enlarged);
      const std::string own = numbered(bath.name, k, coordinates[j].size());
      enlarged.baths.back().name = own;
      result.bath_of.push_back(j);
    }
  }
  // A number behind one name may be another bath's name.
  for (std::size_t j = 0; j < enlarged.baths.size(); ++j) {
    auto& baths = enlarged.baths;
    while (std::ranges::count(baths, baths[j].name, &ModelBath::name) > 1 ||
           std::ranges::find(enlarged.lindblad, baths[j].name, &Lindblad::name) !=
               enlarged.lindblad.end()) {
      baths[j].name += "_";
    }
  }
  return result;
}

}  // namespace quflux::inline mapping
