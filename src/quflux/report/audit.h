#pragma once

#include <string>

#include "quflux/study/study.h"
#include "quflux/validity/audit.h"

/// What audit() found, for people and for programs.
namespace quflux::inline report {

/// For each equation every number with its verdict and what it means, then how far equations
/// differ and which one to use.
std::string audit_in_words(const Study& study, const Audit& audit);

/// {"model": title, "equations": {name: {check: {"value": number, "verdict": "ok" | "doubtful" |
/// "bad", "meaning": sentence}}}, "differences": {name: {"reference": name, "exact": whether,
/// "value": of the largest flow}}, "failures": {name: reason}, "judge": name, "best": name}. A
/// number that is not defined is null. Along a sweep a check has "at", the keys where it is worst.
std::string audit_as_json(const Study& study, const Audit& audit);

/// "ok", "doubtful" or "bad".
const char* verdict_word(Verdict verdict);

/// Its value; "-" where it is not defined.
std::string number_in_words(const CheckedNumber& checked);

/// One sentence: what the number means for the flows, and where it comes from.
std::string meaning(const CheckedNumber& number);

/// "coupling.k.strength = 0.1", the point of a sweep; empty without one.
std::string point_in_words(const Audit& audit, std::size_t point);

/// How far the flows of an equation are from others, in a sentence. Empty: nothing to say.
std::string difference_in_words(const Audit& audit, const AuditedEquation& equation);

/// Which equation to use, and why, in a sentence.
std::string advice_in_words(const Audit& audit);

}  // namespace quflux::inline report
