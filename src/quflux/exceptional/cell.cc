#include "quflux/exceptional/cell.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {

namespace {

constexpr double kOneEigenvalue = 1e-8;  // of the largest distance between eigenvalues
constexpr double kReal = 1e-7;           // imaginary parts that are rounding, of the whole
constexpr double kDefective = 1e-11;     // phase rigidity of all samples of a defective family
constexpr double kFirstOrder = 1.2;      // safety factors of the expansion
constexpr double kSecondOrder = 1.5;
constexpr double kLinear = 0.25;   // second-order terms that leave a linear map invertible
constexpr double kNearCell = 2.5;  // a predicted meeting further off, in cells, is not ours

using Groups = std::vector<std::vector<Eigen::Index>>;

// First and second derivatives with the cell as unit: t = centre + u half, |u| <= 1.
template <class T>
struct Expansion {
  T value{};
  std::array<T, 2> first{};
  std::array<T, 3> second{};  // 00, 01, 11

  double first_bound() const { return std::abs(first[0]) + std::abs(first[1]); }
  double second_bound() const {
    return (std::abs(second[0]) + 2 * std::abs(second[1]) + std::abs(second[2])) / 2;
  }
};

// The derivatives of the matrix, from samples at the edge of the cell.
struct MatrixDerivatives {
  std::array<Matrix, 2> first;
  std::array<Matrix, 3> second;
};

MatrixDerivatives matrix_derivatives(const UnitFamily& family, const Cell& cell, const Matrix& m) {
  MatrixDerivatives d;
  std::array<Matrix, 2> plus;
  for (std::size_t a = 0; static_cast<int>(a) < family.dimensions; ++a) {
    const auto axis = static_cast<Eigen::Index>(a);
    const UnitPoint step = cell.half(axis) * UnitPoint::Unit(axis);
    plus[a] = family.matrix(cell.centre + step);
    const Matrix minus = family.matrix(cell.centre - step);
    d.first[a] = (plus[a] - minus) / 2;
    d.second[2 * a] = plus[a] - 2 * m + minus;
  }
  if (family.dimensions == 2) {
    d.second[1] = family.matrix(cell.centre + cell.half) - plus[0] - plus[1] + m;
  }
  return d;
}

// In the basis of eigenvectors: the matrices M_a and the diagonals of the M_ab, empty where there
// are none.
struct Elements {
  std::array<Matrix, 2> first;
  std::array<Vector, 3> second;
};

Elements elements_of(const MatrixDerivatives& d, const Eigensystem& system, int dimensions) {
  Elements elements;
  for (std::size_t a = 0; static_cast<int>(a) < dimensions; ++a) {
    elements.first[a] = system.left * d.first[a] * system.right;
  }
  for (std::size_t ab = 0; ab < 3; ++ab) {
    if (d.second[ab].size() == 0) continue;
    elements.second[ab] =
        (system.left * d.second[ab]).cwiseProduct(system.right.transpose()).rowwise().sum();
  }
  return elements;
}

// Perturbation theory for the mean of a group of equal eigenvalues:
//   lambda_a  = <M_a>_ii,
//   lambda_ab = <M_ab>_ii + sum_k (<M_a>_ik <M_b>_ki + <M_b>_ik <M_a>_ki) / (lambda_i - lambda_k).
Expansion<Complex> expand(const std::vector<Eigen::Index>& group, const Vector& eigenvalues,
                          const Elements& elements, int dimensions) {
  constexpr std::array<std::array<std::size_t, 2>, 3> kIndices{{{0, 0}, {0, 1}, {1, 1}}};
  const auto& [first, second] = elements;
  Expansion<Complex> e;
  const auto size = static_cast<double>(group.size());
  for (const Eigen::Index i : group) e.value += eigenvalues(i) / size;
  for (const Eigen::Index i : group) {
    for (std::size_t a = 0; static_cast<int>(a) < dimensions; ++a) {
      e.first[a] += first[a](i, i) / size;
    }
    for (std::size_t ab = 0; ab < 3; ++ab) {
      if (second[ab].size() == 0) continue;
      e.second[ab] += second[ab](i) / size;
      const auto [a, b] = kIndices[ab];
      for (Eigen::Index k = 0; k < eigenvalues.size(); ++k) {
        if (std::ranges::find(group, k) != group.end()) continue;
        e.second[ab] += (first[a](i, k) * first[b](k, i) + first[b](i, k) * first[a](k, i)) /
                        (e.value - eigenvalues(k)) / size;
      }
    }
  }
  return e;
}

std::vector<Expansion<Complex>> expand_eigenvalues(const Eigensystem& system, const Groups& groups,
                                                   const MatrixDerivatives& d, int dimensions) {
  const Elements elements = elements_of(d, system, dimensions);
  std::vector<Expansion<Complex>> result;
  for (const auto& group : groups) {
    result.push_back(expand(group, system.values, elements, dimensions));
  }
  return result;
}

// The eigenvalues at the centre of a cell, and the expansions of those that are different; none
// where different ones have met.
struct ExpandedEigenvalues {
  Vector values;
  std::vector<Expansion<Complex>> expansions;
};

ExpandedEigenvalues expand_at_centre(const UnitFamily& family, const FamilyTraits& traits,
                                     const Cell& cell) {
  const Matrix m = family.matrix(cell.centre);
  const Eigensystem system = eigensystem(m);
  const Groups groups = equal_groups(system.values);
  if (static_cast<Eigen::Index>(groups.size()) < traits.distinct || !system.left.allFinite()) {
    return {system.values, {}};
  }
  return {system.values, expand_eigenvalues(system, groups, matrix_derivatives(family, cell, m),
                                            family.dimensions)};
}

// As a matrix: the values in a column, each expansion in a row of the others.
Matrix packed(const ExpandedEigenvalues& e) {
  Matrix result = Matrix::Zero(e.values.size(), e.expansions.empty() ? 1 : 7);
  result.col(0) = e.values;
  for (std::size_t i = 0; i < e.expansions.size(); ++i) {
    const auto& [value, first, second] = e.expansions[i];
    result.row(static_cast<Eigen::Index>(i)).tail(6) << value, first[0], first[1], second[0],
        second[1], second[2];
  }
  return result;
}

ExpandedEigenvalues unpacked(const Matrix& m) {
  ExpandedEigenvalues result{m.col(0), {}};
  if (m.cols() == 1) return result;
  for (std::size_t i = 0; i < equal_groups(result.values).size(); ++i) {
    const auto row = m.row(static_cast<Eigen::Index>(i));
    result.expansions.push_back({row(1), {row(2), row(3)}, {row(4), row(5), row(6)}});
  }
  return result;
}

// The same, asked once; see asked_once.h.
ExpandedEigenvalues asked_at_centre(const UnitFamily& family, const FamilyTraits& traits,
                                    const Cell& cell) {
  if (current_recall() == nullptr) return expand_at_centre(family, traits, cell);
  const std::size_t before = *family.asked;
  const Matrix known = recalled(
      [&] {
        return question("cell", {cell.centre(0), cell.centre(1), cell.half(0), cell.half(1)});
      },
      [&] { return packed(expand_at_centre(family, traits, cell)); });
  const std::size_t samples = family.dimensions == 1 ? 2 : 5;
  *family.asked = before + 1 + (known.cols() == 1 ? 0 : samples);
  return unpacked(known);
}

// D = ((a - b)/2)^2.
Expansion<Complex> squared_half_difference(const Expansion<Complex>& x,
                                           const Expansion<Complex>& y) {
  const auto half = [](Complex a, Complex b) { return (a - b) / 2.0; };
  const Complex d = half(x.value, y.value);
  Expansion<Complex> result;
  result.value = d * d;
  std::array<Complex, 2> slope;
  for (std::size_t a = 0; a < 2; ++a) {
    slope[a] = half(x.first[a], y.first[a]);
    result.first[a] = 2.0 * d * slope[a];
  }
  const auto second = [&](std::size_t a, std::size_t b, std::size_t ab) {
    result.second[ab] = 2.0 * slope[a] * slope[b] + 2.0 * d * half(x.second[ab], y.second[ab]);
  };
  second(0, 0, 0);
  second(0, 1, 1);
  second(1, 1, 2);
  return result;
}

// The zero of D to first order, in cells, and how far second-order terms may move it; no
// uncertainty when they may move it anywhere.
struct Zero {
  UnitPoint at;
  double uncertainty;
};

Zero predicted_zero(const Expansion<Complex>& d, int dimensions) {
  RealMatrix jacobian(2, dimensions);
  for (int a = 0; a < dimensions; ++a) {
    const Complex slope = d.first[static_cast<std::size_t>(a)];
    jacobian.col(a) << slope.real(), slope.imag();
  }
  const Eigen::JacobiSVD<RealMatrix> svd(jacobian, Eigen::ComputeThinU | Eigen::ComputeThinV);
  Zero zero{UnitPoint::Zero(), std::numeric_limits<double>::infinity()};
  const double smallest = svd.singularValues()(dimensions - 1);
  if (smallest > 0) {
    zero.at.head(dimensions) = -svd.solve(Eigen::Vector2d(d.value.real(), d.value.imag()));
    zero.uncertainty = d.second_bound() / smallest;
  }
  return zero;
}

PairInCell place_pair(const Expansion<Complex>& x, const Expansion<Complex>& y, const Cell& cell,
                      int dimensions) {
  const Expansion<Complex> d = squared_half_difference(x, y);
  PairInCell pair{Place::open,
                  cell.centre,
                  (x.value + y.value) / 2.0,
                  2,
                  std::abs(x.value - y.value) / 2,
                  0,
                  0};
  if (std::abs(d.value) > kFirstOrder * d.first_bound() + kSecondOrder * d.second_bound()) {
    pair.place = Place::outside;
    return pair;
  }
  const Zero zero = predicted_zero(d, dimensions);
  if (!(zero.uncertainty <= kLinear)) return pair;
  if (zero.at.lpNorm<Eigen::Infinity>() > kNearCell) {
    pair.place = Place::outside;
    return pair;
  }
  if (dimensions == 1) {
    // One real unknown cannot make a complex number vanish: what the best choice leaves.
    const double left = std::abs(d.value + d.first[0] * zero.at(0));
    if (left > kSecondOrder * d.second_bound() * std::max(1.0, zero.at(0) * zero.at(0))) {
      pair.place = Place::outside;
      return pair;
    }
  }
  pair.place = Place::predicted;
  pair.at += cell.half.cwiseProduct(zero.at);
  // Second-order terms grow with the square of the distance, up to kNear.
  constexpr double kGrowth = 2 * kNearCell * kNearCell;
  pair.uncertainty = kGrowth * zero.uncertainty * cell.half.norm() + 1e-9;
  const Complex shift =
      (x.first[0] + y.first[0]) / 2.0 * zero.at(0) + (x.first[1] + y.first[1]) / 2.0 * zero.at(1);
  pair.mean += shift;
  Expansion<Complex> mean;
  for (std::size_t ab = 0; ab < 3; ++ab) mean.second[ab] = (x.second[ab] + y.second[ab]) / 2.0;
  pair.mean_uncertainty = kGrowth * mean.second_bound() +
                          (std::abs(x.first[0] + y.first[0]) + std::abs(x.first[1] + y.first[1])) *
                              zero.uncertainty * kGrowth +
                          1e-9 * std::abs(pair.mean);
  return pair;
}

// The same where D is real up to a factor, and vanishes on a curve.
PairInCell place_curve(const Expansion<Complex>& x, const Expansion<Complex>& y, const Cell& cell,
                       Complex direction) {
  const Expansion<Complex> d = squared_half_difference(x, y);
  const Complex turn = std::conj(direction * direction);
  PairInCell pair{Place::open,
                  cell.centre,
                  (x.value + y.value) / 2.0,
                  2,
                  std::abs(x.value - y.value) / 2,
                  0,
                  0};
  const double value = (d.value * turn).real();
  const UnitPoint slope((d.first[0] * turn).real(), (d.first[1] * turn).real());
  if (std::abs(value) > kFirstOrder * slope.lpNorm<1>() + kSecondOrder * d.second_bound()) {
    pair.place = Place::outside;
  } else if (d.second_bound() <= kLinear * slope.norm()) {
    const UnitPoint closest = -value / slope.squaredNorm() * slope;
    pair.place = closest.lpNorm<Eigen::Infinity>() > kNearCell ? Place::outside : Place::predicted;
    pair.at += cell.half.cwiseProduct(closest);
    pair.mean +=
        ((x.first[0] + y.first[0]) * closest(0) + (x.first[1] + y.first[1]) * closest(1)) / 2.0;
  }
  return pair;
}

bool is_real(Complex d, Complex direction) {
  const Complex turned = d * std::conj(direction * direction);
  return std::abs(turned.imag()) <= kReal * std::abs(turned.real());
}

// Pairs with a real D meet on curves; a point needs a third eigenvalue that may meet both.
void keep_triples(std::vector<PairInCell>& pairs, const std::vector<std::array<std::size_t, 2>>& of,
                  const std::vector<bool>& on_curve) {
  const auto present = [&](std::size_t i, std::size_t j) {
    return std::ranges::find(of, std::array{std::min(i, j), std::max(i, j)}) != of.end();
  };
  std::vector<PairInCell> kept;
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    bool triple = false;
    for (const auto& other : of) {
      for (const std::size_t third : other) {
        const auto [i, j] = of[p];
        triple = triple || (third != i && third != j && present(i, third) && present(j, third));
      }
    }
    if (on_curve[p] && !triple) continue;
    if (on_curve[p]) {
      pairs[p].place = Place::open;
      pairs[p].least = 3;
    }
    kept.push_back(pairs[p]);
  }
  pairs = std::move(kept);
}

Vector centred_eigenvalues(const Matrix& m) {
  Vector values = eigenvalues_of(m);
  values.array() -= values.mean();
  return values;
}

// Whether all power sums of the centred eigenvalues, turned to `direction`, are real.
bool has_real_polynomial(const Vector& centred, Complex direction) {
  const double size = centred.cwiseAbs().maxCoeff();
  for (int j = 2; j <= centred.size(); ++j) {
    Complex sum = 0;
    for (const Complex value : centred) sum += std::pow(value * std::conj(direction) / size, j);
    if (std::abs(sum.imag()) > kReal) return false;
  }
  return true;
}

// The direction of the line at which the eigenvalues are mirrored, if there is one.
std::optional<Complex> mirror_direction(const Vector& centred) {
  for (int j = 2; j <= centred.size(); ++j) {
    Complex sum = 0;
    for (const Complex value : centred) sum += std::pow(value, j);
    if (std::abs(sum) < 1e-6 * std::pow(centred.cwiseAbs().maxCoeff(), j)) continue;
    // The j-th power sum turns by j times the angle, which leaves j directions of half a turn.
    const double angle = std::arg(sum) / j;
    for (int turn = 0; turn < 2 * j; ++turn) {
      const Complex direction = std::polar(1.0, angle + std::numbers::pi * turn / j);
      if (has_real_polynomial(centred, direction)) return direction;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Cell> first_cells(const UnitFamily& family, int per_side) {
  const auto count = [&](int a) {
    return a < family.dimensions
               ? std::max(1, static_cast<int>(std::ceil(per_side * family.extent(a) - 1e-9)))
               : 1;
  };
  const int nx = count(0);
  const int ny = count(1);
  const UnitPoint half(family.extent(0) / nx, family.extent(1) / ny);
  std::vector<Cell> cells;
  for (int i = 0; i < nx; ++i) {
    for (int j = 0; j < ny; ++j) {
      cells.push_back(
          {UnitPoint((2 * i + 1) * half(0), (2 * j + 1) * half(1)) - family.extent, half, 0});
    }
  }
  return cells;
}

void divide(const UnitFamily& family, const Cell& cell, std::vector<Cell>& cells) {
  const UnitPoint half = cell.half / 2;
  for (const double x : {-1.0, 1.0}) {
    for (const double y : {-1.0, 1.0}) {
      cells.push_back({cell.centre + half.cwiseProduct(UnitPoint(x, y)), half, cell.depth + 1});
      if (family.dimensions == 1) break;
    }
  }
}

bool visit_cells(const UnitFamily& family, const CellVisit& visit) {
  std::vector<Cell> cells = first_cells(family, visit.per_side);
  const auto whole = static_cast<double>(cells.size());
  double done = 0;
  while (!cells.empty()) {
    std::vector<Cell> parts;
    for (const Cell& cell : cells) {
      if (visit.exhausted()) return false;
      if (!visit.resolve(cell) && cell.depth < visit.depth) {
        divide(family, cell, parts);
        continue;
      }
      done += std::ldexp(1 / whole, -cell.depth * family.dimensions);
      visit.progress(std::min(done, 1.0));
    }
    cells = std::move(parts);
  }
  return true;
}

Groups equal_groups(const Vector& values) {
  double largest = 0;
  for (const Complex a : values) largest = std::max(largest, std::abs(a - values(0)));
  Groups groups;
  std::vector<bool> taken(static_cast<std::size_t>(values.size()));
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    if (taken[static_cast<std::size_t>(i)]) continue;
    std::vector<Eigen::Index> group{i};
    for (Eigen::Index j = i + 1; j < values.size(); ++j) {
      if (!taken[static_cast<std::size_t>(j)] &&
          std::abs(values(i) - values(j)) <= kOneEigenvalue * largest) {
        taken[static_cast<std::size_t>(j)] = true;
        group.push_back(j);
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

FamilyTraits family_traits(const UnitFamily& family) {
  // Points on no line of symmetry, in fractions of the extent.
  constexpr std::array<std::array<double, 2>, 5> kSamples{
      {{0.137, 0.419}, {-0.613, 0.271}, {0.731, -0.353}, {-0.287, -0.811}, {0.463, 0.877}}};
  FamilyTraits traits{0, 0, family.dimensions == 2 && !family.analytic, 0};
  double rigidity = 0;
  for (const auto& [x, y] : kSamples) {
    const UnitPoint t(x * family.extent(0), y * family.extent(1));
    const Eigensystem system = eigensystem(matrix_at(family, t));
    traits.size = system.values.size();
    traits.distinct =
        std::max(traits.distinct, static_cast<Eigen::Index>(equal_groups(system.values).size()));
    double lowest = 1;
    for (Eigen::Index i = 0; i < traits.size; ++i) {
      lowest = std::min(lowest, phase_rigidity(system, i));
    }
    rigidity = std::max(rigidity, lowest);
  }
  if (traits.distinct < 2) {
    throw Error("the matrix has one eigenvalue only, which cannot meet another one");
  }
  if (rigidity < kDefective) {
    throw Error(
        "the matrix lacks an eigenvector at every parameter that was sampled, not at "
        "exceptional points only");
  }
  if (!traits.curves) return traits;
  for (const auto& [x, y] : kSamples) {
    const Vector centred =
        centred_eigenvalues(matrix_at(family, {x * family.extent(0), y * family.extent(1)}));
    if (traits.direction == Complex(0)) {
      const auto direction = mirror_direction(centred);
      traits.curves = direction.has_value();
      if (!direction) break;
      traits.direction = *direction;
    } else if (!has_real_polynomial(centred, traits.direction)) {
      traits.curves = false;
      break;
    }
  }
  return traits;
}

CellExpansion expand(const UnitFamily& family, const FamilyTraits& traits, const Cell& cell) {
  const ExpandedEigenvalues at_centre = asked_at_centre(family, traits, cell);
  CellExpansion result{{}, {}, {}, std::numeric_limits<double>::infinity(), at_centre.values};
  const std::vector<Expansion<Complex>>& eigenvalues = at_centre.expansions;
  if (eigenvalues.empty()) {
    result.gap = 0;
    for (const auto& group : equal_groups(at_centre.values)) {
      if (group.size() < 2) continue;
      Complex mean = 0;
      for (const Eigen::Index i : group) {
        mean += at_centre.values(i) / static_cast<double>(group.size());
      }
      result.meetings.push_back({cell.centre, mean, 2});
    }
    return result;
  }
  std::vector<std::array<std::size_t, 2>> of;
  std::vector<bool> on_curve;
  for (std::size_t i = 0; i < eigenvalues.size(); ++i) {
    for (std::size_t j = i + 1; j < eigenvalues.size(); ++j) {
      const Complex difference = eigenvalues[i].value - eigenvalues[j].value;
      result.gap = std::min(result.gap, std::abs(difference));
      const bool real = traits.curves && is_real(difference * difference, traits.direction);
      if (real) {
        const PairInCell curve =
            place_curve(eigenvalues[i], eigenvalues[j], cell, traits.direction);
        if (curve.place != Place::outside) result.curves.push_back(curve);
      }
      const PairInCell pair = place_pair(eigenvalues[i], eigenvalues[j], cell, family.dimensions);
      if (pair.place == Place::outside) continue;
      result.pairs.push_back(pair);
      of.push_back({i, j});
      on_curve.push_back(real);
    }
  }
  if (traits.curves) keep_triples(result.pairs, of, on_curve);
  return result;
}

}  // namespace quflux::inline exceptional
