#include "quflux/method/master_equation/generator_builder.h"

#include <cmath>
#include <limits>
#include <span>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"

namespace quflux::inline master_equation {

namespace {

template <class Real>
using Range = typename BasicDissipator<Real>::Range;

// Frequencies that differ by less are the same number computed twice.
template <class Real>
constexpr double kRoundingTolerance = std::is_same_v<Real, double> ? 1e-12 : 1e-26;

// a b in the memory of `result`.
template <class A, class B, class Result>
void multiply(const A& a, const B& b, Result& result) {
  if constexpr (std::is_same_v<Result, Matrix>) {
    result.noalias() = a * b;
  } else {
    result = a.lazyProduct(b);
  }
}

template <class Real>
decltype(auto) in_precision(const Matrix& m) {
  if constexpr (std::is_same_v<Real, double>) {
    return (m);
  } else {
    return BasicMatrix<Real>(m.unaryExpr(&to_precision<Real>));
  }
}

// Gamma_j(w) = R_j(w)/2 + i Lambda_j(w).
template <class Real>
void find_half_rates(const SystemBath& bath, const std::vector<Real>& frequencies,
                     bool with_lamb_shift, std::vector<std::optional<Real>>& rates,
                     std::vector<std::complex<Real>>& result) {
  transition_rates(bath.reservoir, frequencies, rates);
  result.clear();
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::optional<Real>& rate = rates[k];
    if (!rate) {
      throw NoAnswer(fmt::format(
          "bath '{}' has no finite rate at zero frequency, but its operator couples there; the "
          "spectral density must vanish at least as w, or the operator have no such elements",
          bath.name));
    }
    require_finite(to_double(*rate), [&] {
      return fmt::format("the rate of bath '{}' at the frequency {}", bath.name,
                         to_double(frequencies[k]));
    });
    result.emplace_back(*rate / Real(2));
  }
  if (!with_lamb_shift) return;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const double w = to_double(frequencies[k]);
    try {
      result[k].imag(lamb_shift(bath.reservoir, w));
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("the Lamb shift of bath '{}' at the frequency {}: {}", bath.name,
                                 w, error.what()));
    }
  }
}

// The partners w of the part at v = frequencies[k] for which f(w, v) = 1. Frequencies ascend, and
// every filter keeps neighbours, so that the partners are a range.
template <class Real>
Range<Real> partners(const std::vector<Real>& frequencies, std::size_t k,
                     const MasterEquation& equation, const EquationOptions& options) {
  const auto with_k = [&](std::size_t i) {
    return equation.kept(to_double(frequencies[i]), to_double(frequencies[k]), options);
  };
  Range<Real> range{k, k + 1};
  while (range.begin > 0 && with_k(range.begin - 1)) --range.begin;
  while (range.end < frequencies.size() && with_k(range.end)) ++range.end;
  return range;
}

// Pairs sum_w f(w,w') Gamma(w) S(w) with S(w'); neighbours w' that share the first factor are
// summed.
template <class Real>
void find_terms(const std::vector<Real>& frequencies, const std::vector<std::size_t>& begins,
                const MasterEquation& equation, const EquationOptions& options,
                std::vector<typename BasicDissipator<Real>::Term>& terms) {
  terms.clear();
  Range<Real> previous{0, 0};
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const Range<Real> range = partners(frequencies, k, equation, options);
    if (!terms.empty() && range.begin == previous.begin && range.end == previous.end) {
      terms.back().b.end = begins[k + 1];
      terms.back().frequency = std::numeric_limits<double>::quiet_NaN();
    } else {
      terms.push_back({{begins[range.begin], begins[range.end]},
                       {begins[k], begins[k + 1]},
                       to_double(frequencies[k])});
    }
    previous = range;
  }
}

}  // namespace

template <class Real>
const BasicGenerator<Real>& BasicGeneratorBuilder<Real>::build(const System& system,
                                                               const MasterEquation& equation,
                                                               const EquationOptions& options) {
  if (options.bath_coupling != BathCoupling::position) {
    throw NoAnswer(
        "bath_coupling = \"exchange\" is for networks of oscillators; a density matrix couples to "
        "its "
        "baths by Hermitian operators");
  }
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
  const double tolerance =
      equation.merges ? options.degeneracy_tolerance : kRoundingTolerance<Real>;
  generator_.completely_positive = equation.completely_positive;

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
  generator_.dissipators.resize(system.baths.size());
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const SystemBath& bath = system.baths[j];
    const BasicEigenoperators<Real>& parts = parts_of(j, system, local, tolerance);
    find_half_rates(bath, parts.frequencies, options.lamb_shift, rates_, half_rates_);
    BasicDissipator<Real>& dissipator = generator_.dissipators[j];
    dissipator.bath = bath.name;
    if (local) {
      rotate_from_bare_basis(parts, dissipator);
    } else {
      begins_ = parts.begins;
      dissipator.b_elements = parts.elements;
    }
    dissipator.a_elements = dissipator.b_elements;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const RateFactors factors = equation.share(to_double(half_rates_[k]));
      const bool shared = factors.b != 1.0;
      const Scalar a = shared ? to_precision<Real>(factors.a) : half_rates_[k];
      for (std::size_t i = begins_[k]; i < begins_[k + 1]; ++i) {
        dissipator.a_elements[i].value *= a;
        if (shared) dissipator.b_elements[i].value *= to_precision<Real>(factors.b);
      }
    }
    find_terms(parts.frequencies, begins_, equation, options, dissipator.terms);
  }
  return generator_;
}

template <class Real>
const BasicEigenoperators<Real>& BasicGeneratorBuilder<Real>::parts_of(std::size_t bath,
                                                                       const System& system,
                                                                       bool local,
                                                                       double tolerance) {
  const std::size_t kind = local ? 0 : (tolerance == kRoundingTolerance<Real> ? 2 : 1);
  parts_[kind].resize(system.baths.size());
  Parts& parts = parts_[kind][bath];
  const BasisSolver& solver = local ? bare_ : dressed_;
  const Matrix& op = system.baths[bath].coupling_operator;
  if (parts.basis_version == solver.version() && parts.tolerance == tolerance &&
      parts.coupling_operator.rows() == op.rows() && parts.coupling_operator == op) {
    return parts.eigenoperators;
  }
  const BasicEigenbasis<Real>& basis = solver.basis();
  multiply(basis.vectors.adjoint(), in_precision<Real>(op), work1_);
  multiply(work1_, basis.vectors, work2_);
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
  dissipator.b_elements.clear();
  begins_.assign(1, 0);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    work1_.setZero(d, d);  // rotation S
    for (const auto& e : parts.part(k)) work1_.col(e.column) += rotation_.col(e.row) * e.value;
    multiply(work1_, rotation_.adjoint(), work2_);
    for (Eigen::Index column = 0; column < d; ++column) {
      for (Eigen::Index row = 0; row < d; ++row) {
        if (work2_(row, column) != Scalar(0)) {
          dissipator.b_elements.push_back({row, column, work2_(row, column)});
        }
      }
    }
    begins_.push_back(dissipator.b_elements.size());
  }
}

template class BasicGeneratorBuilder<double>;
template class BasicGeneratorBuilder<DoubleDouble>;

}  // namespace quflux::inline master_equation
