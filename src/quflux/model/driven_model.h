#pragma once

#include <vector>

#include "quflux/model/driven_numbers.h"
#include "quflux/model/system_builder.h"

namespace quflux::inline model {

/// H of a system, or what it is without the couplings between the sites.
using HamiltonianOf = const Matrix& (*)(const System& system);
inline const Matrix& whole_hamiltonian(const System& system) { return system.hamiltonian; }
inline const Matrix& uncoupled_hamiltonian(const System& system) {
  return *system.uncoupled_hamiltonian;
}

/// A model with drives at one time after the other.
class DrivenModel {
 public:
  /// The drives must outlive it.
  DrivenModel(const Model& model, const std::vector<Drive>& drives);
  DrivenModel(const DrivenModel&) = delete;
  DrivenModel& operator=(const DrivenModel&) = delete;

  const Model& model_at(const Instant& now);
  /// The same as a system, valid until the next call. Throws NoAnswer that names the time.
  const System& at(const Instant& now);

  /// dH/d lambda of the number that a drive changes; zero where it is none of H.
  Matrix response(std::size_t drive, const Instant& now,
                  HamiltonianOf hamiltonian = whole_hamiltonian);
  /// dH/dt.
  Matrix slope(const Instant& now);

  const std::vector<Drive>& drives() const { return drives_; }
  /// Whether the work follows from the slopes.
  bool has_slopes() const { return have_slopes(drives_); }

 private:
  Model model_;
  const std::vector<Drive>& drives_;
  DrivenNumbers numbers_;
  SystemBuilder systems_;
};

}  // namespace quflux::inline model
