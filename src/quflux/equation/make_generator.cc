#include "quflux/equation/make_generator.h"

#include <cmath>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"
#include "quflux/equation/eigenbasis.h"
#include "quflux/equation/eigenoperators.h"

namespace quflux {

namespace {

// Frequencies that differ by less are the same number computed twice.
constexpr double kRoundingTolerance = 1e-12;

// Gamma_j(w) at the frequencies of the eigenoperators.
std::vector<Complex> half_rates(const SystemBath& bath, const std::vector<Eigenoperator>& parts,
                                bool with_lamb_shift) {
  std::vector<double> frequencies;
  frequencies.reserve(parts.size());
  for (const Eigenoperator& part : parts) frequencies.push_back(part.frequency);
  std::vector<Complex> result;
  result.reserve(parts.size());
  for (const std::optional<double>& rate : transition_rates(bath.reservoir, frequencies)) {
    if (!rate) {
      throw Error(fmt::format(
          "bath '{}' has no finite rate at zero frequency, but its operator couples there; the "
          "spectral density must vanish at least as w, or the operator have no such elements",
          bath.name));
    }
    result.emplace_back(*rate / 2);
  }
  if (!with_lamb_shift) return result;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    try {
      result[k].imag(lamb_shift(bath.reservoir, frequencies[k]));
    } catch (const Error& error) {
      throw Error(fmt::format("the Lamb shift of bath '{}' at the frequency {}: {}", bath.name,
                              frequencies[k], error.what()));
    }
  }
  return result;
}

bool same_sign(double w, double v) { return (w > 0) == (v > 0) && (w < 0) == (v < 0); }

bool kept(Equation equation, const EquationOptions& options, double w, double v) {
  switch (equation) {
    case Equation::local:
    case Equation::global:
      return w == v;
    case Equation::partial_secular:
      return same_sign(w, v) &&
             (!options.secular_cutoff || std::abs(w - v) <= *options.secular_cutoff);
    case Equation::redfield:
      return true;
  }
  throw Error("not an equation");
}

// Pairs sum_w f(w,w') Gamma(w) S(w) with S(w'); neighbours w' that share the first factor are
// summed.
std::vector<DissipatorTerm> filtered_terms(const std::vector<Eigenoperator>& parts,
                                           const std::vector<Complex>& rates, Equation equation,
                                           const EquationOptions& options) {
  std::vector<DissipatorTerm> terms;
  std::vector<bool> previous;
  for (const Eigenoperator& right : parts) {
    std::vector<bool> partners(parts.size());
    for (std::size_t k = 0; k < parts.size(); ++k) {
      partners[k] = kept(equation, options, parts[k].frequency, right.frequency);
    }
    if (!terms.empty() && partners == previous) {
      terms.back().b += right.op;
      continue;
    }
    Matrix a = Matrix::Zero(right.op.rows(), right.op.cols());
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (partners[k]) {
        a += rates[k] * parts[k].op;
      }
    }
    terms.push_back({std::move(a), right.op});
    previous = std::move(partners);
  }
  return terms;
}

}  // namespace

Generator make_generator(const System& system, Equation equation, const EquationOptions& options) {
  validate(system);
  require_non_negative(options.degeneracy_tolerance, "degeneracy_tolerance");
  if (options.secular_cutoff) {
    require_positive(*options.secular_cutoff, "secular_cutoff");
  }
  const bool local = equation == Equation::local;
  if (local && !system.uncoupled_hamiltonian) {
    throw Error(
        "the local equation needs the Hamiltonian without the couplings between the sites; give "
        "an uncoupled Hamiltonian, or use global, partial_secular or redfield");
  }
  const bool secular = local || equation == Equation::global;
  const double tolerance = secular ? options.degeneracy_tolerance : kRoundingTolerance;

  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  const Eigenbasis bare = local ? eigenbasis(*system.uncoupled_hamiltonian) : basis;
  Generator generator{basis.energies, basis.vectors, {}};
  for (const SystemBath& bath : system.baths) {
    const Matrix op = bare.vectors.adjoint() * bath.coupling_operator * bare.vectors;
    std::vector<Eigenoperator> parts = eigenoperators(bare.energies, op, tolerance);
    const std::vector<Complex> rates = half_rates(bath, parts, options.lamb_shift);
    if (local) {
      const Matrix rotation = basis.vectors.adjoint() * bare.vectors;
      for (Eigenoperator& part : parts) {
        part.op = rotation * part.op * rotation.adjoint();
      }
    }
    generator.dissipators.push_back({bath.name, filtered_terms(parts, rates, equation, options)});
  }
  return generator;
}

}  // namespace quflux
