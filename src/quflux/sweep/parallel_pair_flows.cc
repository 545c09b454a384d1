#include "quflux/sweep/parallel_pair_flows.h"

#include <algorithm>

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

namespace quflux {

namespace {

// Points that take some ten microseconds, much longer than handing them to a thread.
constexpr std::size_t kTile = 4096;

}  // namespace

void parallel_pair_flows(const PairBatch& batch, Equation equation, std::span<double> flow1) {
  if (batch.size <= kTile || flow1.size() != batch.size) {
    pair_flows(batch, equation, flow1);
    return;
  }
  const std::size_t tiles = (batch.size + kTile - 1) / kTile;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, tiles), [&](const auto& range) {
    const std::size_t begin = range.begin() * kTile;
    const std::size_t count = std::min(range.end() * kTile, batch.size) - begin;
    pair_flows(part(batch, begin, count), equation, flow1.subspan(begin, count));
  });
}

}  // namespace quflux
