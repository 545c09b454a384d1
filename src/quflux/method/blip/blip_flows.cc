#include "quflux/method/blip/blip_flows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>

#include <Eigen/LU>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline blip {

namespace {

using Eigen::Index;

// d/dt P = W P of rates k_ab from a to b.
template <class Scalar>
Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> generator(
    const Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>& rates,
    const RealMatrix& uncounted) {
  Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> w = rates.transpose();
  w.diagonal() -= uncounted.rowwise().sum().template cast<Scalar>();
  return w;
}

// By elimination without differences (Grassmann, Taksar and Heyman 1985): populations have as many
// digits as the rates.
RealVector stationary_populations(RealMatrix rates) {
  const Index d = rates.rows();
  for (Index m = d - 1; m > 0; --m) {
    const double leaving = rates.row(m).head(m).sum();
    if (!(leaving > 0)) {
      throw NoAnswer(
          "the stationary state is not unique: jumps do not lead from every pointer state to every "
          "other one");
    }
    rates.col(m).head(m) /= leaving;
    rates.topLeftCorner(m, m) += rates.col(m).head(m) * rates.row(m).head(m);
  }
  RealVector p = RealVector::Zero(d);
  p(0) = 1;
  for (Index m = 1; m < d; ++m) p(m) = p.head(m).dot(rates.col(m).head(m));
  return p / p.sum();
}

}  // namespace

BlipFlows blip_flows(const BlipRates& rates) {
  BlipFlows result{stationary_populations(rates.rates.cwiseMax(0)), {}, 0};
  const RealVector& p = result.populations;
  const auto baths = static_cast<Index>(rates.heats.size());
  result.flows.resize(baths);
  // What rounding leaves of each rate as a part of it changes populations by as much.
  double lost = 0;
  for (Index a = 0; a < p.size(); ++a) {
    for (Index b = 0; b < p.size(); ++b) {
      if (rates.rates(a, b) > 0) lost = std::max(lost, rates.rate_size(a, b) / rates.rates(a, b));
    }
  }
  double size = p.dot(rates.heat_size.rowwise().sum());
  for (Index j = 0; j < baths; ++j) {
    const RealMatrix& heat = rates.heats[static_cast<std::size_t>(j)];
    result.flows(j) = p.dot(heat.rowwise().sum());
    size = std::max(size, lost * p.dot(heat.cwiseAbs().rowwise().sum()));
  }
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  const double largest = baths > 0 ? result.flows.cwiseAbs().maxCoeff() : 0;
  result.digits = largest > kRounding * size ? digits_of(kRounding * size / largest) : kNoDigits;
  return result;
}

RealMatrix blip_noise(const BlipRates& rates, const BlipFlows& flows) {
  const RealVector& p = flows.populations;
  const auto baths = static_cast<Index>(rates.heats.size());
  const RealMatrix regular =
      generator(rates.rates, rates.rates) - p * RealVector::Ones(p.size()).transpose();
  const Eigen::PartialPivLU<RealMatrix> solver(regular);
  RealMatrix means(baths, p.size());      // <1|W_j
  RealMatrix responses(p.size(), baths);  // -W^D (W_k - J_k) P
  for (Index j = 0; j < baths; ++j) {
    const RealMatrix& heat = rates.heats[static_cast<std::size_t>(j)];
    means.row(j) = heat.rowwise().sum().transpose();
    responses.col(j) = -solver.solve(heat.transpose() * p - flows.flows(j) * p);
  }
  RealMatrix noise = means * responses;
  noise += noise.transpose().eval();
  for (Index j = 0; j < baths; ++j) {
    for (Index k = 0; k < baths; ++k) {
      noise(j, k) += p.dot(
          rates.noise[static_cast<std::size_t>(j)][static_cast<std::size_t>(k)].rowwise().sum());
    }
  }
  return noise;
}

FlowStatistics blip_statistics(const BlipSystem& system) {
  struct Known {
    BlipSystem system;
    BlipRates rates;
    BlipFlows flows;
  };
  const BlipRates rates = system.rates();
  const auto known = std::make_shared<const Known>(Known{system, rates, blip_flows(rates)});
  const auto lambda = [known](const Vector& s) {
    const Matrix counted = known->system.counted_rates(s);
    if (counted.size() == 0) return Complex(std::numeric_limits<double>::quiet_NaN());
    const Vector values = eigenvalues(generator(counted, known->rates.rates));
    Index largest = 0;
    values.real().maxCoeff(&largest);
    return values(largest);
  };
  const auto noise = [known] { return blip_noise(known->rates, known->flows); };
  return {.cumulants =
              [known, lambda, noise](const RealVector& c, int order) {
                RealVector result = RealVector::Zero(order);
                if (order >= 1) result(0) = c.dot(known->flows.flows);
                if (order >= 2) result(1) = c.dot(noise() * c);
                const double largest = c.cwiseAbs().maxCoeff();
                if (order < 3 || largest == 0) return result;
                // Derivatives at 0 from a circle around it.
                const int points = std::max(32, 2 * order);
                const double radius = known->system.counting_radius() / (4 * largest);
                std::vector<Complex> values;
                for (int k = 0; k < points; ++k) {
                  const double angle = 2 * std::numbers::pi * k / points;
                  values.push_back(lambda(std::polar(radius, angle) * c.cast<Complex>()));
                }
                double scale = 2 / (radius * radius);  // n!/radius^n
                for (int n = 3; n <= order; ++n) {
                  scale *= n / radius;
                  Complex sum = 0;
                  for (int k = 0; k < points; ++k) {
                    const double angle = -2 * std::numbers::pi * k * n / points;
                    sum += values[static_cast<std::size_t>(k)] * std::polar(1.0, angle);
                  }
                  result(n - 1) = scale * sum.real() / points;
                }
                return result;
              },
          .noise = noise,
          .noise_spectrum = {},
          .generating_function =
              [lambda](const RealVector& s) { return lambda(s.cast<Complex>()).real(); }};
}

}  // namespace quflux::inline blip
