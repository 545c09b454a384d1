#pragma once

#include <string>
#include <vector>

#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/moment_motion.h"
#include "quflux/model/driven_numbers.h"

namespace quflux::inline network {

/// Why a network is not followed along drives by its moments; empty: it is.
std::string driven_network_obstacle(const Model& model, const std::vector<Drive>& drives);

/// A network with drives at one time after the other, by an equation that closes on its moments.
class DrivenNetwork {
 public:
  /// The drives must outlive it, and be without that obstacle.
  DrivenNetwork(const Model& model, const std::vector<Drive>& drives,
                const ClosedEquation& equation);
  DrivenNetwork(const DrivenNetwork&) = delete;
  DrivenNetwork& operator=(const DrivenNetwork&) = delete;

  const Model& model_at(const Instant& now);
  /// The same as a network, and its equation. Throw NoAnswer that names the time.
  Network at(const Instant& now);
  MomentMotion motion(const Instant& now);

  /// dh/d lambda of the number that a drive changes.
  const RealMatrix& response(std::size_t drive) const { return responses_[drive]; }
  /// dh/dt.
  RealMatrix slope(const Instant& now) const;

 private:
  RealMatrix response_to(const std::string& path);

  Model model_;
  const std::vector<Drive>& drives_;
  ClosedEquation equation_;
  DrivenNumbers numbers_;
  std::vector<RealMatrix> responses_;
};

}  // namespace quflux::inline network
