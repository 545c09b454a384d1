#pragma once

#include <functional>
#include <vector>

#include "quflux/model/drive_samples.h"
#include "quflux/model/system.h"

namespace quflux::inline master_equation {

/// The lowest frequency at which the baths of a system change the energy of that Hamiltonian.
double lowest_exchange(const System& system, const Matrix& hamiltonian);

/// That no drive of H or of a bath repeats faster than half of the lowest frequency of exchange
/// among some times; infinity: there is none. Channels with rates of their own have no frequency,
/// and are followed at any speed. Throws NoAnswer that names the drive.
void require_slow(const std::vector<Drive>& drives, const std::vector<Instant>& times,
                  const std::function<double(const Instant& now)>& lowest_exchange_at);

}  // namespace quflux::inline master_equation
