#include "quflux/method/network/initial_moments.h"

#include "quflux/core/overload.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

double quanta_of(const SiteState& state, Statistics statistics, double frequency) {
  return std::visit(Overload{[](const InLevel& in) { return static_cast<double>(in.level); },
                             [&](const AtTemperature& at) {
                               return occupation(statistics, frequency, at.temperature);
                             }},
                    state);
}

}  // namespace

std::string initial_obstacle(const InitialState& state) {
  const bool known =
      std::holds_alternative<ProductState>(state) || std::holds_alternative<GibbsState>(state);
  return known ? ""
               : "the moments of an initial state are known of states of sites and of gibbs alone";
}

Matrix initial_moments(const InitialState& state, const Model& model, const Network& network) {
  const Index n = network.exchange.rows();
  Matrix moments = Matrix::Zero(n, n);
  if (const auto* gibbs = std::get_if<GibbsState>(&state)) {
    const NormalModes modes = normal_modes(network);
    const RealVector occupations = modes.energies.unaryExpr(
        [&](double energy) { return occupation(network.statistics, energy, gibbs->temperature); });
    moments = (modes.from_q * occupations.asDiagonal() * modes.from_q.transpose()).cast<Complex>();
    return moments;
  }
  for (const auto& [name, of_site] : std::get<ProductState>(state).sites) {
    const auto i = static_cast<Index>(site_index(model, name, "[initial]"));
    moments(i, i) = quanta_of(of_site, network.statistics, network.exchange(i, i));
  }
  return moments;
}

}  // namespace quflux::inline network
