#include "quflux/exceptional/discriminant_zeros.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "quflux/exceptional/eigensystem.h"

namespace quflux {

namespace {

// The phase of the discriminant of the distinct eigenvalues: the closest ones are merged until
// that many are left.
double phase(const UnitFamily& family, const UnitPoint& t, Eigen::Index distinct) {
  const Vector all = eigenvalues_of(family.matrix(t));
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
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) sum += 2 * std::arg(values[i] - values[j]);
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

  // The change of the phase from a to b, halved until both halves are small.
  double change(const UnitPoint& a, double phase_a, const UnitPoint& b, double phase_b, int depth) {
    constexpr double kSmall = 0.8;  // radians
    constexpr int kDepth = 30;
    const UnitPoint middle = (a + b) / 2;
    const double phase_middle = phase(family, middle, distinct);
    const double first = difference(phase_middle, phase_a);
    const double second = difference(phase_b, phase_middle);
    if (std::abs(first) < kSmall && std::abs(second) < kSmall) return first + second;
    if (depth == kDepth || failed) {
      failed = true;
      return 0;
    }
    return change(a, phase_a, middle, phase_middle, depth + 1) +
           change(middle, phase_middle, b, phase_b, depth + 1);
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
    UnitPoint a = from;
    double phase_a = phase(family, a, distinct);
    for (int i = 1; i <= kPieces; ++i) {
      const UnitPoint b = from + i * step;
      const double phase_b = phase(family, b, distinct);
      total += turner.change(a, phase_a, b, phase_b, 0);
      a = b;
      phase_a = phase_b;
    }
  }
  if (turner.failed) return std::nullopt;
  return static_cast<int>(std::lround(total / (2 * std::numbers::pi)));
}

}  // namespace quflux
