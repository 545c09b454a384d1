#pragma once

#include <string>

#include "quflux/core/error.h"
#include "quflux/observable/observable.h"

/// The rows of the table of observables, and what they are made with.
namespace quflux::inline observable {

/// Calls visit(i) for the points of a tile that have an answer. Where that throws NoAnswer, the
/// point has none.
template <class Visit>
void for_answered(const AnsweredTile& tile, const Visit& visit) {
  for (std::size_t i = 0; i < tile.size(); ++i) {
    if (!tile.answer.answered(i)) continue;
    try {
      visit(i);
    } catch (const NoAnswer& error) {
      tile.answer.reasons[i] = error.what();
    }
  }
}

/// The same for the points that have a state, which is not unique where flows may still be.
template <class Visit>
void for_states(const AnsweredTile& tile, const Visit& visit) {
  for_answered(tile, [&](std::size_t i) {
    const std::vector<Matrix>& states = tile.answer.states;
    if (states.empty() || !std::isnan(states[i](0, 0).real())) visit(i);
  });
}

/// How many basis states a model has, which is the size of its density matrix.
inline std::size_t state_count(const Model& model) {
  return static_cast<std::size_t>(dimension(model));
}

/// The two arrays of complex numbers.
std::vector<OutputArray> complex_arrays(
    const std::string& name, const std::string& long_name, const std::string& units,
    const std::vector<std::pair<std::string, std::size_t>>& dimensions);

/// Writes complex numbers to the columns of complex_arrays().
template <class Derived>
void write_complex(const Eigen::DenseBase<Derived>& numbers, std::size_t point,
                   const std::vector<OutputColumn>& columns) {
  double* re = columns[0].at(point);
  double* im = columns[1].at(point);
  for (const Complex& z : numbers.derived().reshaped()) {
    *re++ = z.real();
    *im++ = z.imag();
  }
}

/// A number that follows from the density matrix.
ObservableKind number_of_state(const std::string& name, const std::string& help,
                               const std::string& long_name, const std::string& units,
                               double (*value)(const Matrix& state));

/// Why an equation has no correlations of a model; empty: it has.
std::string correlation_obstacle(const Model& model, const Equation& equation);

/// Throws NoAnswer where something that energy flows from has no temperature.
void require_temperatures(const Model& model, const std::string& name);

ObservableKind energy_flow_row();
ObservableKind specific_flow_row();
ObservableKind entropy_production_row();
ObservableKind energy_transferred_row();
ObservableKind work_row();
ObservableKind entropy_production_by_bath_row();
ObservableKind bare_entropy_production_by_bath_row();
ObservableKind switching_work_row();
ObservableKind bond_flow_row();
ObservableKind flow_spectrum_row();
ObservableKind bond_noise_row();
ObservableKind correlation_row();
ObservableKind flow_noise_row();
ObservableKind flow_third_cumulant_row();
ObservableKind fano_factor_row();
ObservableKind uncertainty_ratio_row();
ObservableKind flow_error_row();
ObservableKind flow_digits_row();
ObservableKind convergence_row();
ObservableKind hierarchy_size_row();
ObservableKind enlarged_size_row();
ObservableKind pointer_populations_row();
ObservableKind pointer_rates_row();

ObservableKind populations_row();
ObservableKind density_matrix_row();
ObservableKind energy_row();
ObservableKind entropy_row();
ObservableKind purity_row();
ObservableKind min_eigenvalue_row();
ObservableKind occupations_row();
ObservableKind expectation_row();

ObservableKind ergotropy_row();
ObservableKind l1_coherence_row();
ObservableKind concurrence_row();
ObservableKind mutual_information_row();
ObservableKind gibbs_distance_row();

ObservableKind eigenvalues_row();
ObservableKind moment_eigenvalues_row();
ObservableKind spectral_gap_row();
ObservableKind amplitude_eigenvalues_row();

}  // namespace quflux::inline observable
