#include "quflux/method/reaction_coordinate/oscillator_twin.h"

#include <algorithm>
#include <cmath>

#include "quflux/method/network/exact.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/reaction_coordinate/enlarged_flows.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline reaction_coordinate {

namespace {

using Eigen::Index;

constexpr double kDriven = 1e-6;   // of the largest element of S_j
constexpr double kSoftened = 0.5;  // of w0^2 that coordinates may take away

// The lowest transition from the ground state that two baths drive, and its elements of S_j.
struct Transition {
  double frequency;
  RealVector elements;
};

std::optional<Transition> lowest_transition(const System& system) {
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  const auto baths = static_cast<Index>(system.baths.size());
  RealMatrix elements(basis.energies.size(), baths);
  for (Index j = 0; j < baths; ++j) {
    const Matrix& s = system.baths[static_cast<std::size_t>(j)].coupling_operator;
    const double least = kDriven * s.cwiseAbs().maxCoeff();
    const Vector from_ground = basis.vectors.adjoint() * (s * basis.vectors.col(0));
    for (Index b = 0; b < from_ground.size(); ++b) {
      const double element = std::abs(from_ground(b));
      elements(b, j) = element > least ? element : 0;
    }
  }
  for (Index b = 1; b < elements.rows(); ++b) {
    const double frequency = basis.energies(b) - basis.energies(0);
    const RealVector own = elements.row(b).transpose();
    if (frequency > 0 && (own.array() > 0).count() > 1) return Transition{frequency, own};
  }
  return std::nullopt;
}

bool has_exact_flow(const Model& model) {
  return std::ranges::none_of(model.baths, [](const ModelBath& bath) {
    return lamb_shift_obstacle(bath.spectral_density).has_value();
  });
}

}  // namespace

std::optional<double> error_of_twin(const Model& model, const System& system,
                                    const CoordinatesOfBaths& coordinates,
                                    const std::string& equation) {
  if (!has_exact_flow(model)) return std::nullopt;
  const std::optional<Transition> transition = lowest_transition(system);
  if (!transition) return std::nullopt;
  // 4 sum_j s_j^2 lambda_j^2/(Omega_j w0), which softens the oscillator.
  double softened = 0;
  for (std::size_t j = 0; j < coordinates.size(); ++j) {
    const double s = transition->elements(static_cast<Index>(j));
    for (const ReactionCoordinate& own : coordinates[j]) {
      softened += 4 * s * s * own.coupling * own.coupling / (own.frequency * transition->frequency);
    }
  }
  const double scale = softened > kSoftened ? std::sqrt(kSoftened / softened) : 1;
  Model twin;
  twin.sites = {{"twin", Oscillator{transition->frequency, 2}}};
  CoordinatesOfBaths of_twin;
  for (std::size_t j = 0; j < model.baths.size(); ++j) {
    const double s = transition->elements(static_cast<Index>(j));
    if (s == 0) continue;
    twin.baths.push_back({.name = model.baths[j].name,
                          .sites = {"twin"},
                          .weights = {scale * s},
                          .temperature = model.baths[j].temperature,
                          .spectral_density = model.baths[j].spectral_density});
    of_twin.push_back(coordinates[j]);
  }
  const auto [least, most] = std::ranges::minmax(twin.baths, {}, &ModelBath::temperature);
  if (least.temperature == most.temperature) return std::nullopt;
  std::size_t count = 0;
  for (const auto& own : of_twin) count += own.size();
  const std::vector<Index> unused(count, 2);
  const EnlargedAnswer found = solve_enlarged(twin, of_twin, unused, equation, {Quantity::flows});
  const RealVector exact = exact_flows(require_network(twin)).flows;
  const double largest = found.flows.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return std::nullopt;
  return (exact - found.flows).cwiseAbs().maxCoeff() / largest;
}

std::optional<double> error_of_network(const Model& model, const RealVector& flows) {
  if (!has_exact_flow(model)) return std::nullopt;
  return (exact_flows(require_network(model)).flows - flows).cwiseAbs().maxCoeff();
}

}  // namespace quflux::inline reaction_coordinate
