#include "quflux/validity/equilibrium_noise.h"

#include <array>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// a of every element of a superoperator.
RealMatrix counted_energy(const RealVector& energies) {
  const Index d = energies.size();
  RealVector means(d * d);
  for (Index n = 0; n < d; ++n) {
    for (Index m = 0; m < d; ++m) means(n * d + m) = (energies(m) + energies(n)) / 2;
  }
  RealMatrix a(d * d, d * d);
  for (Index k = 0; k < d * d; ++k) a.col(k) = means.array() - means(k);
  return a;
}

Vector trace_functional(Index d) {
  Vector trace = Vector::Zero(d * d);
  for (Index k = 0; k < d; ++k) trace(k * (d + 1)) = 1;
  return trace;
}

RealVector flows_at(const System& system, const MakeGenerator& generator_of) {
  const Generator generator = generator_of(system);
  SteadyStateSolver solver;
  solver.solve(generator);
  FlowSums<double> flows;
  solver.find_flows(generator, flows);
  return flows.flows;
}

// dJ_j/dT_k by a difference of the sixth order: h = 0.003 T leaves (0.003 w/T)^6/140, and of flows
// that vanish rounding over h.
RealMatrix response(System system, const MakeGenerator& generator_of, double temperature) {
  constexpr std::array<std::pair<int, double>, 3> kWeights{
      {{1, 3.0 / 4}, {2, -3.0 / 20}, {3, 1.0 / 60}}};
  const double h = 0.003 * temperature;
  const auto baths = static_cast<Index>(system.baths.size());
  RealMatrix result = RealMatrix::Zero(baths, baths);
  for (Index k = 0; k < baths; ++k) {
    double& changed = system.baths[static_cast<std::size_t>(k)].reservoir.temperature;
    for (const auto& [steps, weight] : kWeights) {
      changed = temperature + steps * h;
      result.col(k) += weight / h * flows_at(system, generator_of);
      changed = temperature - steps * h;
      result.col(k) -= weight / h * flows_at(system, generator_of);
    }
    changed = temperature;
  }
  return result;
}

}  // namespace

namespace {

struct Noise {
  RealMatrix noise;
  double shots;  // the largest that jumps alone make
};

Noise noise_and_shots(const Generator& generator, const Matrix& state) {
  const Index d = generator.energies.size();
  const auto baths = static_cast<Index>(generator.dissipators.size());
  const Vector rho = state.reshaped();
  const Vector trace = trace_functional(d);
  const RealMatrix a = counted_energy(generator.energies);
  // L^D of a traceless x: (L - |rho><1|) y = x.
  const Eigen::PartialPivLU<Matrix> drazin(superoperator(generator) - rho * trace.transpose());
  Matrix first(d * d, baths);        // L1_k rho
  Matrix response_of(d * d, baths);  // r1_k
  Matrix functionals(d * d, baths);  // <1|L1_j
  RealVector second(baths);          // Tr L2_j rho
  for (Index j = 0; j < baths; ++j) {
    const Generator alone{
        RealVector::Zero(d), generator.basis, {generator.dissipators[static_cast<std::size_t>(j)]}};
    const Matrix counted = superoperator(alone).cwiseProduct(a.cast<Complex>());
    functionals.col(j) = counted.transpose() * trace;
    first.col(j) = counted * rho;
    const Complex mean = trace.cwiseProduct(first.col(j)).sum();
    response_of.col(j) = -drazin.solve(first.col(j) - mean * rho);
    second(j) = trace.cwiseProduct(counted.cwiseProduct(a.cast<Complex>()) * rho).sum().real();
  }
  RealMatrix noise = (functionals.transpose() * response_of).real();
  noise = (noise + noise.transpose()).eval();
  noise.diagonal() += second;
  return {noise, second.cwiseAbs().maxCoeff()};
}

}  // namespace

RealMatrix flow_noise(const Generator& generator, const Matrix& state) {
  return noise_and_shots(generator, state).noise;
}

std::optional<double> johnson_nyquist_difference(const System& system,
                                                 const MakeGenerator& generator_of) {
  System equal = system;
  double temperature = 0;
  for (const SystemBath& bath : system.baths) temperature += bath.reservoir.temperature;
  temperature /= static_cast<double>(system.baths.size());
  if (!(temperature > 0)) return std::nullopt;
  for (SystemBath& bath : equal.baths) bath.reservoir.temperature = temperature;
  try {
    const Generator generator = generator_of(equal);
    // What rounding leaves of the jumps, in the noise and in differences of flows.
    constexpr double kNothing = 1e-7;
    constexpr double kRounding = 1e-10;
    const auto [noise, shots] = noise_and_shots(generator, SteadyStateSolver().solve(generator));
    const RealMatrix slopes = response(equal, generator_of, temperature);
    if (!(noise.cwiseAbs().maxCoeff() > kNothing * shots)) return std::nullopt;
    const RealMatrix expected = temperature * temperature * (slopes + slopes.transpose());
    const double difference = (noise - expected).cwiseAbs().maxCoeff();
    return difference > kRounding * shots ? difference / expected.cwiseAbs().maxCoeff() : 0;
  } catch (const NoAnswer&) {
    return std::nullopt;
  }
}

}  // namespace quflux::inline validity
