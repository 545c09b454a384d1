#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <random>

#include "bench/large_array.h"
#include "quflux/method/pair/pair_batch.h"

namespace quflux::bench {

/// Points of a batch: a million, or in the smoke run a handful.
inline std::size_t points = 1'000'000;

/// A pair of atoms for every point, all seven parameters drawn at random: modes of 0.7 to 1.3,
/// couplings of 0 to 0.5, temperatures of 0.1 to 3, coefficients of 0.001 to 0.1.
struct RandomPairs {
  explicit RandomPairs(std::size_t size) {
    std::mt19937_64 random(1);
    const std::array<std::array<double, 2>, 7> ranges{
        {{0.7, 1.3}, {0.7, 1.3}, {0, 0.5}, {0.1, 3}, {0.1, 3}, {0.001, 0.1}, {0.001, 0.1}}};
    for (std::size_t c = 0; c < ranges.size(); ++c) {
      std::uniform_real_distribution<double> in(ranges[c][0], ranges[c][1]);
      columns[c].resize(size);
      std::ranges::generate(columns[c], [&] { return in(random); });
    }
  }

  PairBatch batch() const {
    return {columns[0].size(), columns[0], columns[1], columns[2], columns[3],
            columns[4],        columns[5], columns[6], {},         {}};
  }

  std::array<LargeArray, 7> columns;
};

/// The same points for every benchmark.
inline const RandomPairs& random_pairs() {
  static const RandomPairs pairs(points);
  return pairs;
}

}  // namespace quflux::bench
