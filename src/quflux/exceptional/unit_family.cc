#include "quflux/exceptional/unit_family.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/exceptional/asked_once.h"

namespace quflux::inline exceptional {

namespace {

struct Scale {
  double centre;
  double half;
  double operator()(double t) const { return centre + half * t; }
};

Scale scale(const Interval& i) {
  return {i.lower + (i.upper - i.lower) / 2, (i.upper - i.lower) / 2};
}

// The same that rounding does not move beyond the ends: they may be the last parameters at which
// the family is allowed.
struct ScaleWithEnds {
  Interval interval;
  double operator()(double t) const {
    constexpr double kRounding = 1e-12;
    const double p = scale(interval)(t);
    return std::abs(t) <= 1 + kRounding ? std::clamp(p, interval.lower, interval.upper) : p;
  }
};

// Fills in how much the matrices change, and checks them on the way. The points are those of a
// Kronecker sequence: spread evenly and on no line of symmetry.
void sample(UnitFamily& family) {
  constexpr int kSamples = 9;
  constexpr double kStep0 = 0.7548776662466927;  // the plastic number's powers
  constexpr double kStep1 = 0.5698402909980532;
  const auto where = [&](const UnitPoint& t) {
    const auto p = family.parameters(t);
    return family.dimensions == 1 ? fmt::format("at {}", p[0])
                                  : fmt::format("at ({}, {})", p[0], p[1]);
  };
  const Matrix centre = matrix_at(family, UnitPoint::Zero());
  require_family_matrix(centre, where(UnitPoint::Zero()));
  for (int i = 1; i <= kSamples; ++i) {
    const auto fraction = [&](double step) { return 2 * std::fmod(0.5 + i * step, 1.0) - 1; };
    const UnitPoint t(family.extent(0) * fraction(kStep0), family.extent(1) * fraction(kStep1));
    const Matrix m = matrix_at(family, t);
    require_family_matrix(m, where(t));
    if (m.rows() != centre.rows()) {
      throw Error(fmt::format("the matrix {} is {} x {}, and {} x {} elsewhere", where(t), m.rows(),
                              m.rows(), centre.rows(), centre.rows()));
    }
    family.variation = std::max(family.variation, (m - centre).norm());
  }
  if (family.variation == 0) throw Error("the matrix does not depend on the parameter");
}

}  // namespace

UnitFamily unit_family(const RealFamily& family, const Interval& interval) {
  require_interval(interval, "the interval");
  const ScaleWithEnds p{interval};
  const auto asked = std::make_shared<std::size_t>(0);
  UnitFamily result{[family, p, asked](const UnitPoint& t) {
                      ++*asked;
                      return family(p(t(0)));
                    },
                    [p](const UnitPoint& t) {
                      return std::array{p(t(0)), 0.0};
                    },
                    1,
                    false,
                    {1, 0},
                    0,
                    asked};
  sample(result);
  return result;
}

UnitFamily unit_family(const PlaneFamily& family, const Box& box) {
  require_interval(box.x, "the box in x");
  require_interval(box.y, "the box in y");
  const ScaleWithEnds x{box.x};
  const ScaleWithEnds y{box.y};
  const auto asked = std::make_shared<std::size_t>(0);
  UnitFamily result{[family, x, y, asked](const UnitPoint& t) {
                      ++*asked;
                      return family(x(t(0)), y(t(1)));
                    },
                    [x, y](const UnitPoint& t) {
                      return std::array{x(t(0)), y(t(1))};
                    },
                    2,
                    false,
                    {1, 1},
                    0,
                    asked};
  sample(result);
  return result;
}

UnitFamily unit_family(const AnalyticFamily& family, const Box& box) {
  require_interval(box.x, "the real part of the box");
  require_interval(box.y, "the imaginary part of the box");
  Scale x = scale(box.x);
  Scale y = scale(box.y);
  const double half = std::max(x.half, y.half);
  const UnitPoint extent(x.half / half, y.half / half);
  x.half = y.half = half;
  const auto asked = std::make_shared<std::size_t>(0);
  UnitFamily result{[family, x, y, asked](const UnitPoint& t) {
                      ++*asked;
                      return family(Complex(x(t(0)), y(t(1))));
                    },
                    [x, y](const UnitPoint& t) {
                      return std::array{x(t(0)), y(t(1))};
                    },
                    2,
                    true,
                    extent,
                    0,
                    asked};
  sample(result);
  return result;
}

std::optional<std::function<Vector(Complex)>> complex_line(const UnitFamily& family,
                                                           const UnitPoint& origin, double radius) {
  if (family.analytic) {
    return [family, origin](Complex z) {
      return eigenvalues_at(family, origin + UnitPoint(z.real(), z.imag()));
    };
  }
  // A direction along no axis: families are often symmetric about those.
  const UnitPoint direction = family.dimensions == 1 ? UnitPoint(1, 0) : UnitPoint(0.8, 0.6);
  constexpr int kNodes = 9;
  std::vector<double> nodes;
  std::vector<double> weights;  // barycentric, of Chebyshev points of the first kind
  std::vector<Matrix> values;
  for (int i = 0; i < kNodes; ++i) {
    const double angle = (2 * i + 1) * std::numbers::pi / (2 * kNodes);
    nodes.push_back(2 * radius * std::cos(angle));
    weights.push_back((i % 2 == 0 ? 1 : -1) * std::sin(angle));
    try {
      values.push_back(matrix_at(family, origin + nodes.back() * direction));
    } catch (const NoAnswer&) {
      return std::nullopt;
    }
  }
  const auto interpolated = [nodes, weights, values](Complex z) {
    Matrix sum = Matrix::Zero(values.front().rows(), values.front().cols());
    Complex total = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (z == nodes[i]) return values[i];
      const Complex factor = weights[i] / (z - nodes[i]);
      sum += factor * values[i];
      total += factor;
    }
    return Matrix(sum / total);
  };
  return [interpolated, origin, radius](Complex z) {
    const auto ask = [&] {
      return question("line", {origin(0), origin(1), radius, z.real(), z.imag()});
    };
    return recalled(ask, [&] { return eigenvalues_of(interpolated(z)); });
  };
}

}  // namespace quflux::inline exceptional
