#include "quflux/generator/counted.h"

#include <cmath>
#include <vector>

#include "quflux/core/rounded.h"

namespace quflux::inline generator {

namespace {

using Eigen::Index;

template <class Real>
using Term = typename BasicDissipator<Real>::Term;
template <class Real>
using Element = BasicMatrixElement<Real>;

// jump g_a^a g_b^b A rho B^+ - loss g_a^a g_b^b B^+ A rho, + h.c.
struct Part {
  double jump;
  double loss;
  int power_a;
  int power_b;
};

std::vector<Part> parts_of_derivative(double frequency, Dressing dressing, int order) {
  if (dressing == Dressing::quanta) return {{std::pow(-frequency, order), 0, 0, 0}};
  std::vector<Part> parts;
  double weight = std::pow(2.0, -order);  // times n over i
  for (int i = 0; i <= order; ++i) {
    const int rest = order - i;
    parts.push_back({weight, rest % 2 == 0 ? weight : -weight, i, rest});
    weight *= static_cast<double>(rest) / (i + 1);
  }
  return parts;
}

template <class Real>
Real gain(const BasicGenerator<Real>& generator, const Element<Real>& e) {
  return generator.energies(e.row) - generator.energies(e.column);
}

// Weights of an element, by its power in a part.
template <class Real>
using Powers = std::vector<Real>;

template <class Real>
void find_powers(const Real& g, std::size_t count, Powers<Real>& powers) {
  powers.assign(1, Real(1));
  while (powers.size() < count) powers.push_back(powers.back() * g);
}

template <class Real>
void add_counted_pairs(const BasicGenerator<Real>& generator,
                       const BasicDissipator<Real>& dissipator, const Term<Real>& term,
                       const std::vector<Part>& parts, const BasicMatrix<Real>& rho,
                       BasicMatrix<Real>& result) {
  Powers<Real> of_a;
  Powers<Real> of_b;
  for (const Element<Real>& b : dissipator.b(term)) {
    find_powers(gain(generator, b), parts.size(), of_b);
    for (const Element<Real>& a : dissipator.a(term)) {
      find_powers(gain(generator, a), parts.size(), of_a);
      Real jump = 0;
      Real loss = 0;
      for (const Part& part : parts) {
        const Real weight = of_a[static_cast<std::size_t>(part.power_a)] *
                            of_b[static_cast<std::size_t>(part.power_b)];
        jump += Real(part.jump) * weight;
        loss += Real(part.loss) * weight;
      }
      const std::complex<Real> product = a.value * std::conj(b.value);
      result(a.row, b.row) += jump * product * rho(a.column, b.column);
      result(b.row, a.row) += jump * std::conj(product) * rho(b.column, a.column);
      if (a.row != b.row || loss == Real(0)) continue;
      for (Index k = 0; k < rho.cols(); ++k) {
        result(b.column, k) -= loss * product * rho(a.column, k);
        result(k, b.column) -= loss * std::conj(product) * rho(k, a.column);
      }
    }
  }
}

// The elements as a matrix, times powers of their gains.
template <class Real>
BasicMatrix<Real> weighted(const BasicGenerator<Real>& generator,
                           std::span<const Element<Real>> elements, int power) {
  const Index d = generator.energies.size();
  BasicMatrix<Real> m = BasicMatrix<Real>::Zero(d, d);
  Powers<Real> powers;
  for (const Element<Real>& e : elements) {
    find_powers(gain(generator, e), static_cast<std::size_t>(power) + 1, powers);
    m(e.row, e.column) += powers.back() * e.value;
  }
  return m;
}

template <class Real>
void add_counted_products(const BasicGenerator<Real>& generator,
                          const BasicDissipator<Real>& dissipator, const Term<Real>& term,
                          const std::vector<Part>& parts, const BasicMatrix<Real>& rho,
                          BasicMatrix<Real>& result) {
  using M = BasicMatrix<Real>;
  for (const Part& part : parts) {
    const M a = weighted<Real>(generator, dissipator.a(term), part.power_a);
    const M b = weighted<Real>(generator, dissipator.b(term), part.power_b);
    const M left = multiplied(a, rho);
    const M right = multiplied(rho, a.adjoint());
    result += Real(part.jump) * (multiplied(left, b.adjoint()) + multiplied(b, right));
    if (part.loss == 0) continue;
    result -= Real(part.loss) * (multiplied(b.adjoint(), left) + multiplied(right, b));
  }
}

}  // namespace

template <class Real>
BasicMatrix<Real> dissipate_derivative(const BasicGenerator<Real>& generator, std::size_t bath,
                                       Dressing dressing, int order, const BasicMatrix<Real>& rho) {
  const BasicDissipator<Real>& dissipator = generator.dissipators[bath];
  BasicMatrix<Real> result = BasicMatrix<Real>::Zero(rho.rows(), rho.cols());
  for (const Term<Real>& term : dissipator.terms) {
    const std::vector<Part> parts = parts_of_derivative(term.frequency, dressing, order);
    const auto pairs = static_cast<double>(dissipator.a(term).size()) *
                       static_cast<double>(dissipator.b(term).size());
    // A product of matrices does a dozen of its d^3 steps in the time of a pair.
    if (pairs > std::pow(static_cast<double>(rho.rows()), 3)) {
      add_counted_products(generator, dissipator, term, parts, rho, result);
    } else {
      add_counted_pairs(generator, dissipator, term, parts, rho, result);
    }
  }
  return result;
}

template Matrix dissipate_derivative(const Generator&, std::size_t, Dressing, int, const Matrix&);
template BasicMatrix<DoubleDouble> dissipate_derivative(const BasicGenerator<DoubleDouble>&,
                                                        std::size_t, Dressing, int,
                                                        const BasicMatrix<DoubleDouble>&);

namespace {

Matrix dissipate_by_system(const Generator& generator, std::size_t bath, double s,
                           const Matrix& rho) {
  // Energies count from their mean, which drops out, so that factors stay near one.
  const RealVector w = (s / 2 * (generator.energies.array() - generator.energies.mean())).exp();
  const RealVector inverse = w.cwiseInverse();
  const Matrix undressed = inverse.asDiagonal() * rho * inverse.asDiagonal();
  const Matrix changed = dissipate(generator.dissipators[bath], undressed);
  return w.asDiagonal() * changed * w.asDiagonal();
}

}  // namespace

Matrix dissipate_dressed(const Generator& generator, std::size_t bath, Dressing dressing, double s,
                         const Matrix& rho) {
  const Dissipator& dissipator = generator.dissipators[bath];
  if (dressing == Dressing::system) return dissipate_by_system(generator, bath, s, rho);
  Matrix result = dissipate(dissipator, rho);
  for (const Dissipator::Term& term : dissipator.terms) {
    add_counted_pairs<double>(generator, dissipator, term,
                              {{std::expm1(-s * term.frequency), 0, 0, 0}}, rho, result);
  }
  return result;
}

// Sums over terms of weight (A_ra B_rb^* rho_ab + c.c.), see find_energy_flows().
template <class Real>
BasicVector<Real> counted_flow(const BasicGenerator<Real>& generator, std::size_t bath,
                               Dressing dressing) {
  const BasicDissipator<Real>& dissipator = generator.dissipators[bath];
  const Index d = generator.energies.size();
  BasicVector<Real> result = BasicVector<Real>::Zero(d * d);
  std::vector<std::vector<Element<Real>>> rows(static_cast<std::size_t>(d));  // of A
  for (const Term<Real>& term : dissipator.terms) {
    for (const Element<Real>& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].push_back(a);
    }
    for (const Element<Real>& b : dissipator.b(term)) {
      const Real counted =
          dressing == Dressing::quanta ? Real(-term.frequency) : gain(generator, b);
      for (const Element<Real>& a : rows[static_cast<std::size_t>(b.row)]) {
        const std::complex<Real> weight = counted * a.value * std::conj(b.value);
        result(b.column * d + a.column) += weight;
        result(a.column * d + b.column) += std::conj(weight);
      }
    }
    for (const Element<Real>& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].clear();
    }
  }
  return result;
}

template Vector counted_flow(const Generator&, std::size_t, Dressing);
template BasicVector<DoubleDouble> counted_flow(const BasicGenerator<DoubleDouble>&, std::size_t,
                                                Dressing);

}  // namespace quflux::inline generator
