#include "quflux/method/pair/recognise.h"

#include <variant>

#include "quflux/core/error.h"

namespace quflux::inline pair {

std::optional<PairModel> recognise_pair(const Model& model) {
  if (model.sites.size() != 2 || model.baths.size() != 2) return std::nullopt;
  if (!model.terms.empty() || !model.lindblad.empty()) return std::nullopt;
  const auto* first = std::get_if<TwoLevel>(&model.sites[0].kind);
  const auto* second = std::get_if<TwoLevel>(&model.sites[1].kind);
  if (first == nullptr || second == nullptr) return std::nullopt;
  for (const ModelBath& bath : model.baths) {
    if (bath.sites.size() != 1 || bath.site_operator != "x" || !bath.weights.empty()) {
      return std::nullopt;
    }
  }
  if (model.baths[0].sites == model.baths[1].sites) return std::nullopt;
  double coupling = 0;
  for (const Coupling& c : model.couplings) {
    if (c.kind != CouplingKind::exchange || c.phase) return std::nullopt;
    coupling += c.strength;
  }
  const std::size_t bath1 = model.baths[0].sites.front() == model.sites[0].name ? 0 : 1;
  const std::size_t bath2 = 1 - bath1;
  const auto reservoir = [&](std::size_t j) {
    return Reservoir{model.baths[j].spectral_density, model.baths[j].temperature};
  };
  return PairModel{
      {first->frequency, second->frequency, coupling, reservoir(bath1), reservoir(bath2)},
      bath1,
      bath2};
}

PairModel require_pair(const Model& model) {
  if (auto pair = recognise_pair(model)) {
    return *std::move(pair);
  }
  throw NoAnswer(
      fmt::format("'{}' is not a pair of two-level systems coupled by exchange with one bath each",
                  model.title));
}

}  // namespace quflux::inline pair
