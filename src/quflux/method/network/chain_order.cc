#include "quflux/method/network/chain_order.h"

#include "quflux/core/error.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

std::vector<std::vector<Index>> neighbours_in_network(const Network& network) {
  const bool positions = has_position_coupling(network);
  const Index n = network.exchange.rows();
  std::vector<std::vector<Index>> result(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    for (Index l = 0; l < n; ++l) {
      if (i == l) continue;
      if (network.exchange(l, i) != 0 || (positions && network.position(l, i) != 0)) {
        result[static_cast<std::size_t>(i)].push_back(l);
      }
    }
  }
  return result;
}

}  // namespace

ChainOrder chain_order(const Network& network) {
  const auto graph = neighbours_in_network(network);
  ChainOrder order{std::vector<Index>(graph.size(), -1), std::vector<Index>(graph.size()), {}};
  Index chains = 0;
  for (std::size_t end = 0; end < graph.size(); ++end) {
    if (graph[end].size() > 2) {
      throw NoAnswer(fmt::format(
          "a two-level system couples to {} others; in a chain it has at most two neighbours",
          graph[end].size()));
    }
    if (graph[end].size() == 2 || order.chain[end] >= 0) continue;
    Index place = 0;
    for (Index site = static_cast<Index>(end); site >= 0;) {
      const auto s = static_cast<std::size_t>(site);
      order.chain[s] = chains;
      order.place[s] = place++;
      if (place > 1 && graph[s].size() == 1) order.last_sites.push_back(site);
      site = -1;
      for (const Index next : graph[s]) {
        if (order.chain[static_cast<std::size_t>(next)] < 0) site = next;
      }
    }
    ++chains;
  }
  for (const Index chain : order.chain) {
    if (chain < 0) throw NoAnswer("two-level systems form a ring, not an open chain");
  }
  return order;
}

RealMatrix by_order(const ChainOrder& order, const RealMatrix& after, const RealMatrix& before) {
  RealMatrix result = before;
  for (Index l = 0; l < result.cols(); ++l) {
    for (Index i = 0; i < result.rows(); ++i) {
      const bool is_after =
          order.place[static_cast<std::size_t>(i)] > order.place[static_cast<std::size_t>(l)];
      if (is_after) result(i, l) = after(i, l);
    }
  }
  return result;
}

RealMatrix majorana_matrix(const Network& network, const ChainOrder& order) {
  if (!has_position_coupling(network)) return network.exchange;
  return by_order(order, network.exchange + 2 * network.position, network.exchange);
}

}  // namespace quflux::inline network
