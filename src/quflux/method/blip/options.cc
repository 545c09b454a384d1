#include "quflux/method/blip/options.h"

namespace quflux::inline blip {

OptionKey pointer_states_option() {
  return {"pointer_states",
          "niba of any system whose baths couple through commuting operators, by jumps between "
          "their common eigenstates: for strong coupling to the baths alone",
          FlagOption{}};
}

bool takes_pointer_states(const Options& options) {
  return option<bool>(options, "pointer_states").value_or(false);
}

}  // namespace quflux::inline blip
