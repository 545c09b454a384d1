// Whether flow_error is true: flows of random models against those of a thirtieth of the tolerance.
// `make honest` compares hundreds of them with patience and prints a table.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <numbers>
#include <optional>
#include <random>
#include <thread>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/model/random_system.h"

namespace quflux::inline hierarchy {
namespace {

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine(seed) {}

  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(engine);
  }
  double log_between(double low, double high) {
    return std::exp(between(std::log(low), std::log(high)));
  }

  std::mt19937_64 engine;
};

// Of a reorganisation energy int gamma(w)/(2 pi w) dw.
SpectralDensity density(Draw& draw, double reorganisation) {
  const double cutoff = draw.log_between(1, 6);
  switch (draw.engine() % 3) {
    case 0:
      return Drude{4 * reorganisation / cutoff, cutoff};
    case 1: {
      const double n = std::floor(draw.between(1, 4));
      const double c =
          2 * std::numbers::pi * reorganisation / (std::tgamma(n) * std::pow(cutoff, n));
      return PowerLaw{c, n, cutoff};
    }
    default:
      return Brownian{std::sqrt(reorganisation * cutoff), cutoff, draw.between(0.1, 1) * cutoff};
  }
}

// Two to four levels, one to three baths, weak to strong, temperatures from 0.05 to 3.
System model(std::uint64_t seed) {
  Draw draw(seed);
  const auto levels = static_cast<Eigen::Index>(2 + draw.engine() % 3);
  System system{random_hermitian(draw.engine, levels, 1), {}};
  const std::size_t baths = 1 + draw.engine() % 3;
  for (std::size_t j = 0; j < baths; ++j) {
    const Matrix s = random_hermitian(draw.engine, levels, 0.7);
    const double temperature = draw.log_between(0.05, 3);
    const double reorganisation = draw.log_between(0.002, 0.5);
    system.baths.push_back({std::to_string(j), s, {density(draw, reorganisation), temperature}});
  }
  return system;
}

// Sets `stop` once `seconds` are over.
class Patience {
 public:
  explicit Patience(double seconds)
      : scope_(&stop_), clock_([this, seconds](const std::stop_token& end) {
          std::unique_lock lock(mutex_);
          condition_.wait_for(lock, end, std::chrono::duration<double>(seconds),
                              [] { return false; });
          if (!end.stop_requested()) stop_ = true;
        }) {}

 private:
  std::atomic<bool> stop_ = false;
  StopScope scope_;
  std::mutex mutex_;
  std::condition_variable_any condition_;
  std::jthread clock_;
};

struct Found {
  std::optional<ConvergedFlows> flows;
  std::string reason;  // where there are none
  double seconds = 0;
};

Found find(const System& system, const HierarchyOptions& options, double patience) {
  Found found;
  const auto start = std::chrono::steady_clock::now();
  try {
    const Patience limit(patience);
    std::vector<CorrelationFunction> baths;
    for (const SystemBath& bath : system.baths) baths.emplace_back(bath.reservoir);
    found.flows = converged_flows(system, baths, options);
  } catch (const Error& error) {
    found.reason = error.what();
  }
  found.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return found;
}

// What the environment says, or else `otherwise`.
double asked(const char* name, double otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::stod(value);
}

double difference(const ConvergedFlows& a, const ConvergedFlows& b) {
  return (a.flows - b.flows).cwiseAbs().maxCoeff();
}

// In little memory, so that it takes a few seconds: what has no room says so.
TEST(FlowError, IsHonest) {
  int answered = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    const System system = model(seed);
    constexpr double kNoLimit = 1e6;
    const Found found = find(system, {.tolerance = 1e-2, .memory = 0.003}, kNoLimit);
    if (!found.flows) {
      EXPECT_FALSE(found.reason.empty());
      continue;
    }
    const Found deeper = find(system, {.tolerance = 1e-2 / 30, .memory = 0.01}, kNoLimit);
    if (!deeper.flows) continue;
    ++answered;
    EXPECT_LE(difference(*found.flows, *deeper.flows), found.flows->error + deeper.flows->error);
  }
  EXPECT_GE(answered, 10);
}

// Nothing flows between baths of one temperature, and what comes in anywhere goes out elsewhere.
TEST(FlowError, CoversWhatFlowsAtEqualTemperatures) {
  const auto models = static_cast<std::uint64_t>(asked("QUFLUX_EQUAL_MODELS", 12));
  const auto first = static_cast<std::uint64_t>(asked("QUFLUX_EQUAL_FIRST", 1001));
  std::uint64_t answered = 0;
  double largest_share = 0;
  double largest_sum = 0;
  for (std::uint64_t seed = first; seed < first + models; ++seed) {
    SCOPED_TRACE(seed);
    System system = model(seed);
    for (const bool equal : {false, true}) {
      for (SystemBath& bath : system.baths) {
        if (equal) bath.reservoir.temperature = system.baths.front().reservoir.temperature;
      }
      constexpr double kNoLimit = 1e6;
      const Found found = find(system, {.tolerance = 1e-2, .memory = 0.003}, kNoLimit);
      if (!found.flows) continue;
      const ConvergedFlows& f = *found.flows;
      // Rounding of terms as large as sum_k |nu_k| s_k^2, some 10, in each of a dozen solutions.
      constexpr double kRounding = 2e-14;
      EXPECT_LE(std::abs(f.flows.sum()), std::max(1e-10 * f.size, kRounding));
      if (!equal) {
        if (f.flows.size() == 1) continue;
        const double largest = f.flows.cwiseAbs().maxCoeff();
        largest_sum = std::max(largest_sum, std::abs(f.flows.sum()) / largest);
        continue;
      }
      ++answered;
      EXPECT_LE(f.flows.cwiseAbs().maxCoeff(), f.error);
      largest_share = std::max(largest_share, f.flows.cwiseAbs().maxCoeff() / f.error);
    }
  }
  fmt::print("{} of {} answered, flows of {:.2g} of flow_error at most, sums of {:.1g} of flows\n",
             answered, models, largest_share, largest_sum);
  EXPECT_GE(answered, models / 3);
}

TEST(FlowError, IsHonestForAsManyModelsAsAreAskedFor) {
  const auto models = static_cast<std::uint64_t>(asked("QUFLUX_HONEST_MODELS", 0));
  if (models == 0) GTEST_SKIP() << "takes hours: `make honest` runs it";
  const auto first = static_cast<std::uint64_t>(asked("QUFLUX_HONEST_FIRST", 1));
  const double tolerance = asked("QUFLUX_HONEST_TOLERANCE", HierarchyOptions{}.tolerance);
  const double patience = asked("QUFLUX_HONEST_SECONDS", 60);
  int answered = 0;
  int compared = 0;
  int within = 0;
  for (std::uint64_t seed = first; seed < first + models; ++seed) {
    const System system = model(seed);
    const Found found = find(system, {.tolerance = tolerance}, patience);
    fmt::print("{:4} {} levels {} baths {:6.2f} s ", seed, system.hamiltonian.rows(),
               system.baths.size(), found.seconds);
    if (!found.flows) {
      fmt::print("{}\n", found.reason);
      continue;
    }
    ++answered;
    const ConvergedFlows& f = *found.flows;
    fmt::print("{:2} tiers {:2} exponentials {:7} operators size {:.2e} error {:.2e} ", f.depth,
               f.exponentials, f.operators, f.size, f.error);
    const Found deeper = find(system, {.tolerance = tolerance / 30}, patience);
    if (!deeper.flows) {
      fmt::print("deeper: {}\n", deeper.reason);
      continue;
    }
    ++compared;
    const double ratio = difference(f, *deeper.flows) / f.error;
    within += ratio <= 1 ? 1 : 0;
    EXPECT_LE(ratio, 5) << seed;
    fmt::print("off by {:.3f} of it; deeper: {} tiers {} exponentials, error {:.2e}\n", ratio,
               deeper.flows->depth, deeper.flows->exponentials, deeper.flows->error);
    std::fflush(stdout);
  }
  fmt::print("{} of {} answered, {} compared, {} within flow_error\n", answered, models, compared,
             within);
  EXPECT_GE(answered, 0.8 * static_cast<double>(models));
  EXPECT_GE(within, 0.95 * compared);
}

}  // namespace
}  // namespace quflux::inline hierarchy
