#include "quflux/solve/state_classes.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

#include "quflux/core/partition.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

// A map from states to states that is emptied in no time.
class Marks {
 public:
  explicit Marks(Index size)
      : values_(static_cast<std::size_t>(size)), stamps_(static_cast<std::size_t>(size), 0) {}

  void clear() { ++stamp_; }

  // The value that is there, after `value` was written where there was none.
  Index get_or_set(Index key, Index value) {
    const auto i = static_cast<std::size_t>(key);
    if (stamps_[i] != stamp_) {
      stamps_[i] = stamp_;
      values_[i] = value;
    }
    return values_[i];
  }

 private:
  std::vector<Index> values_;
  std::vector<std::size_t> stamps_;
  std::size_t stamp_ = 1;
};

// |A| or |B| at one place.
struct Link {
  Index row;
  Index column;
  double a;
  double b;
};

std::vector<Link> links_of(const Dissipator& dissipator, const Dissipator::Term& term,
                           const LargestElements& largest) {
  std::vector<Link> links;
  for (const MatrixElement& e : dissipator.a(term)) {
    if (const double a = std::abs(e.value); a >= kNegligible * largest.a) {
      links.push_back({e.row, e.column, a, 0});
    }
  }
  for (const MatrixElement& e : dissipator.b(term)) {
    if (const double b = std::abs(e.value); b >= kNegligible * largest.b) {
      links.push_back({e.row, e.column, 0, b});
    }
  }
  return links;
}

// Elements that lead from a class elsewhere than its largest one does.
std::vector<Link> find_left_out(const std::vector<Link>& links, const StateClasses& classes) {
  const auto class_of = [&](Index state) { return classes.of[static_cast<std::size_t>(state)]; };
  struct Target {
    Index to = -1;
    double a = 0;
  };
  std::vector<Target> targets(classes.size());
  for (const Link& link : links) {
    Target& target = targets[static_cast<std::size_t>(class_of(link.column))];
    if (target.to < 0 || link.a > target.a) target = {class_of(link.row), link.a};
  }
  std::vector<Link> left_out;
  std::ranges::copy_if(links, std::back_inserter(left_out), [&](const Link& link) {
    const Target& target = targets[static_cast<std::size_t>(class_of(link.column))];
    return target.to != class_of(link.row);
  });
  return left_out;
}

// Links by one of their ends.
class LinksAt {
 public:
  LinksAt(const std::vector<Link>& links, Index Link::*end, Index d)
      : begins_(static_cast<std::size_t>(d) + 1, 0), links_(links.size()) {
    for (const Link& link : links) ++begins_[static_cast<std::size_t>(link.*end) + 1];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
    for (const Link& link : links) links_[next[static_cast<std::size_t>(link.*end)]++] = link;
  }

  std::span<const Link> operator[](Index state) const {
    const std::size_t begin = begins_[static_cast<std::size_t>(state)];
    return std::span(links_).subspan(begin, begins_[static_cast<std::size_t>(state) + 1] - begin);
  }

 private:
  std::vector<std::size_t> begins_;
  std::vector<Link> links_;
};

// Coherences between states at the ends of two links that share their other end.
class LeftOut {
 public:
  LeftOut(const RealVector& energies, const StateClasses& classes, const RealVector& populations,
          const RealVector& decays)
      : energies_(energies),
        classes_(classes),
        populations_(populations),
        decays_(decays),
        source_(RealVector::Zero(energies_.size())),
        coupling_(RealVector::Zero(energies_.size())) {}

  // `shared` is the common end, `other` the one that a coherence is between.
  double rate(const std::vector<Link>& links, const std::vector<Link>& left_out,
              Index Link::*shared, Index Link::*other) {
    const LinksAt partners(links, shared, energies_.size());
    const LinksAt weak(left_out, other, energies_.size());
    double rate = 0;
    for (Index r = 0; r < energies_.size(); ++r) {
      for (const Link& w : weak[r]) {
        for (const Link& link : partners[w.*shared]) add(link, w, link.*other, r, shared);
      }
      rate += take(r);
    }
    return rate;
  }

 private:
  void add(const Link& link, const Link& weak, Index i, Index r, Index Link::*shared) {
    if (classes_.of[static_cast<std::size_t>(i)] == classes_.of[static_cast<std::size_t>(r)]) {
      return;
    }
    const double product = link.a * weak.b + link.b * weak.a;
    const double population = shared == &Link::column ? populations_(link.column)
                                                      : std::max(populations_(i), populations_(r));
    if (coupling_(i) == 0) touched_.push_back(i);
    source_(i) += product * std::abs(population);
    coupling_(i) += product;
  }

  double take(Index r) {
    double rate = 0;
    for (const Index i : touched_) {
      if (coupling_(i) != 0) {
        const double frequency = energies_(i) - energies_(r);
        const double decay = decays_(i) + decays_(r);
        rate += source_(i) * coupling_(i) / std::sqrt(frequency * frequency + decay * decay);
      }
      source_(i) = coupling_(i) = 0;
    }
    touched_.clear();
    return rate;
  }

  const RealVector& energies_;
  const StateClasses& classes_;
  const RealVector& populations_;
  const RealVector& decays_;
  RealVector source_;
  RealVector coupling_;
  std::vector<Index> touched_;
};

// Unites states between which a matrix has an element.
void unite_elements(const Matrix& m, Partition& partition) {
  constexpr double kRounding = 1e-13;
  const double least = kRounding * m.cwiseAbs().maxCoeff();
  for (Index b = 0; b < m.cols(); ++b) {
    for (Index a = 0; a < m.rows(); ++a) {
      if (std::abs(m(a, b)) > least) partition.unite(a, b);
    }
  }
}

// The finest ones that unite what is united already.
StateClasses finest_classes(const Generator& generator, double weak, Partition partition) {
  const Index d = generator.energies.size();
  Marks targets(d);  // of the class of a column
  Marks sources(d);  // of a row
  for (bool changed = true; changed;) {
    changed = false;
    for (const Dissipator& dissipator : generator.dissipators) {
      const LargestElements largest = largest_elements(dissipator);
      for (const Dissipator::Term& term : dissipator.terms) {
        targets.clear();
        sources.clear();
        for (const auto& [elements, least] : {std::pair(dissipator.a(term), weak * largest.a),
                                              std::pair(dissipator.b(term), weak * largest.b)}) {
          for (const MatrixElement& e : elements) {
            if (std::norm(e.value) < least * least) continue;
            const Index source = partition.root(e.column);
            if (partition.unite(targets.get_or_set(source, e.row), e.row)) changed = true;
            if (partition.unite(sources.get_or_set(e.row, e.column), e.column)) changed = true;
          }
        }
      }
    }
  }
  StateClasses result;
  result.of.resize(static_cast<std::size_t>(d));
  result.place.resize(static_cast<std::size_t>(d));
  std::vector<Index> classes(static_cast<std::size_t>(d), -1);  // of each root
  for (Index i = 0; i < d; ++i) {
    Index& own = classes[static_cast<std::size_t>(partition.root(i))];
    if (own < 0) {
      own = static_cast<Index>(result.members.size());
      result.members.emplace_back();
    }
    std::vector<Index>& members = result.members[static_cast<std::size_t>(own)];
    result.of[static_cast<std::size_t>(i)] = own;
    result.place[static_cast<std::size_t>(i)] = static_cast<Index>(members.size());
    members.push_back(i);
  }
  return result;
}

}  // namespace

LargestElements largest_elements(const Dissipator& dissipator) {
  const auto largest = [](const std::vector<MatrixElement>& elements) {
    double most = 0;
    for (const MatrixElement& e : elements) most = std::max(most, std::norm(e.value));
    return std::sqrt(most);
  };
  return {largest(dissipator.a_elements), largest(dissipator.b_elements)};
}

StateClasses find_classes(const Generator& generator, double weak) {
  return finest_classes(generator, weak, Partition(generator.energies.size()));
}

StateClasses find_classes_of(const Matrix& held, const Generator& generator, double weak) {
  Partition partition(generator.energies.size());
  unite_elements(held, partition);
  return finest_classes(generator, weak, std::move(partition));
}

double rate_of_left_out(const Generator& generator, const StateClasses& classes,
                        const RealVector& populations, const RealVector& decays) {
  LeftOut coherences(generator.energies, classes, populations, decays);
  double rate = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    const LargestElements largest = largest_elements(dissipator);
    for (const Dissipator::Term& term : dissipator.terms) {
      const std::vector<Link> links = links_of(dissipator, term, largest);
      const std::vector<Link> left_out = find_left_out(links, classes);
      if (left_out.empty()) continue;
      rate += coherences.rate(links, left_out, &Link::column, &Link::row) +
              coherences.rate(links, left_out, &Link::row, &Link::column);
    }
  }
  return 2 * rate;
}

}  // namespace quflux::inline solve
