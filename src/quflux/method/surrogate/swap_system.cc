#include "quflux/method/surrogate/swap_system.h"

namespace quflux::inline surrogate {

SwapSystem swap_system(const Model& model, std::span<const SurrogateMode> modes) {
  const Model enlarged = surrogate_model(model, ModeKind::two_level, modes, {});
  SwapSystem result{to_system(enlarged).hamiltonian, {}, model.baths.size()};
  auto stride = static_cast<Eigen::Index>(1) << modes.size();
  for (const SurrogateMode& mode : modes) {
    stride /= 2;
    const double temperature = model.baths[mode.bath].temperature;
    result.modes.push_back({mode.bath, mode.rate,
                            mode_occupation(ModeKind::two_level, mode.frequency, temperature),
                            stride});
  }
  return result;
}

}  // namespace quflux::inline surrogate
