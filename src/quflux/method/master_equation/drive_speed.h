#pragma once

#include <functional>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/drive.h"
#include "quflux/model/drive_samples.h"

namespace quflux::inline master_equation {

/// How fast a drive changes H, |<a|dH/dt|b>|/(E_b - E_a)^2 of Eq. (55), where it is largest.
struct DriveSpeed {
  double number = 0;
  double time = 0;
  double splitting = 0;  ///< E_b - E_a there

  /// The generator follows H(t).
  bool is_slow() const { return number <= 0.1; }
};

/// The Hamiltonian whose states are followed, and its derivatives by what drives change.
struct FollowedHamiltonian {
  std::function<Matrix(const Instant& now)> at;
  std::function<Matrix(std::size_t drive, const Instant& now)> response;
};

/// By drive, among some times.
std::vector<DriveSpeed> drive_speeds(const std::vector<Drive>& drives,
                                     const std::vector<Instant>& times,
                                     const FollowedHamiltonian& hamiltonian);

/// "dH/dt is 0.2 of the square of the splitting 0.12 at t = 3".
std::string in_words(const DriveSpeed& speed);

/// What is to be known where drives are not slow; empty: all are.
std::string warning_of_speed(const std::vector<Drive>& drives,
                             const std::vector<DriveSpeed>& speeds);

}  // namespace quflux::inline master_equation
