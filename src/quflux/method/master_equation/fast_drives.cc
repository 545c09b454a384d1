#include "quflux/method/master_equation/fast_drives.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <optional>

#include "quflux/core/error.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// Whether the number is not the same all the time.
bool moves(const DriveShape& shape, const std::vector<Stretch>& stretches) {
  // Where it has its own value, that is no other number of the shape but by chance.
  constexpr double kOwn = 0;
  const auto middle = [&](const Stretch& on) { return value_at(shape, kOwn, on.middle(), on); };
  return std::ranges::any_of(stretches, [&](const Stretch& on) {
    return !is_constant(shape, on) || middle(on) != middle(stretches.front());
  });
}

}  // namespace

double lowest_bath_frequency(const Generator& generator, const System& system) {
  constexpr double kNegligible = 1e-9;
  double lowest = std::numeric_limits<double>::infinity();
  const RealVector& e = generator.energies;
  const double same = 1e-9 * (e(e.size() - 1) - e(0));
  for (const SystemBath& bath : system.baths) {
    const RealMatrix elements = to_energy_basis(generator, bath.coupling_operator).cwiseAbs();
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

void require_slow(const std::vector<Drive>& drives, const std::vector<Stretch>& stretches,
                  double lowest, const std::function<bool(std::size_t)>& changes_energies) {
  for (std::size_t k = 0; k < drives.size(); ++k) {
    const std::optional<double> period = period_of(drives[k].shape);
    if (!period || !moves(drives[k].shape, stretches)) continue;
    const double frequency = 2 * std::numbers::pi / *period;
    if (2 * frequency <= lowest || !changes_energies(k)) continue;
    throw NoAnswer(fmt::format(
        "the drive '{}' has the angular frequency {:.4g}, and the baths exchange energy at {:.4g}; "
        "above half of that its quanta change the rates, which needs Floquet theory, and quflux "
        "follows H(t) adiabatically: its period must be {:.4g} at least",
        drives[k].name, frequency, lowest, 4 * std::numbers::pi / lowest));
  }
}

}  // namespace quflux::inline master_equation
