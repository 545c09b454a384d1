#include "quflux/method/network/bonds.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline network {

namespace {

double potential(const Network& network, Eigen::Index i, Eigen::Index l) {
  const double exchange = network.exchange(i, l);
  return network.position.size() > 0 ? exchange + 2 * network.position(i, l) : exchange;
}

bool touched(const Network& network, Eigen::Index site) {
  return std::ranges::any_of(network.baths,
                             [&](const NetworkBath& bath) { return bath.weights(site) != 0; });
}

Complex hopping(const Network& network, Eigen::Index i, Eigen::Index l) {
  return {network.exchange(i, l), has_phases(network) ? network.exchange_imaginary(i, l) : 0};
}

}  // namespace

Bond bond(const Network& network, Eigen::Index from, Eigen::Index to) {
  const bool exchange_alone = !has_position_coupling(network);
  if (!exchange_alone && has_phases(network)) {
    throw NoAnswer("the flow through a bond is not known for position couplings beside phases");
  }
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
      if (!are_coupled(network, site, next) || (site == result.inner && next == result.outer))
        continue;
      if (site == result.inner) result.neighbours.push_back(next);
      if (next == result.outer) {
        if (exchange_alone) return {from, to, {}, 1, true};
        throw NoAnswer(
            "the flow through a bond of a loop is known for exchange couplings alone; with "
            "position couplings the bond must part the network in two");
      }
      if (!seen[static_cast<std::size_t>(next)]) open.push_back(next);
      seen[static_cast<std::size_t>(next)] = true;
    }
  }
  return result;
}

double bond_flow(const Network& network, const Bond& bond,
                 const std::function<double(Eigen::Index, Eigen::Index)>& q_p) {
  if (bond.loop) {
    // Hermitian moments, of which a real h needs the imaginary part alone.
    return bond_flow_of_moments(network, bond, [&](Eigen::Index k, Eigen::Index l) {
      return Complex(0, (q_p(l, k) - q_p(k, l)) / 2);
    });
  }
  const auto& [inner, outer, neighbours, sign, loop] = bond;
  double flow = 0;
  for (const Eigen::Index l : neighbours) {
    flow += network.exchange(l, inner) * potential(network, inner, outer) * q_p(outer, l) -
            potential(network, l, inner) * network.exchange(inner, outer) * q_p(l, outer);
  }
  return sign * flow;
}

double bond_flow_of_moments(const Network& network, const Bond& bond,
                            const std::function<Complex(Eigen::Index, Eigen::Index)>& moment) {
  const auto& [inner, outer, neighbours, sign, loop] = bond;
  const Complex h = hopping(network, inner, outer);
  Complex sum = 0;
  if (loop) {
    for (Eigen::Index m = 0; m < network.exchange.rows(); ++m) {  // E_oi
      sum += (hopping(network, outer, m) * moment(m, inner) +
              moment(outer, m) * hopping(network, m, inner)) /
             2.0;
    }
  } else {
    for (const Eigen::Index l : neighbours) {  // -i <[a_l^+ a_i, a_i^+ a_o]>
      sum += hopping(network, l, inner) * moment(outer, l);
    }
  }
  return -2 * sign * (h * sum).imag();
}

}  // namespace quflux::inline network
