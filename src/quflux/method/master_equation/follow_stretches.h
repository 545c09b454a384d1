#pragma once

#include <algorithm>
#include <vector>

#include "quflux/method/master_equation/driven_steps.h"

namespace quflux::inline master_equation {

// A motion along drives has steps(), energy(y, instant), follow(y, since, stretch), state(y), the
// part of y whose error is told, and has_slopes(). The last number of y is the work.

/// Calls visit(k, instant, y) at the k-th of all times.
template <class Motion, class Visit>
void walk_stretches(Motion& motion, Vector y, const std::vector<double>& times,
                    const Visit& visit) {
  const std::vector<Stretch>& pieces = motion.steps().stretches();
  std::size_t next = 0;
  for (std::size_t piece = 0; piece < pieces.size(); ++piece) {
    const Stretch& on = pieces[piece];
    // Where numbers jump, so does the energy, by the work that it takes.
    if (piece > 0) {
      const Stretch& before = pieces[piece - 1];
      const double after = motion.energy(y, Instant{on});
      y(y.size() - 1) += after - motion.energy(y, Instant{before, before.length()});
    }
    const bool last = piece + 1 == pieces.size();
    std::vector<double> since;
    while (next < times.size() && (last || times[next] < on.end - kSameTime * times.back())) {
      since.push_back(std::max(0.0, times[next++] - on.begin));
    }
    const std::size_t count = since.size();
    if (!last) since.push_back(on.length());
    const Matrix states = motion.follow(y, since, on);
    for (std::size_t k = 0; k < count; ++k) {
      visit(next - count + k, Instant{on, since[k]}, states.col(static_cast<Eigen::Index>(k)));
    }
    if (!last) y = states.rightCols(1);
  }
}

/// Calls visit(k, instant, y, error) at the k-th of all times. Functions are looked at in
/// steps, and in steps of half the length: what parts the two is told.
template <class Motion, class Visit>
void follow_stretches(Motion& motion, const Vector& start, const std::vector<double>& times,
                      const Visit& visit) {
  std::vector<Vector> in_whole_steps;
  if (!motion.has_slopes()) {
    walk_stretches(motion, start, times, [&](std::size_t, const Instant&, const Vector& y) {
      in_whole_steps.emplace_back(motion.state(y));
    });
    motion.steps().halve();
  }
  walk_stretches(motion, start, times, [&](std::size_t k, const Instant& now, const Vector& y) {
    double error = motion.steps().error();
    if (!in_whole_steps.empty()) {
      error += (motion.state(y) - in_whole_steps[k]).cwiseAbs().maxCoeff();
    }
    visit(k, now, y, error);
  });
}

}  // namespace quflux::inline master_equation
