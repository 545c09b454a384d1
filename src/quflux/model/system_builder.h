#pragma once

#include <vector>

#include "quflux/core/matrix_element.h"
#include "quflux/model/model.h"
#include "quflux/model/system.h"

namespace quflux::inline model {

/// to_system() of one model again and again while its numbers change, as in a sweep: operators are
/// made once, the rest is written into the same memory.
class SystemBuilder {
 public:
  /// Throws Error when a name is unknown or the model is not allowed.
  explicit SystemBuilder(const Model& model);

  /// The system of the same model with other numbers. Valid until the next call. Throws Error when
  /// a coupling, a phase, a term or a weight is not finite.
  const System& build(const Model& model);

 private:
  using Operator = std::vector<MatrixElement>;

  // With its phase, strength (cos(phase) in_phase + sin(phase) quadrature).
  struct CouplingOperators {
    Operator in_phase;
    Operator quadrature;
    bool one_site;
  };

  void add_sites(const Model& model);
  void add_terms(const Model& model);
  void add_baths(const Model& model);
  void build_hamiltonians(const Model& model);
  void build_from_matrices(const MatrixModel& matrices);
  void build_operator(const Model& model, std::size_t bath);

  // The Hamiltonian is linear in the numbers of the model: an operator for each.
  std::vector<std::vector<Operator>> sites_;  // for the frequency or the energies of each site
  std::vector<CouplingOperators> couplings_;
  std::vector<Operator> terms_;                        // of sites or of matrices
  std::vector<std::vector<Operator>> bath_operators_;  // for each weight of each bath
  System system_;
};

}  // namespace quflux::inline model
