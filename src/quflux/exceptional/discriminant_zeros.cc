#include "quflux/exceptional/discriminant_zeros.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

// log D of the discriminant D of the distinct eigenvalues, up to a multiple of 2 pi i: the closest
// ones are merged until that many are left.
Complex log_discriminant(const UnitFamily& family, const UnitPoint& t, Eigen::Index distinct) {
  const Vector all = eigenvalues_at(family, t);
  std::vector<Complex> values(all.begin(), all.end());
  while (static_cast<Eigen::Index>(values.size()) > distinct) {
    std::size_t drop = 0;
    double closest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (std::abs(values[i] - values[j]) < closest) {
          closest = std::abs(values[i] - values[j]);
          drop = i;
        }
      }
    }
    values.erase(values.begin() + static_cast<std::ptrdiff_t>(drop));
  }
  Complex sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) sum += 2.0 * std::log(values[i] - values[j]);
  }
  return sum;
}

double difference(double to, double from) {
  return std::remainder(to - from, 2 * std::numbers::pi);
}

struct Turner {
  const UnitFamily& family;
  Eigen::Index distinct;
  bool failed = false;

  struct Sample {
    UnitPoint at;
    double phase;
    double rate;  // |D'/D|
  };

  Sample sample(const UnitPoint& t) const {
    constexpr double kAside = 1e-6;
    const Complex here = log_discriminant(family, t, distinct);
    const UnitPoint inwards(t(0) > 0 ? -kAside : kAside, 0);
    const Complex aside = log_discriminant(family, t + inwards, distinct);
    const Complex change(aside.real() - here.real(), difference(aside.imag(), here.imag()));
    return {t, here.imag(), std::abs(change) / kAside};
  }

  // The change of the phase from a to b, halved until both halves are small. The phase alone does
  // not show how often it went round: a zero of order m next to the path turns it by m pi. D'/D,
  // about m over the distance from the zero, is large then.
  double change(const Sample& a, const Sample& b, int depth) {
    constexpr double kSmall = 0.8;  // radians
    constexpr double kSmallRate = 1;
    constexpr int kDepth = 30;
    const Sample middle = sample((a.at + b.at) / 2);
    const double first = difference(middle.phase, a.phase);
    const double second = difference(b.phase, middle.phase);
    const double half = (b.at - a.at).norm() / 2;
    const double rate = half * std::max({a.rate, middle.rate, b.rate});
    if (std::abs(first) < kSmall && std::abs(second) < kSmall && rate < kSmallRate) {
      return first + second;
    }
    if (depth == kDepth || failed) {
      failed = true;
      return 0;
    }
    return change(a, middle, depth + 1) + change(middle, b, depth + 1);
  }
};

}  // namespace

std::optional<int> discriminant_zeros(const UnitFamily& family, Eigen::Index distinct) {
  const double x = family.extent(0);
  const double y = family.extent(1);
  const std::array<UnitPoint, 4> corners{UnitPoint(-x, -y), UnitPoint(x, -y), UnitPoint(x, y),
                                         UnitPoint(-x, y)};
  constexpr int kPieces = 16;  // of a side, to begin with
  Turner turner{family, distinct};
  double total = 0;
  for (std::size_t side = 0; side < 4; ++side) {
    const UnitPoint& from = corners[side];
    const UnitPoint step = (corners[(side + 1) % 4] - from) / kPieces;
    Turner::Sample a = turner.sample(from);
    for (int i = 1; i <= kPieces; ++i) {
      const Turner::Sample b = turner.sample(from + i * step);
      total += turner.change(a, b, 0);
      a = b;
    }
  }
  if (turner.failed) return std::nullopt;
  return static_cast<int>(std::lround(total / (2 * std::numbers::pi)));
}

}  // namespace quflux::inline exceptional
