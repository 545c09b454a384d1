#include "quflux/method/master_equation/generator_builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/filtered_terms.h"
#include "quflux/method/master_equation/half_rates.h"
#include "quflux/numerics/in_basis.h"
#include "quflux/numerics/memory.h"
#include "quflux/numerics/real_parts.h"

namespace quflux::inline master_equation {

namespace {

// a b in the memory of `result`.
template <class A, class B, class Result>
void multiply(const A& a, const B& b, Result& result) {
  if constexpr (std::is_same_v<Result, Matrix>) {
    result.noalias() = a * b;
  } else {
    result = a.lazyProduct(b);
  }
}

// vectors^+ op vectors.
template <class Real, class Op>
void find_in_basis(const BasicMatrix<Real>& vectors, const Op& op, BasicMatrix<Real>& work,
                   BasicMatrix<Real>& result) {
  if constexpr (std::is_same_v<Real, double>) {
    if (op.rows() >= kWorthACall) {
      result = in_basis(vectors, op);
      return;
    }
  }
  multiply(vectors.adjoint(), op, work);
  multiply(work, vectors, result);
}

// a rotation^+.
template <class Real>
void rotate(const BasicMatrix<Real>& a, const BasicMatrix<Real>& rotation,
            BasicMatrix<Real>& result) {
  if constexpr (std::is_same_v<Real, double>) {
    if (a.rows() >= kWorthACall) {
      result = product_by_parts(a, Form::plain, rotation, Form::adjoint);
      return;
    }
  }
  multiply(a, rotation.adjoint(), result);
}

template <class Real>
decltype(auto) in_precision(const Matrix& m) {
  if constexpr (std::is_same_v<Real, double>) {
    return (m);
  } else {
    return BasicMatrix<Real>(m.unaryExpr(&to_precision<Real>));
  }
}

// An empty one, in the memory of an earlier one.
template <class Real>
void reset(BasicDissipator<Real>& dissipator, const std::string& name) {
  dissipator.bath = name;
  dissipator.a_elements.clear();
  dissipator.b_elements.clear();
  dissipator.terms.clear();
}

// How many elements of it there are between the levels shows only here.
template <class Real>
void require_memory(const std::string& bath, double elements) {
  constexpr double kWeighedElements = 1e6;
  // In the lists of A and B, a term for each, and while a list grows.
  constexpr double kCopies = 5;
  if (elements < kWeighedElements) return;
  const std::string lacking = lacking_memory(kCopies * sizeof(BasicMatrixElement<Real>) * elements);
  if (lacking.empty()) return;
  throw NoAnswer(fmt::format(
      "the operators of bath '{}' have some {:.0e} elements between the levels, which take {}",
      bath, elements, lacking));
}

}  // namespace

template <class Real>
const BasicGenerator<Real>& BasicGeneratorBuilder<Real>::build(const System& system,
                                                               const MasterEquation& equation,
                                                               const EquationOptions& options) {
  validate(system);
  require_non_negative(options.degeneracy_tolerance, "degeneracy_tolerance");
  if (options.secular_cutoff) {
    require_positive(*options.secular_cutoff, "secular_cutoff");
  }
  const bool local = equation.uncoupled;
  if (local && !system.uncoupled_hamiltonian) {
    throw NoAnswer(
        "the local equation needs the Hamiltonian without the couplings between the sites; give "
        "an uncoupled Hamiltonian, or use global, partial_secular or redfield");
  }
  // Channels have the form of Lindblad, whatever the equation of baths is.
  generator_.completely_positive = equation.completely_positive || system.baths.empty();

  const BasicEigenbasis<Real>& basis = dressed_.solve(system.hamiltonian);
  if (generator_version_ != dressed_.version()) {
    generator_.energies = basis.energies;
    generator_.basis = basis.vectors;
    generator_version_ = dressed_.version();
  }
  if (local) {
    const BasicEigenbasis<Real>& bare = bare_.solve(*system.uncoupled_hamiltonian);
    multiply(basis.vectors.adjoint(), bare.vectors, rotation_);
  }
  const std::size_t baths = system.baths.size();
  generator_.dissipators.resize(baths + system.lindblad.size());
  for (std::vector<Parts>& parts : parts_) parts.resize(2 * baths);
  for (std::size_t j = 0; j < baths; ++j) {
    add_bath(system.baths[j], 2 * j, equation, options, generator_.dissipators[j]);
  }
  for (std::size_t k = 0; k < system.lindblad.size(); ++k) {
    set_lindblad(system.lindblad[k], generator_.dissipators[baths + k]);
  }
  return generator_;
}

template <class Real>
void BasicGeneratorBuilder<Real>::add_bath(const SystemBath& bath, std::size_t slot,
                                           const MasterEquation& equation,
                                           const EquationOptions& options,
                                           BasicDissipator<Real>& dissipator) {
  reset(dissipator, bath.name);
  if (options.bath_coupling == BathCoupling::exchange) {
    if (std::string obstacle = exchange_obstacle(equation, options); !obstacle.empty()) {
      throw NoAnswer(obstacle);
    }
    if (!bath.lowering) {
      throw NoAnswer(
          fmt::format("bath '{}' does not couple through x of its sites, and bath_coupling = "
                      "\"exchange\" needs to know what lowers them",
                      bath.name));
    }
    add_exchange(bath, slot, *bath.lowering, 1, equation, options, dissipator);
    add_exchange(bath, slot + 1, bath.lowering->adjoint(), -1, equation, options, dissipator);
    return;
  }
  const BasicEigenoperators<Real>& parts = parts_of(
      slot, bath.coupling_operator, equation.uncoupled, tolerance_of<Real>(equation, options));
  find_half_rates(bath.name, bath.reservoir, parts.frequencies, options.lamb_shift, rates_,
                  half_rates_);
  add_terms(parts, equation, options, dissipator);
}

// The part of an exchange bath that acts at frequencies of one sign only.
template <class Real>
void BasicGeneratorBuilder<Real>::add_exchange(const SystemBath& bath, std::size_t slot,
                                               const Matrix& op, int sign,
                                               const MasterEquation& equation,
                                               const EquationOptions& options,
                                               BasicDissipator<Real>& dissipator) {
  const BasicEigenoperators<Real>& parts =
      parts_of(slot, op, equation.uncoupled, tolerance_of<Real>(equation, options));
  find_half_rates(bath.name, bath.reservoir, parts.frequencies, false, rates_, half_rates_);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const double w = to_double(parts.frequencies[k]);
    if (w == 0 && half_rates_[k] != Scalar(0)) {
      throw NoAnswer(fmt::format(
          "bath '{}' couples by exchange at zero frequency, where its rate jumps from {} to 0; use "
          "bath_coupling = \"position\", or a density that vanishes faster than w",
          bath.name, 2 * to_double(half_rates_[k]).real()));
    }
    if (sign * w < 0) half_rates_[k] = Scalar(0);
  }
  add_terms(parts, equation, options, dissipator);
}

// Adds the terms of eigenoperators, whose half rates are there.
template <class Real>
void BasicGeneratorBuilder<Real>::add_terms(const BasicEigenoperators<Real>& parts,
                                            const MasterEquation& equation,
                                            const EquationOptions& options,
                                            BasicDissipator<Real>& dissipator) {
  const std::size_t first = dissipator.b_elements.size();
  begins_.assign(1, first);
  if (equation.uncoupled) {
    rotate_from_bare_basis(parts, dissipator);
  } else {
    require_memory<Real>(dissipator.bath, static_cast<double>(parts.elements.size()));
    dissipator.b_elements.insert(dissipator.b_elements.end(), parts.elements.begin(),
                                 parts.elements.end());
    for (std::size_t k = 1; k < parts.begins.size(); ++k) {
      begins_.push_back(first + parts.begins[k]);
    }
  }
  dissipator.a_elements.insert(dissipator.a_elements.end(),
                               dissipator.b_elements.begin() + static_cast<std::ptrdiff_t>(first),
                               dissipator.b_elements.end());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const RateFactors factors = equation.share(to_double(half_rates_[k]));
    const bool shared = factors.b != 1.0;
    const Scalar a = shared ? to_precision<Real>(factors.a) : half_rates_[k];
    for (std::size_t i = begins_[k]; i < begins_[k + 1]; ++i) {
      dissipator.a_elements[i].value *= a;
      if (shared) dissipator.b_elements[i].value *= to_precision<Real>(factors.b);
    }
  }
  find_terms<Real>(parts.frequencies, begins_, equation, options, dissipator.terms);
}

// A = L rate/2 and B = L.
template <class Real>
void BasicGeneratorBuilder<Real>::set_lindblad(const SystemLindblad& channel,
                                               BasicDissipator<Real>& dissipator) {
  find_in_basis<Real>(generator_.basis, in_precision<Real>(channel.jump), work1_, work2_);
  reset(dissipator, channel.name);
  const double noise = rounding_of(work2_);
  for (Eigen::Index column = 0; column < work2_.cols(); ++column) {
    for (Eigen::Index row = 0; row < work2_.rows(); ++row) {
      const Scalar value = work2_(row, column);
      if (magnitude(value) <= noise) continue;
      dissipator.b_elements.push_back({row, column, value});
      dissipator.a_elements.push_back({row, column, Real(channel.rate / 2) * value});
    }
  }
  const std::size_t count = dissipator.b_elements.size();
  dissipator.terms.push_back({{0, count}, {0, count}, std::numeric_limits<double>::quiet_NaN()});
}

template <class Real>
const BasicEigenoperators<Real>& BasicGeneratorBuilder<Real>::parts_of(std::size_t slot,
                                                                       const Matrix& op, bool local,
                                                                       double tolerance) {
  const std::size_t kind = local ? 0 : (tolerance == kRoundingTolerance<Real> ? 2 : 1);
  Parts& parts = parts_[kind][slot];
  const BasisSolver& solver = local ? bare_ : dressed_;
  if (parts.basis_version == solver.version() && parts.tolerance == tolerance &&
      parts.coupling_operator.rows() == op.rows() && parts.coupling_operator == op) {
    return parts.eigenoperators;
  }
  const BasicEigenbasis<Real>& basis = solver.basis();
  find_in_basis<Real>(basis.vectors, in_precision<Real>(op), work1_, work2_);
  find_eigenoperators(basis.energies, work2_, tolerance, parts.eigenoperators);
  parts.basis_version = solver.version();
  parts.tolerance = tolerance;
  parts.coupling_operator = op;
  return parts.eigenoperators;
}

template <class Real>
void BasicGeneratorBuilder<Real>::rotate_from_bare_basis(const BasicEigenoperators<Real>& parts,
                                                         BasicDissipator<Real>& dissipator) {
  const Eigen::Index d = rotation_.rows();
  for (std::size_t k = 0; k < parts.size(); ++k) {
    work1_.setZero(d, d);  // rotation S
    for (const auto& e : parts.part(k)) work1_.col(e.column) += rotation_.col(e.row) * e.value;
    rotate<Real>(work1_, rotation_, work2_);
    for (Eigen::Index column = 0; column < d; ++column) {
      for (Eigen::Index row = 0; row < d; ++row) {
        if (work2_(row, column) != Scalar(0)) {
          dissipator.b_elements.push_back({row, column, work2_(row, column)});
        }
      }
    }
    begins_.push_back(dissipator.b_elements.size());
    if (std::has_single_bit(k + 1)) {
      const auto found = static_cast<double>(dissipator.b_elements.size());
      require_memory<Real>(dissipator.bath,
                           found / static_cast<double>(k + 1) * static_cast<double>(parts.size()));
    }
  }
}

template class BasicGeneratorBuilder<double>;
template class BasicGeneratorBuilder<DoubleDouble>;

}  // namespace quflux::inline master_equation
