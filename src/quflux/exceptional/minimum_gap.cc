#include "quflux/exceptional/minimum_gap.h"

#include <algorithm>
#include <array>
#include <limits>

#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

// Eigenvalues that are equal throughout leave no gap; fewer groups than there are different
// eigenvalues mean that two of those have met.
double gap_at(const UnitFamily& family, const FamilyTraits& traits, const UnitPoint& t) {
  const Vector values = eigenvalues_at(family, t);
  const auto groups = equal_groups(values);
  if (static_cast<Eigen::Index>(groups.size()) < traits.distinct) return 0;
  double gap = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      gap = std::min(gap, std::abs(values(groups[i].front()) - values(groups[j].front())));
    }
  }
  return gap;
}

}  // namespace

Gap minimum_gap(const UnitFamily& family, const FamilyTraits& traits, const Gap& start) {
  constexpr double kFirstStep = 0.05;
  constexpr double kLastStep = 1e-12;
  constexpr int kEvaluations = 2000;
  Gap best{gap_at(family, traits, start.at), start.at};
  double step = kFirstStep;
  for (int i = 0; i < kEvaluations && step > kLastStep && best.size > 0;) {
    bool moved = false;
    for (int direction = 0; direction < 2 * family.dimensions; ++direction, ++i) {
      UnitPoint t = best.at;
      t(direction / 2) += direction % 2 == 0 ? step : -step;
      t = t.cwiseMax(-family.extent).cwiseMin(family.extent);
      const double size = gap_at(family, traits, t);
      if (size < best.size) {
        best = {size, t};
        moved = true;
        break;
      }
    }
    if (!moved) step /= 2;
  }
  return best;
}

bool is_sharp(const UnitFamily& family, const FamilyTraits& traits, const Gap& gap) {
  constexpr double kAside = 1e-6;
  const UnitPoint aside = kAside * UnitPoint(1, family.dimensions == 1 ? 0 : 0.5);
  return std::ranges::any_of(std::array{-1.0, 1.0}, [&](double side) {
    const UnitPoint t = gap.at + side * aside;
    return (t.cwiseAbs() - family.extent).maxCoeff() <= 0 &&
           gap_at(family, traits, t) > 2 * gap.size;
  });
}

Complex closest_pair(const Vector& values) {
  double closest = std::numeric_limits<double>::infinity();
  Complex middle = 0;
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    for (Eigen::Index j = 0; j < i; ++j) {
      const double distance = std::abs(values(i) - values(j));
      if (distance < closest) {
        closest = distance;
        middle = (values(i) + values(j)) / 2.0;
      }
    }
  }
  return middle;
}

}  // namespace quflux::inline exceptional
