#include "quflux/method/master_equation/drive_speed.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/core/stop.h"
#include "quflux/model/drive_samples.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/road/answer.h"

namespace quflux::inline master_equation {

namespace {

using Eigen::Index;

// The largest of |<a|V|b>|/(E_b - E_a)^2 that exceeds `worst`.
void compare(const Eigen::SelfAdjointEigenSolver<Matrix>& states, const Matrix& change, double time,
             DriveSpeed& worst) {
  constexpr double kRounding = 1e-14;
  const RealVector& e = states.eigenvalues();
  const RealMatrix elements =
      (states.eigenvectors().adjoint() * change * states.eigenvectors()).cwiseAbs();
  const double range = e(e.size() - 1) - e(0);
  // Of equal energies dH/dt itself chooses the states, and mixes none of them.
  const double same = 1e-9 * range;
  for (Index b = 0; b < e.size(); ++b) {
    for (Index a = 0; a < b; ++a) {
      const double splitting = e(b) - e(a);
      if (splitting <= same) continue;
      // States this close are known to so much.
      const double rounding = kRounding * std::max(1.0, range / splitting);
      if (!(elements(a, b) > rounding * elements.maxCoeff())) continue;
      const double number = elements(a, b) / (splitting * splitting);
      if (number > worst.number) worst = {number, time, splitting};
    }
  }
}

}  // namespace

std::vector<DriveSpeed> drive_speeds(const std::vector<Drive>& drives,
                                     const std::vector<Instant>& times,
                                     const FollowedHamiltonian& hamiltonian) {
  std::vector<DriveSpeed> result(drives.size());
  // At one time, into the worst of a drive; `states` are found once for all of them.
  using States = std::optional<Eigen::SelfAdjointEigenSolver<Matrix>>;
  const auto speed = [&](std::size_t k, const Instant& now, States& states) {
    const double slope = slope_at(drives[k].shape, now);
    if (slope == 0) return 0.0;
    const Matrix change = slope * hamiltonian.response(k, now);
    if (change.isZero(0)) return 0.0;
    if (!states) states.emplace(hamiltonian.at(now));
    DriveSpeed here;
    compare(*states, change, now.time(), here);
    if (here.number > result[k].number) result[k] = here;
    return here.number;
  };
  std::vector<std::vector<double>> slowness(drives.size());
  for (const Instant& now : times) {
    throw_if_stopped();
    States states;
    for (std::size_t k = 0; k < drives.size(); ++k) slowness[k].push_back(-speed(k, now, states));
  }
  for (std::size_t k = 0; k < drives.size(); ++k) {
    if (times.empty()) continue;
    lowest_between(times, slowness[k], [&](const Instant& now) {
      States states;
      return -speed(k, now, states);
    });
  }
  return result;
}

std::string in_words(const DriveSpeed& speed) {
  return fmt::format("dH/dt is {:.3g} of the square of the splitting {:.4g} at t = {:.6g}",
                     speed.number, speed.splitting, speed.time);
}

std::string warning_of_speed(const std::vector<Drive>& drives,
                             const std::vector<DriveSpeed>& speeds) {
  std::string warning;
  for (std::size_t k = 0; k < speeds.size(); ++k) {
    if (speeds[k].is_slow()) continue;
    add_remark(warning, fmt::format("the drive '{}' is not slow: {}, and the generator follows "
                                    "H(t) adiabatically",
                                    drives[k].name, in_words(speeds[k])));
  }
  return warning;
}

}  // namespace quflux::inline master_equation
