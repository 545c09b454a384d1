#include "quflux/numerics/tree_eigen.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "quflux/numerics/arrowhead.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

struct Edge {
  Index to;
  double element;
};

using Graph = std::vector<std::vector<Edge>>;

std::size_t at(Index site) { return static_cast<std::size_t>(site); }

// The neighbours of each site; none where there are as many edges as a tree cannot have.
std::optional<Graph> sparse_graph(const RealMatrix& symmetric) {
  const Index n = symmetric.rows();
  Graph graph(at(n));
  Index edges = 0;
  for (Index k = 0; k < n; ++k) {
    for (Index i = k + 1; i < n; ++i) {
      if (symmetric(i, k) == 0) continue;
      if (++edges >= n) return std::nullopt;
      graph[at(i)].push_back({k, symmetric(i, k)});
      graph[at(k)].push_back({i, symmetric(i, k)});
    }
  }
  return graph;
}

// A vector by its elements that are not zero.
using SparseRow = std::vector<std::pair<Index, double>>;

class Trees {
 public:
  Trees(const RealMatrix& symmetric, Graph graph)
      : symmetric_(symmetric),
        graph_(std::move(graph)),
        removed_(graph_.size()),
        parent_(graph_.size()),
        size_(graph_.size()),
        place_(graph_.size()),
        marks_(graph_.size()) {}

  // Sites that are connected with one, each behind the one that it is reached from; empty: there is
  // a loop.
  std::vector<Index> component(Index start) {
    std::vector<Index> sites{start};
    parent_[at(start)] = -1;
    for (std::size_t next = 0; next < sites.size(); ++next) {
      const Index site = sites[next];
      for (const Edge& edge : graph_[at(site)]) {
        if (removed_[at(edge.to)] || edge.to == parent_[at(site)]) continue;
        if (sites.size() >= graph_.size()) return {};
        parent_[at(edge.to)] = site;
        sites.push_back(edge.to);
      }
    }
    return sites;
  }

  // Of the tree of these sites, as component() gave them.
  EigenRows solve(const std::vector<Index>& sites, const std::vector<SparseRow>& rows) {
    constexpr std::size_t kSmall = 32;  // where eigenvectors take less than halves
    return sites.size() <= kSmall ? of_eigenvectors(sites, rows) : of_halves(sites, rows);
  }

 private:
  EigenRows of_eigenvectors(const std::vector<Index>& sites, const std::vector<SparseRow>& rows) {
    const auto n = static_cast<Index>(sites.size());
    const SymmetricEigen e = symmetric_eigen(symmetric_(sites, sites));
    for (Index k = 0; k < n; ++k) place_[at(sites[at(k)])] = k;
    EigenRows result{e.values, RealMatrix::Zero(static_cast<Index>(rows.size()), n)};
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (const auto& [site, element] : rows[r]) {
        result.rows.row(static_cast<Index>(r)) += element * e.vectors.row(place_[at(site)]);
      }
    }
    return result;
  }

  // The site without which no part has more than half of the sites.
  Index centre(const std::vector<Index>& sites) {
    for (const Index site : sites) size_[at(site)] = 1;
    for (std::size_t k = sites.size(); k-- > 1;) {
      size_[at(parent_[at(sites[k])])] += size_[at(sites[k])];
    }
    const auto most = static_cast<Index>(sites.size()) / 2;
    // From below, the first with more than half below and at it.
    for (std::size_t k = sites.size(); k-- > 1;) {
      if (size_[at(sites[k])] > most) return sites[k];
    }
    return sites.front();
  }

  EigenRows of_halves(const std::vector<Index>& sites, const std::vector<SparseRow>& rows) {
    const Index middle = centre(sites);
    const auto n = static_cast<Index>(sites.size());
    const auto count = static_cast<Index>(rows.size());
    removed_[at(middle)] = true;
    Arrowhead arrowhead{symmetric_(middle, middle), RealVector(n - 1), RealVector(n - 1)};
    RealMatrix at_others = RealMatrix::Zero(count, n - 1);
    RealVector at_tip = RealVector::Zero(count);
    for (Index r = 0; r < count; ++r) {
      for (const auto& [site, element] : rows[at(r)]) {
        if (site == middle) at_tip(r) = element;
      }
    }
    Index first = 0;
    for (const Edge& edge : graph_[at(middle)]) {
      if (removed_[at(edge.to)]) continue;
      const std::vector<Index> part = component(edge.to);
      const auto size = static_cast<Index>(part.size());
      std::vector<Index> own;
      const EigenRows solved = solve(part, rows_of(part, rows, edge.to, own));
      arrowhead.diagonal.segment(first, size) = solved.values;
      const Index last = solved.rows.rows() - 1;
      arrowhead.beside.segment(first, size) = edge.element * solved.rows.row(last).transpose();
      for (Index r = 0; r < last; ++r) {
        at_others.row(own[at(r)]).segment(first, size) = solved.rows.row(r);
      }
      first += size;
    }
    removed_[at(middle)] = false;
    return eigen_rows(std::move(arrowhead), at_tip, std::move(at_others));
  }

  // The parts of rows that are not zero at some sites, which rows they are of, and last the row of
  // a single site.
  std::vector<SparseRow> rows_of(const std::vector<Index>& part, const std::vector<SparseRow>& rows,
                                 Index single, std::vector<Index>& own) {
    ++mark_;
    for (const Index site : part) marks_[at(site)] = mark_;
    std::vector<SparseRow> result;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      SparseRow here;
      for (const auto& entry : rows[r]) {
        if (marks_[at(entry.first)] == mark_) here.push_back(entry);
      }
      if (here.empty()) continue;
      result.push_back(std::move(here));
      own.push_back(static_cast<Index>(r));
    }
    result.push_back({{single, 1.0}});
    return result;
  }

  const RealMatrix& symmetric_;
  Graph graph_;
  std::vector<bool> removed_;
  std::vector<Index> parent_;
  std::vector<Index> size_;   // of what is below a site
  std::vector<Index> place_;  // of a site in a small tree
  std::vector<Index> marks_;  // of the sites of a part
  Index mark_ = 0;
};

std::vector<SparseRow> sparse_rows(const RealMatrix& vectors) {
  std::vector<SparseRow> rows(at(vectors.cols()));
  for (Index j = 0; j < vectors.cols(); ++j) {
    for (Index i = 0; i < vectors.rows(); ++i) {
      if (vectors(i, j) != 0) rows[at(j)].emplace_back(i, vectors(i, j));
    }
  }
  return rows;
}

}  // namespace

std::optional<EigenComponents> tree_components(const RealMatrix& symmetric,
                                               const RealMatrix& vectors) {
  auto graph = sparse_graph(symmetric);
  if (!graph) return std::nullopt;
  const Index n = symmetric.rows();
  Trees trees(symmetric, *std::move(graph));
  const std::vector<SparseRow> rows = sparse_rows(vectors);
  std::vector<Index> tree_of(at(n), -1);  // by its first site
  RealVector values(n);
  RealMatrix components(n, vectors.cols());
  Index first = 0;
  for (Index start = 0; start < n; ++start) {
    if (tree_of[at(start)] >= 0) continue;
    const std::vector<Index> sites = trees.component(start);
    if (sites.empty()) return std::nullopt;
    for (const Index site : sites) {
      if (tree_of[at(site)] >= 0) return std::nullopt;
      tree_of[at(site)] = start;
    }
    std::vector<SparseRow> own;
    for (const SparseRow& row : rows) {
      SparseRow here;
      std::ranges::copy_if(row, std::back_inserter(here),
                           [&](const auto& entry) { return tree_of[at(entry.first)] == start; });
      own.push_back(std::move(here));
    }
    const EigenRows solved = trees.solve(sites, own);
    const auto size = static_cast<Index>(sites.size());
    values.segment(first, size) = solved.values;
    components.middleRows(first, size) = solved.rows.transpose();
    first += size;
  }
  std::vector<Index> order(at(n));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index k) { return values(k); });
  return EigenComponents{values(order), components(order, Eigen::all)};
}

}  // namespace quflux::inline numerics
