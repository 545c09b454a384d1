#include "quflux/generator/counted.h"

#include <cmath>
#include <vector>

namespace quflux::inline generator {

namespace {

using Eigen::Index;
using Term = Dissipator::Term;

// jump g_a^a g_b^b A rho B^+ - loss g_a^a g_b^b B^+ A rho, + h.c.
struct Part {
  double jump;
  double loss;
  int power_a;
  int power_b;
};

std::vector<Part> parts_of_derivative(const Term& term, Dressing dressing, int order) {
  if (dressing == Dressing::quanta) return {{std::pow(-term.frequency, order), 0, 0, 0}};
  std::vector<Part> parts;
  double weight = std::pow(2.0, -order);  // times n over i
  for (int i = 0; i <= order; ++i) {
    const int rest = order - i;
    parts.push_back({weight, rest % 2 == 0 ? weight : -weight, i, rest});
    weight *= static_cast<double>(rest) / (i + 1);
  }
  return parts;
}

double gain(const Generator& generator, const MatrixElement& e) {
  return generator.energies(e.row) - generator.energies(e.column);
}

// Weights of an element, by its power in a part.
using Powers = std::vector<double>;

void find_powers(double g, std::size_t count, Powers& powers) {
  powers.assign(1, 1);
  while (powers.size() < count) powers.push_back(powers.back() * g);
}

void add_pairs(const Generator& generator, const Dissipator& dissipator, const Term& term,
               const std::vector<Part>& parts, const Matrix& rho, Matrix& result) {
  Powers of_a;
  Powers of_b;
  for (const MatrixElement& b : dissipator.b(term)) {
    find_powers(gain(generator, b), parts.size(), of_b);
    for (const MatrixElement& a : dissipator.a(term)) {
      find_powers(gain(generator, a), parts.size(), of_a);
      double jump = 0;
      double loss = 0;
      for (const Part& part : parts) {
        const double weight = of_a[static_cast<std::size_t>(part.power_a)] *
                              of_b[static_cast<std::size_t>(part.power_b)];
        jump += part.jump * weight;
        loss += part.loss * weight;
      }
      const Complex product = a.value * std::conj(b.value);
      result(a.row, b.row) += jump * product * rho(a.column, b.column);
      result(b.row, a.row) += jump * std::conj(product) * rho(b.column, a.column);
      if (a.row != b.row || loss == 0) continue;
      for (Index k = 0; k < rho.cols(); ++k) {
        result(b.column, k) -= loss * product * rho(a.column, k);
        result(k, b.column) -= loss * std::conj(product) * rho(k, a.column);
      }
    }
  }
}

// The elements as a matrix, times powers of their gains.
Matrix weighted(const Generator& generator, std::span<const MatrixElement> elements, int power) {
  Matrix m = Matrix::Zero(generator.energies.size(), generator.energies.size());
  for (const MatrixElement& e : elements) {
    m(e.row, e.column) += std::pow(gain(generator, e), power) * e.value;
  }
  return m;
}

void add_products(const Generator& generator, const Dissipator& dissipator, const Term& term,
                  const std::vector<Part>& parts, const Matrix& rho, Matrix& result) {
  for (const Part& part : parts) {
    const Matrix a = weighted(generator, dissipator.a(term), part.power_a);
    const Matrix b = weighted(generator, dissipator.b(term), part.power_b);
    const Matrix left = a * rho;
    const Matrix right = rho * a.adjoint();
    result.noalias() += part.jump * (left * b.adjoint());
    result.noalias() += part.jump * (b * right);
    if (part.loss == 0) continue;
    result.noalias() -= part.loss * (b.adjoint() * left);
    result.noalias() -= part.loss * (right * b);
  }
}

}  // namespace

Matrix dissipate_derivative(const Generator& generator, std::size_t bath, Dressing dressing,
                            int order, const Matrix& rho) {
  const Dissipator& dissipator = generator.dissipators[bath];
  Matrix result = Matrix::Zero(rho.rows(), rho.cols());
  for (const Term& term : dissipator.terms) {
    const std::vector<Part> parts = parts_of_derivative(term, dressing, order);
    const auto pairs = static_cast<double>(dissipator.a(term).size()) *
                       static_cast<double>(dissipator.b(term).size());
    // A product of matrices does a dozen of its d^3 steps in the time of a pair.
    if (pairs > std::pow(static_cast<double>(rho.rows()), 3)) {
      add_products(generator, dissipator, term, parts, rho, result);
    } else {
      add_pairs(generator, dissipator, term, parts, rho, result);
    }
  }
  return result;
}

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
  for (const Term& term : dissipator.terms) {
    add_pairs(generator, dissipator, term, {{std::expm1(-s * term.frequency), 0, 0, 0}}, rho,
              result);
  }
  return result;
}

// Sums over terms of weight (A_ra B_rb^* rho_ab + c.c.), see find_energy_flows().
Vector counted_flow(const Generator& generator, std::size_t bath, Dressing dressing) {
  const Dissipator& dissipator = generator.dissipators[bath];
  const Index d = generator.energies.size();
  Vector result = Vector::Zero(d * d);
  std::vector<std::vector<MatrixElement>> rows(static_cast<std::size_t>(d));  // of A
  for (const Term& term : dissipator.terms) {
    for (const MatrixElement& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].push_back(a);
    }
    for (const MatrixElement& b : dissipator.b(term)) {
      const double counted = dressing == Dressing::quanta ? -term.frequency : gain(generator, b);
      for (const MatrixElement& a : rows[static_cast<std::size_t>(b.row)]) {
        const Complex weight = counted * a.value * std::conj(b.value);
        result(b.column * d + a.column) += weight;
        result(a.column * d + b.column) += std::conj(weight);
      }
    }
    for (const MatrixElement& a : dissipator.a(term)) {
      rows[static_cast<std::size_t>(a.row)].clear();
    }
  }
  return result;
}

}  // namespace quflux::inline generator
