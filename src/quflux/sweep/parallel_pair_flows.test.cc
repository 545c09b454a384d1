#include "quflux/sweep/parallel_pair_flows.h"

#include <vector>

#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux {
namespace {

TEST(ParallelPairFlows, AreThoseOfOneCore) {
  const std::size_t size = 3 * 4096 + 5;  // tiles and a rest
  std::vector<double> coupling(size);
  std::vector<double> temperature(size);
  for (std::size_t i = 0; i < size; ++i) {
    coupling[i] = 0.3 * static_cast<double>(i + 1) / static_cast<double>(size);
    temperature[i] = 0.1 + static_cast<double>(i % 97) / 50;
  }
  PairBatch batch;
  batch.size = size;
  batch.coupling = coupling;
  batch.temperature1 = temperature;
  batch.coefficient1 = 0.01;
  batch.coefficient2 = 0.02;
  std::vector<double> expected(size);
  std::vector<double> flow1(size);
  for (const Equation equation : {Equation::local, Equation::global, Equation::partial_secular}) {
    pair_flows(batch, equation, expected);
    parallel_pair_flows(batch, equation, flow1);
    EXPECT_EQ(flow1, expected);
  }
}

TEST(ParallelPairFlows, ExplainWhatIsNotAllowed) {
  PairBatch batch;
  batch.size = 10000;
  std::vector<double> flow1(9999);
  EXPECT_THROW(parallel_pair_flows(batch, Equation::local, flow1), Error);
  flow1.resize(10000);
  EXPECT_THROW(parallel_pair_flows(batch, Equation::redfield, flow1), Error);
}

}  // namespace
}  // namespace quflux
