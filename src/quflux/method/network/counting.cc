#include "quflux/method/network/counting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "quflux/core/constants.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/quasi_free.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// By the eigenvalues mu of [[-B, z E], [U, A]], A = -i h - M - z U, B = i h - M^+ - z U, whose
// invariant subspace [1; C] solves the equation of C: lambda = z sum over Re mu > 0 of
// mu(s) - mu(0).
double generating_function(const CountedNetwork<double>& counted, const RealVector& s) {
  const Index n = counted.energies.size();
  const double z = counted.z;
  Jumps<double> all = no_jumps<double>(n);
  Complex before = 0;  // sum of mu(0)
  for (Index j = 0; j < s.size(); ++j) {
    const Jumps<double>& plain = counted.baths[static_cast<std::size_t>(j)];
    before += std::conj(plain.m.trace()) + z * plain.u.trace();
    const auto factor = [&](double energy) { return std::exp(s(j) * energy); };
    const Jumps<double> tilted = dressed(counted, plain, factor, factor);
    all.d += tilted.d;
    all.u += tilted.u;
    all.m += tilted.m;
  }
  if (!all.m.allFinite() || !all.u.allFinite() || !all.d.allFinite()) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  Matrix w(2 * n, 2 * n);
  const Matrix& h = counted.h;
  w << -kI * h + all.m.adjoint() + z * all.u, z * excess(all, z), all.u,
      -kI * h - all.m - z * all.u;
  const double rounding = std::numeric_limits<double>::epsilon() * w.norm();
  Complex after = 0;
  Index growing = 0;
  Index decaying = 0;
  for (const Complex& value : eigenvalues(std::move(w))) {
    if (value.real() < -rounding) ++decaying;
    if (!(value.real() > rounding)) continue;
    after += value;
    ++growing;
  }
  // Eigenvalues that have met on the imaginary axis leave no subspace: lambda has ended.
  if (growing != n || decaying != n) return std::numeric_limits<double>::quiet_NaN();
  const double value = z * (after - before).real();
  constexpr double kEnough = 1e-6;  // beside itself, or beside the rates, where it is small
  const double known = kEnough * std::max(std::abs(value), std::abs(before.real()));
  return 10 * rounding <= known ? value : std::numeric_limits<double>::quiet_NaN();
}

// Above, products of matrices in 31 digits take longer than a point should.
constexpr Index kLargestPrecise = 32;

// Whether double precision leaves fewer than 11 digits of the noise, a small difference of what the
// baths exchange. What all of them give together, zero, shows what rounding leaves of it; not so
// where quanta are counted.
bool loses_digits(const QuasiFree<double>& quasi_free, Dressing dressing) {
  constexpr double kEnough = 1e-11;
  constexpr double kSafety = 100;  // a sum may be small by chance
  const RealMatrix noise = quasi_free.noise();
  if (noise.rows() < 2) return false;  // one bath alone gives nothing in a long time
  const double largest = noise.cwiseAbs().maxCoeff();
  const double cancelled = quasi_free.cancellation(noise);
  const double rounding = dressing == Dressing::system
                              ? kSafety * noise.rowwise().sum().cwiseAbs().maxCoeff() / largest
                              : relative_rounding(quasi_free.relaxation()) * cancelled;
  return !(std::max(rounding, kEpsilon<double> * cancelled) <= kEnough);
}

template <class Real>
void count_by(std::shared_ptr<const QuasiFree<Real>> quasi_free, FlowStatistics& statistics) {
  statistics.cumulants = [quasi_free](const RealVector& c, int order) {
    return quasi_free->cumulants(c, order);
  };
  statistics.noise = [quasi_free] { return quasi_free->noise(); };
  statistics.noise_spectrum = [quasi_free](std::span<const double> frequencies) {
    return quasi_free->noise_spectrum(frequencies);
  };
}

}  // namespace

FlowStatistics flow_statistics(const Network& network, const ClosedEquation& equation) {
  const ClosedMoments closed = closed_moments(network, equation);
  const EquationOptions& options = equation.options;
  if (closed.by_sites()) {
    require_damping_of_sites(network, options);
  } else {
    require_damping_of_modes(network, closed.modes, options);
  }
  const auto quasi_free =
      std::make_shared<const QuasiFree<double>>(counted_network<double>(network, closed, options));
  FlowStatistics statistics;
  statistics.generating_function = [quasi_free, dressing = options.counting](const RealVector& s) {
    return generating_function(quasi_free->counted(),
                               dressing == Dressing::system ? around_zero(s) : s);
  };
  statistics.counts_flows = options.counting == Dressing::system;
  statistics.ends = network.statistics == Statistics::bosons;
  if (network.exchange.rows() <= kLargestPrecise && loses_digits(*quasi_free, options.counting)) {
    count_by(std::make_shared<const QuasiFree<DoubleDouble>>(
                 counted_network<DoubleDouble>(network, closed, options)),
             statistics);
  } else {
    count_by(quasi_free, statistics);
  }
  return statistics;
}

}  // namespace quflux::inline network
