#pragma once

#include <string>

#include "quflux/method/equation.h"
#include "quflux/validity/audit.h"

namespace quflux::inline validity {

/// Two atoms with an exchange coupling and a bath at each, c w^3 with c = (0.002, 0.04), at
/// T = (0.2, 0.22): those of the paper.
inline Study paper_pair(double second_frequency, double coupling) {
  Study study;
  study.model.sites = {{"a1", TwoLevel{1}}, {"a2", TwoLevel{second_frequency}}};
  study.model.couplings = {{"k", CouplingKind::exchange, {"a1", "a2"}, {}, coupling}};
  study.model.baths = {
      {.name = "cold", .sites = {"a1"}, .temperature = 0.2, .spectral_density = PowerLaw{0.002, 3}},
      {.name = "hot", .sites = {"a2"}, .temperature = 0.22, .spectral_density = PowerLaw{0.04, 3}}};
  return study;
}

/// What an audit says of an equation under the name of a check; null: nothing.
inline const CheckedNumber* find_number(const Audit& audit, const std::string& label,
                                        const std::string& check) {
  for (const AuditedEquation& equation : audit.equations) {
    if (equation.label != label) continue;
    for (const CheckedNumber& number : equation.numbers) {
      if (number.check->name == check) return &number;
    }
  }
  return nullptr;
}

}  // namespace quflux::inline validity
