#include "quflux/numerics/quadrature.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "quflux/core/error.h"

namespace quflux::inline numerics {

namespace {

using Kronrod = boost::math::quadrature::gauss_kronrod<double, 15>;
using Gauss = boost::math::quadrature::gauss<double, 7>;

constexpr std::size_t kMostPanels = 1'000'000;

struct Panel {
  Segment segment;
  RealVector value;
  double magnitude;  // sum over components of the integral of the absolute value
  double error;

  bool operator<(const Panel& other) const { return error < other.error; }
};

Panel panel(const std::function<RealVector(const Frequency&)>& f, const Segment& s) {
  const double middle = std::midpoint(s.from, s.to);
  const double half = (s.to - s.from) / 2;
  RealVector kronrod;
  RealVector gauss;
  double magnitude = 0;
  const auto add = [&](double x, double weight, double gauss_weight) {
    const RealVector y = f({s.anchor, x});
    if (!y.allFinite()) {
      throw NoAnswer(fmt::format("the integrand is not finite at the frequency {}", s.anchor + x));
    }
    if (kronrod.size() == 0) {
      kronrod = RealVector::Zero(y.size());
      gauss = kronrod;
    }
    kronrod += weight * y;
    gauss += gauss_weight * y;
    magnitude += weight * y.cwiseAbs().sum();
  };
  for (std::size_t i = 0; i < Kronrod::abscissa().size(); ++i) {
    const double offset = half * Kronrod::abscissa()[i];
    const double weight = half * Kronrod::weights()[i];
    // Every second node is one of the Gauss rule.
    const double gauss_weight = i % 2 == 0 ? half * Gauss::weights()[i / 2] : 0;
    add(middle + offset, weight, gauss_weight);
    if (i > 0) add(middle - offset, weight, gauss_weight);
  }
  // The rule of QUADPACK: the difference of the two rules is the error of the worse one.
  const double difference = (kronrod - gauss).cwiseAbs().sum();
  const double error =
      magnitude > 0 ? magnitude * std::min(1.0, std::pow(200 * difference / magnitude, 1.5)) : 0;
  return {s, std::move(kronrod), magnitude,
          std::max(error, std::numeric_limits<double>::epsilon() * magnitude)};
}

}  // namespace

VectorIntegral integrate(const std::function<RealVector(const Frequency&)>& f,
                         const std::vector<Segment>& segments, double relative_accuracy) {
  std::vector<Panel> heap;
  double error = 0;
  double magnitude = 0;
  const auto add = [&](const Segment& segment) {
    heap.push_back(panel(f, segment));
    error += heap.back().error;
    magnitude += heap.back().magnitude;
  };
  for (const Segment& segment : segments) add(segment);
  std::make_heap(heap.begin(), heap.end());
  while (error > relative_accuracy * magnitude) {
    std::pop_heap(heap.begin(), heap.end());
    const Panel worst = std::move(heap.back());
    heap.pop_back();
    const Segment& s = worst.segment;
    const double middle = std::midpoint(s.from, s.to);
    if (heap.size() > kMostPanels || !(s.from < middle && middle < s.to)) {
      throw NoAnswer(
          fmt::format("the integral over frequencies has a relative error of {:.1e}, more "
                      "than {:.0e}",
                      error / magnitude, relative_accuracy));
    }
    error -= worst.error;
    magnitude -= worst.magnitude;
    for (const Segment& part :
         {Segment{s.anchor, s.from, middle}, Segment{s.anchor, middle, s.to}}) {
      add(part);
      std::push_heap(heap.begin(), heap.end());
    }
  }
  // Summed anew: what was added and taken off has left its rounding.
  VectorIntegral result{RealVector::Zero(heap.empty() ? 0 : heap.front().value.size()), 0};
  for (const Panel& p : heap) {
    result.value += p.value;
    result.error += p.error;
  }
  return result;
}

}  // namespace quflux::inline numerics
