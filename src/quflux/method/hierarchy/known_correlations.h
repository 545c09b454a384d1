#pragma once

#include <optional>
#include <vector>

#include "quflux/bath/correlation.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

/// The correlation functions of the baths of one system after another. That of a bath which stays
/// as it is is found once.
class KnownCorrelations {
 public:
  /// Throws NoAnswer that names the bath which has none.
  std::vector<CorrelationFunction> find(const System& system);

 private:
  struct Known {
    Reservoir reservoir;
    CorrelationFunction correlation;
  };

  std::vector<std::optional<Known>> known_;  // by bath
};

}  // namespace quflux::inline hierarchy
