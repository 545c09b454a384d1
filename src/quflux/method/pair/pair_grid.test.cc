#include "quflux/method/pair/pair_grid.h"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace quflux::inline pair {
namespace {

// A grid whose columns vary along some of its axes, and the numbers of all its points.
struct RandomGrid {
  PairGrid grid;
  std::array<std::vector<double>, 7> numbers;

  // Bit `axis` of varies[c] tells whether column c depends on that axis.
  RandomGrid(const std::vector<std::size_t>& shape, const std::array<unsigned, 7>& varies) {
    constexpr std::array<double, 7> kFirst{1.0, 0.9, 0.01, 0.01, 0.02, 0.3, 0.5};
    grid.shape = shape;
    for (std::size_t c = 0; c < 7; ++c) {
      std::ptrdiff_t step = 1;
      std::vector<std::ptrdiff_t> strides(shape.size(), 0);
      for (std::size_t axis = shape.size(); axis-- > 0;) {
        if ((varies[c] >> axis & 1U) == 0) continue;
        strides[axis] = step;
        step *= static_cast<std::ptrdiff_t>(shape[axis]);
      }
      numbers[c].resize(static_cast<std::size_t>(step));
      for (std::size_t i = 0; i < numbers[c].size(); ++i) {
        numbers[c][i] = kFirst[c] * (1 + 0.5 * std::sin(static_cast<double>(i + c)));
      }
      grid.columns[c] = {numbers[c].data(), strides};
    }
  }
};

// The same by one call of the kernel, with every column written out.
std::vector<double> written_out(const PairGrid& grid, PairEquation equation) {
  std::array<std::vector<double>, 7> all;
  for (std::size_t point = 0; point < grid_size(grid); ++point) {
    const TwoLevelPair pair = pair_at(grid, point);
    const auto c = [](const Reservoir& r) {
      return std::get<PowerLaw>(r.spectral_density).coefficient;
    };
    const std::array<double, 7> values{pair.omega1,           pair.omega2,   pair.coupling,
                                       c(pair.bath1),         c(pair.bath2), pair.bath1.temperature,
                                       pair.bath2.temperature};
    for (std::size_t k = 0; k < 7; ++k) all[k].push_back(values[k]);
  }
  const PairBatch batch{all[0].size(), all[0], all[1], all[2],      all[5],
                        all[6],        all[3], all[4], grid.shape1, grid.shape2};
  std::vector<double> flows(batch.size);
  pair_flows(batch, equation, flows);
  return flows;
}

RC_GTEST_PROP(PairGrid, BroadcastsEveryColumn, ()) {
  const std::vector<std::size_t> shape = *rc::gen::resize(
      4,
      rc::gen::container<std::vector<std::size_t>>(rc::gen::element<std::size_t>(1, 2, 3, 7, 90)));
  std::array<unsigned, 7> varies{};
  for (unsigned& bits : varies) bits = *rc::gen::inRange(0U, 16U);
  const RandomGrid random(shape, varies);
  RC_PRE(grid_size(random.grid) < 20000U);
  std::vector<double> flows(grid_size(random.grid));
  const auto missing = pair_flows(random.grid, PairEquation::partial_secular, flows);
  RC_ASSERT(!missing);
  RC_ASSERT(flows == written_out(random.grid, PairEquation::partial_secular));
}

TEST(PairGrid, ThreadsChangeNothing) {
  const RandomGrid random({300, 200}, {0b01, 0, 0b10, 0b01, 0, 0b11, 0});
  std::vector<double> one(60000);
  std::vector<double> two(60000);
  pair_flows(random.grid, PairEquation::global, one, {.threads = 1});
  pair_flows(random.grid, PairEquation::global, two, {.threads = 2});
  EXPECT_EQ(one, two);
}

TEST(PairGrid, TellsTheFirstPointWithoutAnAnswer) {
  RandomGrid random({40, 1000}, {0, 0, 0b11, 0, 0, 0, 0});
  random.numbers[2][31234] = 5;  // larger than the frequencies
  random.numbers[2][20003] = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> flows(40000);
  for (const int threads : {1, 2}) {
    EXPECT_EQ(pair_flows(random.grid, PairEquation::local, flows, {.threads = threads}), 20003U);
    EXPECT_TRUE(std::isnan(flows[31234]));
  }
  std::array<std::vector<double>, 5> parts;
  for (auto& part : parts) part.resize(40000);
  EXPECT_EQ(pair_states(random.grid, PairEquation::local,
                        {parts[0], parts[1], parts[2], parts[3], parts[4]}),
            20003U);
}

TEST(PairGrid, StopsWhenTold) {
  const RandomGrid random({40, 1000}, {0, 0, 0b11, 0, 0, 0, 0});
  std::vector<double> flows(40000, -1.0);
  const std::atomic<bool> stop{true};
  EXPECT_EQ(pair_flows(random.grid, PairEquation::local, flows, {.stop = &stop}), std::nullopt);
  EXPECT_EQ(flows.front(), -1);
}

TEST(PairGrid, MayBeEmpty) {
  const RandomGrid random({3, 0}, {0, 0, 0, 0, 0, 0, 0});
  EXPECT_EQ(pair_flows(random.grid, PairEquation::local, {}), std::nullopt);
}

}  // namespace
}  // namespace quflux::inline pair
