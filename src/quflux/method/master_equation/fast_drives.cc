#include "quflux/method/master_equation/fast_drives.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Whether the number is not the same all the time.
bool moves(const DriveShape& shape, const std::vector<Instant>& times) {
  // Where it has its own value, that is no other number of the shape but by chance.
  constexpr double kOwn = 0;
  const auto at = [&](const Instant& now) { return value_at(shape, kOwn, now); };
  return std::ranges::any_of(times, [&](const Instant& now) {
    return !is_constant(shape, now.on) || at(now) != at(times.front());
  });
}

// The drives that must be slow, by their place.
std::vector<std::size_t> judged(const std::vector<Drive>& drives,
                                const std::vector<Instant>& times) {
  std::vector<std::size_t> result;
  for (std::size_t k = 0; k < drives.size(); ++k) {
    if (!period_of(drives[k].shape) || drives[k].path.starts_with("lindblad.")) continue;
    if (moves(drives[k].shape, times)) result.push_back(k);
  }
  return result;
}

}  // namespace

double lowest_exchange(const System& system, const Matrix& hamiltonian) {
  constexpr double kNegligible = 1e-9;
  const Eigen::SelfAdjointEigenSolver<Matrix> states(hamiltonian);
  const RealVector& e = states.eigenvalues();
  const double same = kNegligible * (e(e.size() - 1) - e(0));
  double lowest = std::numeric_limits<double>::infinity();
  for (const SystemBath& bath : system.baths) {
    const RealMatrix elements =
        (states.eigenvectors().adjoint() * bath.coupling_operator * states.eigenvectors())
            .cwiseAbs();
    const double largest = elements.maxCoeff();
    for (Index b = 0; b < e.size(); ++b) {
      for (Index a = 0; a < b; ++a) {
        const double w = e(b) - e(a);
        if (elements(a, b) > kNegligible * largest && w > same) lowest = std::min(lowest, w);
      }
    }
  }
  return lowest;
}

void require_slow(const std::vector<Drive>& drives, const std::vector<Instant>& times,
                  const std::function<double(const Instant& now)>& lowest_exchange_at) {
  const std::vector<std::size_t> which = judged(drives, times);
  if (which.empty()) return;
  std::vector<double> exchanges;
  for (const Instant& now : times) {
    throw_if_stopped();
    exchanges.push_back(lowest_exchange_at(now));
  }
  const auto [lowest, when] = lowest_between(times, exchanges, lowest_exchange_at);
  for (const std::size_t k : which) {
    const double frequency = 2 * std::numbers::pi / *period_of(drives[k].shape);
    if (2 * frequency <= lowest) continue;
    throw NoAnswer(fmt::format(
        "the drive '{}' has the angular frequency {:.4g}, and the baths exchange energy at {:.4g} "
        "(at t = {:.4g}); above half of that its quanta change the rates, which needs Floquet "
        "theory, and quflux follows the model adiabatically: its period must be {:.4g} at least",
        drives[k].name, frequency, lowest, when.time(), 4 * std::numbers::pi / lowest));
  }
}

}  // namespace quflux::inline master_equation
