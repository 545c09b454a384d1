#include <benchmark/benchmark.h>
#include <random>

#include "bench/batches.h"
#include "bench/planted_families.h"
#include "quflux/exceptional/branches.h"
#include "quflux/exceptional/exceptional_point.h"

namespace quflux::bench {
namespace {

// 10,000 points of a 16 x 16 matrix (a hundred in the smoke run).
void follow_16(benchmark::State& state) {
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  const auto matrix = [&] {
    return Matrix(
        Matrix::NullaryExpr(16, 16, [&] { return Complex(normal(engine), normal(engine)); }));
  };
  const Matrix m0 = matrix();
  const Matrix m1 = matrix();
  std::vector<double> path;
  for (std::size_t i = 0; i < points / 100; ++i) {
    path.push_back(static_cast<double>(i) * 100 / static_cast<double>(points));
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        follow_branches([&](double p) -> Matrix { return m0 + p * m1; }, path));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(path.size()));
}

// Per family, over all of one size. The peers search the same ones.
void search_planted(benchmark::State& state) {
  const std::vector<PlantedFamily> families = planted_families(state.range(0));
  for (auto _ : state) {
    for (const PlantedFamily& family : families) {
      benchmark::DoNotOptimize(find_exceptional_points(family, Box{{-1, 1}, {-1, 1}}));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(families.size()));
}

const bool registered = [] {
  benchmark::RegisterBenchmark("exceptional/follow_16x16", follow_16)
      ->Unit(benchmark::kMillisecond);
  benchmark::RegisterBenchmark("exceptional/planted", search_planted)
      ->ArgName("n")
      ->DenseRange(3, 6)
      ->Unit(benchmark::kMillisecond);
  return true;
}();

}  // namespace
}  // namespace quflux::bench
