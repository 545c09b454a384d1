#include "quflux/method/network/driven_network.h"

#include "quflux/core/error.h"
#include "quflux/method/network/recognise.h"

namespace quflux::inline network {

std::string driven_network_obstacle(const Model& model, const std::vector<Drive>& drives) {
  if (!drives.empty() && has_phases(model)) {
    return "drives beside phases of couplings need the density matrix";
  }
  for (const Drive& drive : drives) {
    if (!drive.path.starts_with("term.")) continue;
    return fmt::format("the drive '{}' of a term needs the density matrix", drive.name);
  }
  return "";
}

DrivenNetwork::DrivenNetwork(const Model& model, const std::vector<Drive>& drives,
                             const ClosedEquation& equation)
    : model_(model), drives_(drives), equation_(equation), numbers_(model_, drives) {
  for (const Drive& drive : drives) responses_.push_back(response_to(drive.path));
}

const Model& DrivenNetwork::model_at(const Instant& now) {
  numbers_.set(now);
  return model_;
}

Network DrivenNetwork::at(const Instant& now) { return require_network(model_at(now)); }

MomentMotion DrivenNetwork::motion(const Instant& now) {
  try {
    const Network network = at(now);
    if (std::string reason = closure_obstacle(network, equation_); !reason.empty()) {
      throw NoAnswer(reason);
    }
    return motion_of_sites(closed_moments(network, equation_));
  } catch (const NoAnswer& error) {
    throw NoAnswer(fmt::format("at t = {} of the drive: {}", now.time(), error.what()));
  }
}

RealMatrix DrivenNetwork::slope(const Instant& now) const {
  RealMatrix sum = RealMatrix::Zero(responses_[0].rows(), responses_[0].cols());
  for (std::size_t k = 0; k < drives_.size(); ++k) {
    sum += slope_at(drives_[k].shape, now) * responses_[k];
  }
  return sum;
}

// h is linear in its numbers, so that this is the derivative, without an error.
RealMatrix DrivenNetwork::response_to(const std::string& path) {
  double& number = parameter(model_, path);
  const double now = number;
  number = 2;
  RealMatrix response = require_network(model_).exchange;
  number = 1;
  response -= require_network(model_).exchange;
  number = now;
  return response;
}

}  // namespace quflux::inline network
