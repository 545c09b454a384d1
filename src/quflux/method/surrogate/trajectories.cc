#include "quflux/method/surrogate/trajectories.h"

#include <array>
#include <atomic>
#include <cmath>
#include <random>
#include <vector>

#include "quflux/core/parallel.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline surrogate {

namespace {

using Eigen::Index;

constexpr std::size_t kTrajectories = 64;
constexpr std::size_t kSwapsBetweenStops = 256;

// The same numbers on every machine, which distributions of the standard library do not promise.
class Random {
 public:
  Random(std::uint64_t seed, std::size_t trajectory) {
    std::seed_seq sequence{static_cast<std::uint32_t>(seed),
                           static_cast<std::uint32_t>(seed >> 32U),
                           static_cast<std::uint32_t>(trajectory)};
    engine_.seed(sequence);
  }

  // From 0 on, below 1.
  double uniform() { return static_cast<double>(engine_() >> 11U) * 0x1p-53; }
  double exponential(double rate) { return -std::log1p(-uniform()) / rate; }

 private:
  std::mt19937_64 engine_;
};

struct Totals {
  RealVector heats;
  double time = 0;
};

class Trajectory {
 public:
  Trajectory(const SwapSystem& system, const Eigenbasis& basis, Random random)
      : system_(system), basis_(basis), random_(random) {
    for (const SwappedMode& mode : system.modes) total_ += mode.rate;
    const auto d = static_cast<double>(basis.energies.size());
    // One of the states of the product basis.
    amplitudes_ = basis.vectors.row(static_cast<Index>(random_.uniform() * d)).adjoint();
    energy_ = energy();
  }

  void swap(Totals& totals) {
    const double time = random_.exponential(total_);
    for (Index a = 0; a < amplitudes_.size(); ++a) {
      amplitudes_(a) *= std::polar(1.0, -basis_.energies(a) * time);
    }
    const SwappedMode& mode = choose_mode();
    Vector psi = basis_.vectors * amplitudes_;
    replace(mode, psi);
    amplitudes_.noalias() = basis_.vectors.adjoint() * psi;
    const double before = energy_;
    energy_ = energy();
    totals.time += time;
    totals.heats(static_cast<Index>(mode.bath)) += energy_ - before;
  }

 private:
  const SwappedMode& choose_mode() {
    double left = random_.uniform() * total_;
    for (const SwappedMode& mode : system_.modes) {
      left -= mode.rate;
      if (left < 0) return mode;
    }
    return system_.modes.back();
  }

  // Measures the mode in its energy, and puts a thermal one in its place.
  void replace(const SwappedMode& mode, Vector& psi) {
    double ground = 0;
    double excited = 0;
    for (Index i = 0; i < psi.size(); ++i) {
      (is_excited(mode, i) ? excited : ground) += std::norm(psi(i));
    }
    const bool found = random_.uniform() * (ground + excited) < excited;
    const bool put = random_.uniform() < mode.excited;
    const double scale = 1 / std::sqrt(found ? excited : ground);
    const Index s = mode.stride;
    for (Index i = 0; i < psi.size(); ++i) {
      if (is_excited(mode, i)) continue;
      const Complex rest = scale * (found ? psi(i + s) : psi(i));
      psi(i) = put ? 0 : rest;
      psi(i + s) = put ? rest : 0;
    }
  }

  double energy() const { return basis_.energies.dot(amplitudes_.cwiseAbs2()); }

  const SwapSystem& system_;
  const Eigenbasis& basis_;
  Random random_;
  double total_ = 0;   // rate
  Vector amplitudes_;  // of the energy eigenstates
  double energy_ = 0;
};

}  // namespace

TrajectoryFlows trajectory_flows(const SwapSystem& system, std::size_t events, std::uint64_t seed) {
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  const auto baths = static_cast<Index>(system.baths);
  const std::size_t swaps = (events + kTrajectories - 1) / kTrajectories;
  const std::size_t uncounted = swaps / 3;
  std::vector<Totals> totals(kTrajectories, {RealVector::Zero(baths), 0});
  // A piece of work on all trajectories is short, so that this thread heeds whoever stops it.
  std::vector<Trajectory> trajectories;
  for (std::size_t i = 0; i < kTrajectories; ++i) {
    trajectories.emplace_back(system, basis, Random(seed, i));
  }
  for (std::size_t first = 0; first < uncounted + swaps; first += kSwapsBetweenStops) {
    throw_if_stopped();
    const std::size_t end = std::min(first + kSwapsBetweenStops, uncounted + swaps);
    parallel_for(kTrajectories, 1, [&](std::size_t begin, std::size_t behind) {
      Totals before{RealVector::Zero(baths), 0};
      for (std::size_t i = begin; i < behind; ++i) {
        for (std::size_t n = first; n < end; ++n) {
          trajectories[i].swap(n < uncounted ? before : totals[i]);
        }
      }
    });
  }
  TrajectoryFlows result{RealVector::Zero(baths), RealVector::Zero(baths)};
  double time = 0;
  for (const Totals& t : totals) {
    result.flows += t.heats;
    time += t.time;
  }
  result.flows /= time;
  // Of a ratio of means, by how it scatters over the trajectories.
  for (const Totals& t : totals) {
    result.errors += (t.heats - result.flows * t.time).cwiseAbs2();
  }
  constexpr double kFreedom = static_cast<double>(kTrajectories) / (kTrajectories - 1);
  result.errors = (kFreedom * result.errors).cwiseSqrt() / time;
  return result;
}

}  // namespace quflux::inline surrogate
