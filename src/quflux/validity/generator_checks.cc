// Whether the generator of an equation is one of states.

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "quflux/method/master_equation/conserved_quantity.h"
#include "quflux/solve/spectrum.h"
#include "quflux/validity/check_rows.h"
#include "quflux/validity/complete_positivity.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// The largest rate of the model; the unit of eigenvalues.
double unit(const AuditedPoint& point) {
  return point.at.scales ? point.at.scales->largest_rate : 0;
}

// What rounding leaves of an eigenvalue that is zero.
double rounding(const AuditedPoint& point) {
  const RealVector& e = point.audited->generator.energies;
  return 1e-13 * std::max(unit(point), e(e.size() - 1) - e(0));
}

std::optional<Measured> trace(const AuditedPoint& point) {
  if (!point.audited) return std::nullopt;
  const Matrix l = superoperator(point.audited->generator);
  const Index d = point.audited->generator.energies.size();
  Eigen::RowVectorXcd lost = Eigen::RowVectorXcd::Zero(l.cols());
  for (Index k = 0; k < d; ++k) lost += l.row(k * (d + 1));
  return measured(lost.cwiseAbs().maxCoeff() / l.cwiseAbs().maxCoeff());
}

std::optional<Measured> hermiticity(const AuditedPoint& point) {
  if (!point.audited || !point.audited->state) return std::nullopt;
  const Matrix& rho = *point.audited->state;
  return measured((rho - rho.adjoint()).cwiseAbs().maxCoeff());
}

std::optional<Measured> complete_positivity(const AuditedPoint& point) {
  if (!point.audited) return std::nullopt;
  const Generator& generator = point.audited->generator;
  Measured worst = measured(0);
  for (const Dissipator& dissipator : generator.dissipators) {
    const double ratio = negative_part(dissipator, generator.energies.size());
    if (ratio > worst.value) worst = measured(ratio, fmt::format("bath {}", dissipator.bath));
  }
  return worst;
}

std::optional<Measured> stability(const AuditedPoint& point) {
  if (!point.audited || unit(point) == 0) return std::nullopt;
  const double growth = point.audited->eigenvalues.real().maxCoeff();
  return Measured{growth, (growth - rounding(point)) / unit(point)};
}

std::optional<Measured> uniqueness(const AuditedPoint& point) {
  if (!point.audited || unit(point) == 0) return std::nullopt;
  const double gap = spectral_gap(point.audited->eigenvalues) / unit(point);
  return Measured{gap, -gap};
}

std::optional<Measured> symmetry(const AuditedPoint& point) {
  if (!point.audited || !point.at.system || unit(point) == 0) return std::nullopt;
  const double zero = std::max(1e-10 * unit(point), rounding(point));
  const auto kept =
      static_cast<double>((point.audited->eigenvalues.cwiseAbs().array() <= zero).count());
  const std::optional<std::string> conserved = conserved_quantity(point.at.model, *point.at.system);
  return Measured{kept, kept - 1, conserved.value_or("")};
}

}  // namespace

Check trace_check() {
  return {.name = "trace",
          .help = "largest |<1|L| of the largest element of L",
          .good = 1e-12,
          .doubtful = 1e-9,
          .means = {"the generator keeps the trace: populations add up to one",
                    "the generator loses some of the trace to rounding",
                    "the generator does not keep the trace: its states, and J, mean nothing"},
          .measure = trace};
}

Check hermiticity_check() {
  return {.name = "hermiticity",
          .help = "largest |rho - rho^+|",
          .good = 1e-12,
          .doubtful = 1e-9,
          .means = {"the stationary state is Hermitian: J is real",
                    "the stationary state is Hermitian up to some rounding",
                    "the stationary state is not Hermitian: J means nothing"},
          .measure = hermiticity};
}

Check complete_positivity_check() {
  return {.name = "complete_positivity",
          .help = "most negative over largest eigenvalue of what each bath does",
          .good = 0,
          .doubtful = 0.1,
          .means = {"the equation keeps every state a state",
                    "the equation can make small negative probabilities of some states on the way; "
                    "J of the stationary state need not suffer",
                    "the equation can make negative probabilities of some states on the way; "
                    "believe J only where the stationary state is positive"},
          .measure = complete_positivity};
}

Check stability_check() {
  return {.name = "stability",
          .help = "largest Re lambda of the generator",
          .good = 1e-10,
          .doubtful = 1e-8,
          .means = {"what differs from the stationary state decays",
                    "something hardly decays: J may depend on where the state comes from",
                    "something grows: the state that J belongs to is never reached"},
          .measure = stability};
}

Check uniqueness_check() {
  return {.name = "uniqueness",
          .help = "slowest decay over the largest rate",
          .good = -1e-10,
          .doubtful = -1e-12,
          .means = {"there is one stationary state, and J is its flow",
                    "the slowest decay is hardly told from none: J may be one of many",
                    "there is more than one stationary state: J depends on the initial state"},
          .measure = uniqueness};
}

Check symmetry_check() {
  return {.name = "symmetry",
          .help = "stationary matrices there are; what is conserved",
          .good = 0,
          .doubtful = 0,
          .means = {"nothing is conserved but the trace", "",
                    "something is conserved: J depends on how much of it the state begins with"},
          .measure = symmetry};
}

}  // namespace quflux::inline validity
