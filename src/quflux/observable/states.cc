#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/observable/quantum_information.h"
#include "quflux/observable/rows.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline observable {

namespace {

bool counts_quanta(const Site& site) {
  return std::holds_alternative<TwoLevel>(site.kind) ||
         std::holds_alternative<Oscillator>(site.kind);
}

bool all_count_quanta(const Model& model) {
  return !model.sites.empty() && std::ranges::all_of(model.sites, counts_quanta);
}

}  // namespace

std::vector<OutputArray> complex_arrays(
    const std::string& name, const std::string& long_name, const std::string& units,
    const std::vector<std::pair<std::string, std::size_t>>& dimensions) {
  return {{name + "_re", long_name + ", real part", units, dimensions},
          {name + "_im", long_name + ", imaginary part", units, dimensions}};
}

ObservableKind number_of_state(const std::string& name, const std::string& help,
                               const std::string& long_name, const std::string& units,
                               double (*value)(const Matrix& state)) {
  return {.name = name,
          .help = help,
          .bind = [name, long_name, units, value](const Model&, const Observable&) {
            return BoundObservable{.arrays = {{name, long_name, units, {}}},
                                   .needs = {Quantity::states},
                                   .evaluate = [value](const AnsweredTile& tile,
                                                       const std::vector<OutputColumn>& out) {
                                     for_states(tile, [&](std::size_t i) {
                                       *out[0].at(i) = value(tile.answer.states[i]);
                                     });
                                   }};
          }};
}

ObservableKind populations_row() {
  return {.name = "populations",
          .help = "of the basis states",
          .bind = [](const Model& model, const Observable&) {
            return BoundObservable{
                .arrays = {{"populations",
                            "populations of the basis states",
                            "1",
                            {{"state", state_count(model)}}}},
                .needs = {Quantity::states},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_states(tile, [&](std::size_t i) {
                    const RealVector p = tile.answer.states[i].diagonal().real();
                    std::ranges::copy(p, out[0].at(i));
                  });
                }};
          }};
}

ObservableKind density_matrix_row() {
  return {
      .name = "density_matrix",
      .help = "real and imaginary part",
      .bind = [](const Model& model, const Observable&) {
        return BoundObservable{
            .arrays = complex_arrays("density_matrix", "density matrix", "1",
                                     {{"ket", state_count(model)}, {"bra", state_count(model)}}),
            .needs = {Quantity::states},
            .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for_states(tile, [&](std::size_t i) {
                write_complex(tile.answer.states[i].transpose(), i, out);  // row by row
              });
            }};
      }};
}

ObservableKind energy_row() {
  return {.name = "energy", .help = "Tr(H rho)", .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"energy", "energy of the system", "energy", {}}},
                .needs = {Quantity::states, Quantity::hamiltonians},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_states(tile, [&](std::size_t i) {
                    const Matrix& h = tile.answer.hamiltonians[i];
                    *out[0].at(i) = h.cwiseProduct(tile.answer.states[i].conjugate()).sum().real();
                  });
                }};
          }};
}

ObservableKind entropy_row() {
  return number_of_state("entropy", "-Tr(rho ln rho), in nats", "entropy of the state", "1",
                         entropy);
}

ObservableKind purity_row() {
  return number_of_state("purity", "Tr rho^2", "Tr rho^2", "1", purity);
}

ObservableKind min_eigenvalue_row() {
  return number_of_state("min_eigenvalue",
                         "of rho: below zero where an equation fails to be positive",
                         "smallest eigenvalue of the density matrix", "1", min_eigenvalue);
}

ObservableKind occupations_row() {
  return {
      .name = "occupations",
      .help = "mean quanta of each site",
      .bind = [](const Model& model, const Observable&) {
        if (!all_count_quanta(model)) {
          throw NoAnswer(
              "occupations need two-level systems or oscillators; use expectation for others");
        }
        const std::size_t sites = model.sites.size();
        return BoundObservable{
            .arrays = {{"occupations", "mean quanta of the sites", "1", {{"site", sites}}}},
            .needs = {Quantity::occupations},
            .evaluate = [sites](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for_answered(tile, [&](std::size_t i) {
                std::copy_n(tile.answer.occupations.data() + i * sites, sites, out[0].at(i));
              });
            }};
      }};
}

ObservableKind expectation_row() {
  return {.name = "expectation",
          .help = "of a product of site operators, plus its adjoint unless it is Hermitian",
          .arguments = {{"name", ArgumentKey::Kind::identifier, "", "\"n\""},
                        {"operators", ArgumentKey::Kind::operators, "an operator", "[\"SITE.n\"]"}},
          .bind = [](const Model& model, const Observable& observable) {
            const auto& name = observable.argument<std::string>("name");
            const auto& factors = observable.argument<std::vector<SiteOperator>>("operators");
            BoundObservable bound{
                .arrays = {{observable.array_name(), "expectation value of " + name, "1", {}}},
                .needs = {},
                .evaluate = {}};
            // <n> of a site is the one expectation value that moments give.
            if (factors.size() == 1 && factors.front().name == "n" && all_count_quanta(model)) {
              const std::size_t site = site_index(model, factors.front().site, "an output");
              const std::size_t sites = model.sites.size();
              bound.needs = {Quantity::occupations};
              bound.evaluate = [site, sites](const AnsweredTile& tile,
                                             const std::vector<OutputColumn>& out) {
                for_answered(tile, [&](std::size_t i) {
                  *out[0].at(i) = tile.answer.occupations[i * sites + site];
                });
              };
            } else {
              bound.needs = {Quantity::states};
              bound.evaluate = [op = product_operator(model, factors)](
                                   const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                for_states(tile, [&](std::size_t i) {
                  *out[0].at(i) = (op * tile.answer.states[i]).trace().real();
                });
              };
            }
            return bound;
          }};
}

}  // namespace quflux::inline observable
