#include "quflux/method/master_equation/generator_builder.h"

#include <cmath>
#include <limits>
#include <span>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"

namespace quflux::inline master_equation {

namespace {

using Range = Dissipator::Range;

// Frequencies that differ by less are the same number computed twice.
constexpr double kRoundingTolerance = 1e-12;

// Gamma_j(w) = R_j(w)/2 + i Lambda_j(w).
void find_half_rates(const SystemBath& bath, std::span<const double> frequencies,
                     bool with_lamb_shift, std::vector<std::optional<double>>& rates,
                     std::vector<Complex>& result) {
  transition_rates(bath.reservoir, frequencies, rates);
  result.clear();
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::optional<double>& rate = rates[k];
    if (!rate) {
      throw NoAnswer(fmt::format(
          "bath '{}' has no finite rate at zero frequency, but its operator couples there; the "
          "spectral density must vanish at least as w, or the operator have no such elements",
          bath.name));
    }
    require_finite(*rate, [&] {
      return fmt::format("the rate of bath '{}' at the frequency {}", bath.name, frequencies[k]);
    });
    result.emplace_back(*rate / 2);
  }
  if (!with_lamb_shift) return;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    try {
      result[k].imag(lamb_shift(bath.reservoir, frequencies[k]));
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("the Lamb shift of bath '{}' at the frequency {}: {}", bath.name,
                                 frequencies[k], error.what()));
    }
  }
}

// The partners w of the part at v = frequencies[k] for which f(w, v) = 1. Frequencies ascend, and
// every filter keeps neighbours, so that the partners are a range.
Range partners(std::span<const double> frequencies, std::size_t k, const MasterEquation& equation,
               const EquationOptions& options) {
  const auto with_k = [&](std::size_t i) {
    return equation.kept(frequencies[i], frequencies[k], options);
  };
  Range range{k, k + 1};
  while (range.begin > 0 && with_k(range.begin - 1)) --range.begin;
  while (range.end < frequencies.size() && with_k(range.end)) ++range.end;
  return range;
}

// Pairs sum_w f(w,w') Gamma(w) S(w) with S(w'); neighbours w' that share the first factor are
// summed.
void find_terms(std::span<const double> frequencies, const std::vector<std::size_t>& begins,
                const MasterEquation& equation, const EquationOptions& options,
                std::vector<Dissipator::Term>& terms) {
  terms.clear();
  Range previous{0, 0};
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const Range range = partners(frequencies, k, equation, options);
    if (!terms.empty() && range.begin == previous.begin && range.end == previous.end) {
      terms.back().b.end = begins[k + 1];
      terms.back().frequency = std::numeric_limits<double>::quiet_NaN();
    } else {
      terms.push_back(
          {{begins[range.begin], begins[range.end]}, {begins[k], begins[k + 1]}, frequencies[k]});
    }
    previous = range;
  }
}

}  // namespace

const Generator& GeneratorBuilder::build(const System& system, const MasterEquation& equation,
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
  const double tolerance = equation.merges ? options.degeneracy_tolerance : kRoundingTolerance;
  generator_.completely_positive = equation.completely_positive;

  const Eigenbasis& basis = dressed_.solve(system.hamiltonian);
  if (generator_version_ != dressed_.version()) {
    generator_.energies = basis.energies;
    generator_.basis = basis.vectors;
    generator_version_ = dressed_.version();
  }
  if (local) {
    const Eigenbasis& bare = bare_.solve(*system.uncoupled_hamiltonian);
    rotation_.noalias() = basis.vectors.adjoint() * bare.vectors;
  }
  generator_.dissipators.resize(system.baths.size());
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const SystemBath& bath = system.baths[j];
    const Eigenoperators& parts = parts_of(j, system, local, tolerance);
    find_half_rates(bath, parts.frequencies, options.lamb_shift, rates_, half_rates_);
    Dissipator& dissipator = generator_.dissipators[j];
    dissipator.bath = bath.name;
    if (local) {
      rotate_from_bare_basis(parts, dissipator);
    } else {
      begins_ = parts.begins;
      dissipator.b_elements = parts.elements;
    }
    dissipator.a_elements = dissipator.b_elements;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const RateFactors factors = equation.share(half_rates_[k]);
      for (std::size_t i = begins_[k]; i < begins_[k + 1]; ++i) {
        dissipator.a_elements[i].value *= factors.a;
        if (factors.b != 1.0) dissipator.b_elements[i].value *= factors.b;
      }
    }
    find_terms(parts.frequencies, begins_, equation, options, dissipator.terms);
  }
  return generator_;
}

const Eigenoperators& GeneratorBuilder::parts_of(std::size_t bath, const System& system, bool local,
                                                 double tolerance) {
  const std::size_t kind = local ? 0 : (tolerance == kRoundingTolerance ? 2 : 1);
  parts_[kind].resize(system.baths.size());
  Parts& parts = parts_[kind][bath];
  const EigenbasisSolver& solver = local ? bare_ : dressed_;
  const Matrix& op = system.baths[bath].coupling_operator;
  if (parts.basis_version == solver.version() && parts.tolerance == tolerance &&
      parts.coupling_operator.rows() == op.rows() && parts.coupling_operator == op) {
    return parts.eigenoperators;
  }
  const Eigenbasis& basis = solver.basis();
  work1_.noalias() = basis.vectors.adjoint() * op;
  work2_.noalias() = work1_ * basis.vectors;
  find_eigenoperators(basis.energies, work2_, tolerance, parts.eigenoperators);
  parts.basis_version = solver.version();
  parts.tolerance = tolerance;
  parts.coupling_operator = op;
  return parts.eigenoperators;
}

void GeneratorBuilder::rotate_from_bare_basis(const Eigenoperators& parts, Dissipator& dissipator) {
  const Eigen::Index d = rotation_.rows();
  dissipator.b_elements.clear();
  begins_.assign(1, 0);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    work1_.setZero(d, d);  // rotation S
    for (const MatrixElement& e : parts.part(k)) {
      work1_.col(e.column) += rotation_.col(e.row) * e.value;
    }
    work2_.noalias() = work1_ * rotation_.adjoint();
    for (Eigen::Index column = 0; column < d; ++column) {
      for (Eigen::Index row = 0; row < d; ++row) {
        if (work2_(row, column) != Complex(0)) {
          dissipator.b_elements.push_back({row, column, work2_(row, column)});
        }
      }
    }
    begins_.push_back(dissipator.b_elements.size());
  }
}

}  // namespace quflux::inline master_equation
