#include "quflux/method/surrogate/renewal.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/numerics/gmres.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline surrogate {

namespace {

using Eigen::Index;

constexpr int kFewVectors = 24;
constexpr int kManyVectors = 200;
constexpr double kLittleMemory = 200e6;  // bytes of vectors
constexpr int kCycles = 30;
constexpr double kTolerance = 1e-14;
constexpr double kRounding = 1e-10;  // residuals that rounding may leave

// Adds weight times Tr_k(rho) x tau_k.
void add_swapped(const SwappedMode& mode, double weight, const Matrix& rho, Matrix& result) {
  const double up = weight * mode.excited;
  const double down = weight * (1 - mode.excited);
  const Index s = mode.stride;
  for (Index j = 0; j < rho.cols(); ++j) {
    if (is_excited(mode, j)) continue;
    for (Index i = 0; i < rho.rows(); ++i) {
      if (is_excited(mode, i)) continue;
      const Complex traced = rho(i, j) + rho(i + s, j + s);
      result(i, j) += down * traced;
      result(i + s, j + s) += up * traced;
    }
  }
}

class RenewalMap {
 public:
  explicit RenewalMap(const SwapSystem& system)
      : system_(system), basis_(eigenbasis(system.hamiltonian)) {
    double total = 0;
    for (const SwappedMode& mode : system.modes) total += mode.rate;
    const Index d = basis_.energies.size();
    propagator_.resize(d, d);
    for (Index b = 0; b < d; ++b) {
      for (Index a = 0; a < d; ++a) {
        propagator_(a, b) = 1.0 / Complex(total, basis_.energies(a) - basis_.energies(b));
      }
    }
  }

  Index dimension() const { return propagator_.rows(); }

  Matrix apply(const Matrix& rho) const {
    Matrix swapped = Matrix::Zero(rho.rows(), rho.cols());
    for (const SwappedMode& mode : system_.modes) add_swapped(mode, mode.rate, rho, swapped);
    const Matrix& v = basis_.vectors;
    const Matrix energies =
        product(product(v, Form::adjoint, swapped, Form::plain), Form::plain, v, Form::plain);
    const Matrix later = propagator_.cwiseProduct(energies);
    return product(product(v, Form::plain, later, Form::plain), Form::plain, v, Form::adjoint);
  }

 private:
  const SwapSystem& system_;
  Eigenbasis basis_;
  Matrix propagator_;  // 1/(Gamma + i (E_a - E_b))
};

Eigen::Map<const RealVector> as_reals(const Matrix& m) {
  return {reinterpret_cast<const double*>(m.data()), 2 * m.size()};
}

}  // namespace

RenewalState renewal_state(const SwapSystem& system) {
  const RenewalMap map(system);
  const Index d = map.dimension();
  const Matrix mixed = Matrix::Identity(d, d) / static_cast<double>(d);
  // x - map x + mixed Tr x = mixed has the solution with trace 1 that the map keeps.
  const auto equation = [&](const Matrix& x) -> Matrix {
    return x - map.apply(x) + mixed * x.trace();
  };
  const auto apply = [&](const RealVector& v, RealVector& result) {
    const Matrix x = Eigen::Map<const Matrix>(reinterpret_cast<const Complex*>(v.data()), d, d);
    result = as_reals(equation(x));
  };
  const int vectors =
      static_cast<int>(std::clamp(kLittleMemory / (16.0 * static_cast<double>(d * d)),
                                  static_cast<double>(kFewVectors), double{kManyVectors}));
  RenewalState result{{}, mixed, 0, 1};
  const double size = mixed.norm();
  Matrix residual = mixed - equation(result.state);
  result.residual = residual.norm() / size;
  for (int cycle = 0; cycle < kCycles && result.residual > kTolerance; ++cycle) {
    const GmresCycle found =
        gmres_cycle(apply, as_reals(residual), vectors, kTolerance / result.residual / 2);
    result.iterations += found.iterations;
    Matrix next =
        result.state +
        Eigen::Map<const Matrix>(reinterpret_cast<const Complex*>(found.correction.data()), d, d);
    next = (next + next.adjoint()).eval() / 2;
    const Matrix next_residual = mixed - equation(next);
    const double left = next_residual.norm() / size;
    if (!(left < result.residual)) break;
    result.state = next;
    residual = next_residual;
    result.residual = left;
  }
  if (!(result.residual <= kRounding)) {
    throw NoAnswer(
        fmt::format("the stationary state of the modes that stand for the baths is not found: "
                    "after {} steps a residual of {:.1g} is left, as where the stationary state is "
                    "not unique",
                    result.iterations, result.residual));
  }
  result.flows = RealVector::Zero(static_cast<Index>(system.baths));
  for (const SwappedMode& mode : system.modes) {
    Matrix change = -mode.rate * result.state;
    add_swapped(mode, mode.rate, result.state, change);
    result.flows(static_cast<Index>(mode.bath)) +=
        system.hamiltonian.cwiseProduct(change.conjugate()).sum().real();
  }
  return result;
}

}  // namespace quflux::inline surrogate
