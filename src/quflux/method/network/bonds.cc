#include "quflux/method/network/bonds.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline network {

namespace {

double potential(const Network& network, Eigen::Index i, Eigen::Index l) {
  const double exchange = network.exchange(i, l);
  return network.position.size() > 0 ? exchange + 2 * network.position(i, l) : exchange;
}

bool coupled(const Network& network, Eigen::Index i, Eigen::Index l) {
  return i != l && (network.exchange(i, l) != 0 || potential(network, i, l) != 0);
}

bool touched(const Network& network, Eigen::Index site) {
  return std::ranges::any_of(network.baths,
                             [&](const NetworkBath& bath) { return bath.weights(site) != 0; });
}

}  // namespace

Bond bond(const Network& network, Eigen::Index from, Eigen::Index to) {
  const bool turned = touched(network, from) && !touched(network, to);
  Bond result{turned ? to : from, turned ? from : to, {}, turned ? -1.0 : 1.0};
  result.neighbours.push_back(result.inner);
  const Eigen::Index n = network.exchange.rows();
  std::vector<bool> seen(static_cast<std::size_t>(n));
  std::vector<Eigen::Index> open{result.inner};
  seen[static_cast<std::size_t>(result.inner)] = true;
  while (!open.empty()) {
    const Eigen::Index site = open.back();
    open.pop_back();
    for (Eigen::Index next = 0; next < n; ++next) {
      if (!coupled(network, site, next) || (site == result.inner && next == result.outer)) continue;
      if (site == result.inner) result.neighbours.push_back(next);
      if (next == result.outer) {
        throw NoAnswer(
            "the flow through a bond needs a network without loops, where the bond parts it in "
            "two");
      }
      if (!seen[static_cast<std::size_t>(next)]) open.push_back(next);
      seen[static_cast<std::size_t>(next)] = true;
    }
  }
  return result;
}

double bond_flow(const Network& network, const Bond& bond,
                 const std::function<double(Eigen::Index, Eigen::Index)>& q_p) {
  const auto& [inner, outer, neighbours, sign] = bond;
  double flow = 0;
  for (const Eigen::Index l : neighbours) {
    flow += network.exchange(l, inner) * potential(network, inner, outer) * q_p(outer, l) -
            potential(network, l, inner) * network.exchange(inner, outer) * q_p(l, outer);
  }
  return sign * flow;
}

}  // namespace quflux::inline network
