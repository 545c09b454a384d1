#include "quflux/method/network/refined_modes.h"

#include <cmath>
#include <utility>

#include "quflux/core/precise_matrix.h"
#include "quflux/core/rounded.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

PreciseRealMatrix congruent(const PreciseRealMatrix& basis, const RealMatrix& form) {
  const PreciseRealMatrix precise = form.cast<DoubleDouble>();
  return basis.transpose().lazyProduct(precise.lazyProduct(basis).eval());
}

}  // namespace

NormalModes refined_modes(NormalModes modes, const RealMatrix& potential,
                          const RealMatrix& kinetic) {
  const Index n = modes.energies.size();
  const PreciseRealMatrix unit = PreciseRealMatrix::Identity(n, n);
  PreciseRealMatrix q = modes.from_q.cast<DoubleDouble>();
  PreciseRealMatrix p = modes.from_p.cast<DoubleDouble>();
  const PreciseRealMatrix overlap = q.transpose().lazyProduct(p);
  p = p.lazyProduct(unit + unit - overlap).eval();
  const PreciseRealMatrix a = congruent(q, potential);
  const PreciseRealMatrix b = congruent(p, kinetic);
  const PreciseRealVector e = (a.diagonal() + b.diagonal()) * DoubleDouble(0.5);
  PreciseRealMatrix x(n, n);
  for (Index l = 0; l < n; ++l) {
    for (Index k = 0; k < n; ++k) {
      const DoubleDouble difference = e(k) - e(l);
      if (k == l) {
        x(k, k) = (b(k, k) - a(k, k)) / (DoubleDouble(4) * e(k));
      } else if (std::abs(to_double(difference)) <= kEqualModes * modes.energies(n - 1)) {
        x(k, l) = (b(k, l) - a(k, l)) / (DoubleDouble(2) * (e(k) + e(l)));
      } else {
        x(k, l) = -(e(k) * a(k, l) + e(l) * b(k, l)) / (difference * (e(k) + e(l)));
      }
    }
  }
  modes.from_q = rounded(q + q.lazyProduct(x));
  modes.from_p = rounded(p - p.lazyProduct(x.transpose()));
  DoubleDouble mean = 0;
  for (Index k = 0; k < n; ++k) mean += e(k) / DoubleDouble(n);
  modes.energies = rounded(e);
  modes.detunings = rounded(PreciseRealVector(e.array() - mean));
  return modes;
}

}  // namespace quflux::inline network
