#include "quflux/method/hierarchy/swept_hierarchy.h"

#include "quflux/core/parallel.h"
#include "quflux/method/hierarchy/second_order.h"
#include "quflux/solve/not_unique.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr std::size_t kSweptGrain = 32;  // operators that are worth another thread
// Below, rounding can't tell a second stationary state from none.
constexpr double kSingular = 1e-15;

}  // namespace

SweptHierarchy::SweptHierarchy(const Hierarchy& hierarchy, Of of, double shift)
    : hierarchy_(hierarchy),
      packing_(hierarchy),
      coupling_(hierarchy, Coupling::Of::conjugate, of == Of::stationary),
      own_(hierarchy),
      dissipator_(second_order_dissipator(hierarchy, own_.diagonal(), shift)),
      x_(Vector::Zero(hierarchy.size())),
      y_(Vector::Zero(hierarchy.size())) {
  const Index d = hierarchy.dimension();
  Matrix matrix = dissipator_ + own_.matrix();
  matrix.diagonal().array() -= shift;
  if (shift == 0) {
    const double share = 1.0 / static_cast<double>(d);
    for (Index a = 0; a < d; ++a) {
      for (Index b = 0; b < d; ++b) matrix(a * (d + 1), b * (d + 1)) += share;
    }
  }
  second_order_.compute(matrix);
  if (!(second_order_.rcond() > kSingular)) throw_not_connected();
  for (std::size_t n = 0; n < hierarchy.operators.count(); ++n) {
    damping_.push_back(damping(hierarchy, n) - shift);
  }
}

RealVector SweptHierarchy::source() {
  const Index d = hierarchy_.dimension();
  y_.setZero();
  for (Index a = 0; a < d; ++a) y_(a * (d + 1)) = 1.0 / static_cast<double>(d);
  solve_tier_0(y_);
  RealVector result;
  packing_.pack(y_, result);
  return result;
}

RealVector SweptHierarchy::source(const RealVector& b) {
  packing_.unpack(b, y_);
  sweep_down();
  RealVector result;
  packing_.pack(y_, result);
  return result;
}

RealVector SweptHierarchy::packed_state(const RealVector& v) {
  find_state(v);
  RealVector result;
  packing_.pack(x_, result);
  return result;
}

const Vector& SweptHierarchy::state(const RealVector& v) {
  find_state(v);
  return x_;
}

void SweptHierarchy::apply(const RealVector& v, RealVector& result) {
  // x + (D + U)^-1 L x, but in tier 0, where D is not what M has there.
  find_state(v);
  const Index block = hierarchy_.block();
  y_.head(block).noalias() = -(dissipator_ * x_.head(block));
  sweep_down();
  y_ += x_;
  packing_.pack(y_, result);
}

// y = (D + U)^-1 y.
void SweptHierarchy::sweep_down() {
  const Index block = hierarchy_.block();
  const std::size_t depth = hierarchy_.operators.depth();
  for (std::size_t t = depth; t > 0; --t) {
    for_each_found(t, [&](std::size_t n, Vector& from_others) {
      auto y = y_.segment(static_cast<Index>(n) * block, block);
      if (t < depth) {
        coupling_.find(Tiers::above, n, y_, from_others);
        y -= from_others;
      }
      own_.solve(damping_[n], y);
      packing_.complete(n, y_);
    });
  }
  if (depth > 0) {
    Vector from_others(block);
    coupling_.find(Tiers::above, 0, y_, from_others);
    y_.head(block) -= from_others;
  }
  solve_tier_0(y_);
}

// And what tiers get from below, L x, into y.
void SweptHierarchy::find_state(const RealVector& v) {
  packing_.unpack(v, x_);
  const Index block = hierarchy_.block();
  for (std::size_t t = 1; t <= hierarchy_.operators.depth(); ++t) {
    for_each_found(t, [&](std::size_t n, Vector& solved) {
      auto y = y_.segment(static_cast<Index>(n) * block, block);
      coupling_.find(Tiers::below, n, x_, y);
      solved = y;
      own_.solve(damping_[n], solved);
      x_.segment(static_cast<Index>(n) * block, block) -= solved;
      packing_.complete(n, x_);
    });
  }
}

void SweptHierarchy::solve_tier_0(Vector& y) const {
  const Index block = hierarchy_.block();
  y.head(block) = second_order_.solve(y.head(block)).eval();
}

template <class Work>
void SweptHierarchy::for_each_found(std::size_t tier, const Work& work) const {
  const std::size_t first = hierarchy_.operators.tier(tier);
  parallel_for(hierarchy_.operators.tier(tier + 1) - first, kSweptGrain,
               [&](std::size_t begin, std::size_t end) {
                 Vector scratch(hierarchy_.block());
                 for (std::size_t n = first + begin; n < first + end; ++n) {
                   if (coupling_.finds(n)) work(n, scratch);
                 }
               });
}

}  // namespace quflux::inline hierarchy
