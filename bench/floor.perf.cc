#include <benchmark/benchmark.h>

#include "bench/batches.h"
#include "quflux/method/pair/kernel.h"

// What no kernel of these flows can do without: four exponentials, one square root and five
// divisions a point, with Highway's own exponential, and nothing else.
#define HWY_DISABLED_TARGETS HWY_SSSE3
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/floor.perf.cc"
#include <hwy/foreach_target.h>
// clang-format off: the list of targets comes first.
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace quflux::bench::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

void floor(const LargeArray& in, LargeArray& out) {
  const hn::ScalableTag<double> d;
  for (std::size_t i = 0; i + hn::Lanes(d) <= in.size(); i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, &in[i]);
    const auto e1 = hn::Exp(d, x);
    const auto e2 = hn::Exp(d, hn::Mul(x, hn::Set(d, 0.75)));
    const auto e3 = hn::Exp(d, hn::Mul(x, hn::Set(d, 0.5)));
    const auto e4 = hn::Exp(d, hn::Mul(x, hn::Set(d, 0.25)));
    const auto root = hn::Sqrt(x);
    const auto sum = hn::Add(hn::Add(hn::Div(x, e1), hn::Div(root, e2)),
                             hn::Add(hn::Div(x, e3), hn::Div(root, e4)));
    hn::StoreU(hn::Add(sum, hn::Div(root, x)), d, &out[i]);
  }
}

}  // namespace quflux::bench::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace quflux::bench {
namespace {

HWY_EXPORT(floor);

void run_floor(benchmark::State& state, const std::string& instruction_set) {
  use_instruction_set(instruction_set);
  const LargeArray& in = random_pairs().columns[2];
  LargeArray out(points);
  for (auto _ : state) {
    HWY_DYNAMIC_DISPATCH(floor)(in, out);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(points));
  use_instruction_set("");
}

const bool registered = [] {
  for (const std::string& set : instruction_sets()) {
    benchmark::RegisterBenchmark(("floor/" + set).c_str(), run_floor, set);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
#endif
