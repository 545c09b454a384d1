// The table of observables. A new one is a row here; the file of its kin makes the row.

#include "quflux/observable/rows.h"

namespace quflux::inline observable {

const ObservableTable& observables() {
  static const ObservableTable table{
      energy_flow_row(),
      specific_flow_row(),
      entropy_production_row(),
      populations_row(),
      density_matrix_row(),
      eigenvalues_row(),
      moment_eigenvalues_row(),
      spectral_gap_row(),
      purity_row(),
      min_eigenvalue_row(),
      expectation_row(),
      occupations_row(),
      bond_flow_row(),
      amplitude_eigenvalues_row(),
      flow_error_row(),
      ergotropy_row(),
      l1_coherence_row(),
      concurrence_row(),
      mutual_information_row(),
      gibbs_distance_row(),
      flow_digits_row(),
      convergence_row(),
      hierarchy_size_row(),
      enlarged_size_row(),
      energy_row(),
      entropy_row(),
      energy_transferred_row(),
      work_row(),
      entropy_production_by_bath_row(),
      bare_entropy_production_by_bath_row(),
      switching_work_row(),
      flow_spectrum_row(),
      bond_noise_row(),
      correlation_row(),
      flow_noise_row(),
      flow_third_cumulant_row(),
      fano_factor_row(),
      uncertainty_ratio_row(),
      pointer_populations_row(),
      pointer_rates_row(),
  };
  return table;
}

}  // namespace quflux::inline observable
