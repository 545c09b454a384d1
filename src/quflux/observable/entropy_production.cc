#include "quflux/observable/entropy_production.h"

#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline observable {

double entropy_production(const RealVector& flows, const std::vector<double>& temperatures) {
  if (flows.size() != static_cast<Eigen::Index>(temperatures.size())) {
    throw Error(
        fmt::format("{} flows and {} temperatures were given; there must be one of each "
                    "per bath",
                    flows.size(), temperatures.size()));
  }
  for (std::size_t j = 0; j < temperatures.size(); ++j) {
    require_positive(temperatures[j], [&] { return fmt::format("the temperature of bath {}", j); });
  }
  return entropy_or_nan({flows.data(), temperatures.size()}, temperatures);
}

double entropy_or_nan(std::span<const double> flows, std::span<const double> temperatures) {
  double production = 0;
  for (std::size_t j = 0; j < flows.size(); ++j) {
    if (!(temperatures[j] > 0)) return std::numeric_limits<double>::quiet_NaN();
    production -= flows[j] / temperatures[j];
  }
  return production;
}

double entropy_rate(const Matrix& state, const Matrix& derivative) {
  constexpr double kZero = 1e-13;  // what rounding may leave of an eigenvalue
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(state);
  const RealVector& populations = solver.eigenvalues();
  const RealVector changes =
      (solver.eigenvectors().adjoint() * derivative * solver.eigenvectors()).diagonal().real();
  const double rounding = kZero * derivative.cwiseAbs().maxCoeff();
  double rate = 0;
  for (Eigen::Index k = 0; k < populations.size(); ++k) {
    if (populations(k) < -kZero) return std::numeric_limits<double>::quiet_NaN();
    if (populations(k) > kZero) {
      rate -= changes(k) * std::log(populations(k));
    } else if (changes(k) > rounding) {
      return std::numeric_limits<double>::infinity();
    }
  }
  return rate;
}

bool breaks_second_law(std::span<const double> flows, std::span<const double> temperatures) {
  if (!(entropy_or_nan(flows, temperatures) < 0)) return false;
  constexpr double kRounding = 1e-9;  // of what the terms add up to
  double production = 0;
  double terms = 0;
  double excess = 0;
  double coldest = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < flows.size(); ++j) {
    const double term = flows[j] / temperatures[j];
    production -= term;
    terms += std::abs(term);
    excess += flows[j];
    coldest = std::fmin(coldest, temperatures[j]);
  }
  return production < -kRounding * terms - std::abs(excess) / coldest;
}

}  // namespace quflux::inline observable
