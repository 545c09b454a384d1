#include "quflux/numerics/orthogonal.h"

#include <algorithm>

#include "quflux/core/parallel.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

constexpr Index kChunk = 1 << 14;  // numbers of all vectors that one task works on

// x less its parts along the basis, one after the other, and the parts.
template <class Numbers>
Numbers subtract_one_by_one(const std::vector<Numbers>& basis, Numbers& x) {
  Numbers parts(static_cast<Index>(basis.size()));
  for (Index i = 0; i < parts.size(); ++i) {
    const Numbers& along = basis[static_cast<std::size_t>(i)];
    parts(i) = along.dot(x);
    x -= parts(i) * along;
  }
  return parts;
}

// The same of long vectors, all at once and on all cores; sums are in the same order on any number
// of them.
template <class Numbers>
Numbers subtract_at_once(const std::vector<Numbers>& basis, Numbers& x) {
  const auto count = static_cast<Index>(basis.size());
  const Index chunks = (x.size() + kChunk - 1) / kChunk;
  const auto in_chunks = [&](const auto& work) {
    parallel_for(static_cast<std::size_t>(chunks), 1, [&](std::size_t first, std::size_t last) {
      for (auto c = static_cast<Index>(first); c < static_cast<Index>(last); ++c) {
        const Index begin = c * kChunk;
        work(c, begin, std::min(kChunk, x.size() - begin));
      }
    });
  };
  Eigen::Matrix<typename Numbers::Scalar, Eigen::Dynamic, Eigen::Dynamic> sums(count, chunks);
  in_chunks([&](Index c, Index begin, Index size) {
    for (Index i = 0; i < count; ++i) {
      const Numbers& along = basis[static_cast<std::size_t>(i)];
      sums(i, c) = along.segment(begin, size).dot(x.segment(begin, size));
    }
  });
  const Numbers parts = sums.rowwise().sum();
  in_chunks([&](Index, Index begin, Index size) {
    for (Index i = 0; i < count; ++i) {
      const Numbers& along = basis[static_cast<std::size_t>(i)];
      x.segment(begin, size) -= parts(i) * along.segment(begin, size);
    }
  });
  return parts;
}

template <class Numbers>
Numbers take_out_of(const std::vector<Numbers>& basis, Numbers& x) {
  constexpr double kKept = 0.7;  // 1/sqrt(2), of Kahan and Parlett
  Numbers parts = Numbers::Zero(static_cast<Index>(basis.size()));
  // Twice is enough, and once where little was taken out: rounding grows as norms shrink.
  double left = x.norm();
  for (int pass = 0; pass < 2; ++pass) {
    const double of = left;
    parts += x.size() > 2 * kChunk ? subtract_at_once(basis, x) : subtract_one_by_one(basis, x);
    left = x.norm();
    if (left > kKept * of) break;
  }
  return parts;
}

}  // namespace

RealVector take_out(const std::vector<RealVector>& basis, RealVector& x) {
  return take_out_of(basis, x);
}

Vector take_out(const std::vector<Vector>& basis, Vector& x) { return take_out_of(basis, x); }

}  // namespace quflux::inline numerics
