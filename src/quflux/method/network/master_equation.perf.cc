#include "quflux/method/network/master_equation.h"

#include <benchmark/benchmark.h>
#include <cmath>

#include "bench/batches.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::bench {
namespace {

// The chain that bench/peers/sylvester.py builds from the same formula: N atoms of frequency 1 and
// coupling 0.05, Ohmic baths of coefficients 0.02 at the ends, partial secular.
struct ChainMatrices {
  explicit ChainMatrices(Eigen::Index n) : x(n, n), q(n, n) {
    RealMatrix h = RealMatrix::Identity(n, n);
    h.diagonal(1).setConstant(0.05);
    h.diagonal(-1).setConstant(0.05);
    const SymmetricEigen e = symmetric_eigen(h);
    RealMatrix k = RealMatrix::Zero(n, n);
    RealMatrix source = RealMatrix::Zero(n, n);
    add_bath(e, 0, 0.2, k, source);
    add_bath(e, n - 1, 0.5, k, source);
    x = Complex(0, 1) * h + k;
    x.diagonal().array() -= Complex(0, 1);
    q = source.cast<Complex>();
  }

  static void add_bath(const SymmetricEigen& e, Eigen::Index site, double temperature,
                       RealMatrix& k, RealMatrix& source) {
    const RealVector gamma = 0.02 * e.values;
    const RealVector n =
        e.values.unaryExpr([&](double w) { return 1 / std::expm1(w / temperature); });
    const RealVector row = e.vectors.row(site);
    const RealVector g = gamma.array() * (n.array() + 0.5);
    k.row(site) += (e.vectors * row.cwiseProduct(g)).transpose();
    const RealVector drive = e.vectors * row.cwiseProduct(gamma.cwiseProduct(n)) / 2;
    source.row(site) += drive.transpose();
    source.col(site) += drive;
  }

  Matrix x;
  Matrix q;
};

// N x N of a smoke run are small. One thread, as the peer has and as the points of a sweep do.
Eigen::Index sites(const benchmark::State& state) {
  return points < 1000 ? 20 : static_cast<Eigen::Index>(state.range(0));
}

void run_sylvester(benchmark::State& state) {
  const BlasThreads single(1);
  const ChainMatrices m(sites(state));
  for (auto _ : state) benchmark::DoNotOptimize(solve_sylvester(m.x, m.q).c.data());
}

void run_chain(benchmark::State& state, NetworkEquation equation) {
  const BlasThreads single(1);
  const Eigen::Index n = sites(state);
  Network network;
  network.statistics = Statistics::fermions;
  network.exchange = RealMatrix::Identity(n, n);
  network.exchange.diagonal(1).setConstant(0.05);
  network.exchange.diagonal(-1).setConstant(0.05);
  network.baths = {{"cold", RealVector::Unit(n, 0), {PowerLaw{0.02, 1}, 0.2}},
                   {"hot", RealVector::Unit(n, n - 1), {PowerLaw{0.02, 1}, 0.5}}};
  for (auto _ : state) benchmark::DoNotOptimize(stationary_state(network, equation).flows.data());
}

benchmark::internal::Benchmark* timed(benchmark::internal::Benchmark* b) {
  return b->ArgName("N")->Unit(benchmark::kSecond)->UseRealTime();
}

const bool registered = [] {
  timed(benchmark::RegisterBenchmark("chain/sylvester", run_sylvester))->Arg(1000)->Repetitions(3);
  for (const NetworkEquation equation :
       {NetworkEquation::local, NetworkEquation::global, NetworkEquation::partial_secular}) {
    const std::string of = "chain/" + std::string(name(equation));
    timed(benchmark::RegisterBenchmark(of.c_str(), run_chain, equation))
        ->Arg(50)
        ->Arg(100)
        ->Arg(200)
        ->Arg(400);
    // These take seconds each and vary little: once is enough.
    timed(benchmark::RegisterBenchmark(of.c_str(), run_chain, equation))
        ->Arg(800)
        ->Arg(1600)
        ->Repetitions(1);
  }
  return true;
}();

}  // namespace
}  // namespace quflux::bench
