// What audits say of random models, against exact flows.

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <random>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "quflux/validity/audit.h"

namespace quflux::inline validity {
namespace {

int asked_for(const char* variable, int otherwise) {
  const char* asked = std::getenv(variable);
  return asked != nullptr ? std::atoi(asked) : otherwise;
}

int model_count() { return asked_for("QUFLUX_AUDITED_MODELS", 20); }

class RandomModels {
 public:
  /// `wide`: with operators of all directions, common baths, zz couplings and baths with a peak.
  RandomModels(unsigned seed, bool wide) : random_(seed), wide_(wide) {}

  Study next() {
    Study study;
    const bool oscillators = one_of(3) == 0;
    const bool single = !oscillators && one_of(4) == 0;
    const double first = 1;
    const double second =
        one_of(4) == 0 ? 1 : 1 + (one_of(2) == 0 ? -0.7 : 1) * logarithmic(1e-3, 1);
    const auto site = [&](const char* name, double frequency) {
      return oscillators ? Site{name, Oscillator{frequency, 3}} : Site{name, TwoLevel{frequency}};
    };
    study.model.sites = {site("a", first)};
    if (!single) {
      study.model.sites.push_back(site("b", second));
      const CouplingKind kind = one_of(3) == 0                            ? CouplingKind::position
                                : wide_ && !oscillators && one_of(3) == 0 ? CouplingKind::zz
                                                                          : CouplingKind::exchange;
      const double most = 0.3 * std::min(first, second);
      study.model.couplings = {{"k", kind, {"a", "b"}, {}, logarithmic(1e-3, most)}};
    }
    study.model.baths = {bath("c", "a"), bath("h", single ? "a" : "b")};
    if (wide_ && !oscillators) {
      for (ModelBath& of : study.model.baths) turn(of);
      if (!single && one_of(4) == 0) share(study.model.baths[1]);
    }
    for (const char* name : {"local", "global", "partial_secular", "redfield"}) {
      study.equations.push_back(equation(name));
    }
    if (!oscillators) study.equations.push_back(equation("universal_lindblad"));
    study.model.title =
        fmt::format("{}, w2 {:.4g}, k {:.3g}, T {:.3g} {:.3g}",
                    oscillators ? "oscillators" : (single ? "atom" : "atoms"), second,
                    single ? 0 : study.model.couplings[0].strength,
                    study.model.baths[0].temperature, study.model.baths[1].temperature);
    return study;
  }

 private:
  double logarithmic(double least, double most) {
    return std::exp(std::uniform_real_distribution(std::log(least), std::log(most))(random_));
  }
  int one_of(int count) { return std::uniform_int_distribution(0, count - 1)(random_); }

  ModelBath bath(const char* name, const char* site) {
    const double c = logarithmic(1e-4, 0.3);
    const double cutoff = logarithmic(2, 10);
    return {.name = name,
            .sites = {site},
            .temperature = logarithmic(0.15, 3),
            .spectral_density = wide_ && one_of(3) == 0 ? peak(c)
                                : one_of(2) == 0        ? SpectralDensity(Drude{c, cutoff})
                                                        : SpectralDensity(PowerLaw{c, 1, cutoff})};
  }

  SpectralDensity peak(double c) {
    const double frequency = logarithmic(0.3, 4);
    return Brownian{std::sqrt(c), frequency, frequency * logarithmic(0.1, 1)};
  }

  // S = cos(t) sx + sin(t) sz.
  void turn(ModelBath& bath) {
    const double angle = std::uniform_real_distribution(0.0, std::numbers::pi / 2)(random_);
    bath.sites.push_back(bath.sites[0]);
    bath.operators_of_sites = {"sx", "sz"};
    bath.weights = {std::cos(angle), std::sin(angle)};
  }

  // It acts on the other site, too.
  void share(ModelBath& bath) {
    bath.sites.push_back("a");
    bath.operators_of_sites.push_back("sx");
    bath.weights.push_back(logarithmic(0.1, 1));
  }

  std::mt19937 random_;
  bool wide_;
};

// Without what the exact flows themselves say, which are not always there.
bool all_good(const AuditedEquation& equation) {
  return std::ranges::all_of(equation.numbers, [](const CheckedNumber& number) {
    return number.verdict == Verdict::good || number.check->name == "exact";
  });
}

// What decides, for the one who looks at a miss.
std::string numbers_in_words(const AuditedEquation& equation) {
  std::string text;
  for (const CheckedNumber& number : equation.numbers) {
    text += fmt::format(" {} {:.3g}", number.check->name, number.number.value);
  }
  return text;
}

// An equation of which every number is good has flows within 10% of the exact ones.
void require_honesty(bool wide) {
  constexpr double kRight = 0.1;
  RandomModels models(static_cast<unsigned>(asked_for("QUFLUX_AUDIT_SEED", 7)), wide);
  int judged = 0, good = 0, right = 0, seen = 0;
  for (int k = 0; k < model_count(); ++k) {
    const Study study = models.next();
    const Audit found = audit(study);
    if (!found.judge.empty()) ++judged;
    for (const AuditedEquation& equation : found.equations) {
      if (!equation.far || !equation.far->exact) continue;
      const double difference = equation.far->difference;
      ++seen;
      right += static_cast<int>(difference <= kRight);
      if (!all_good(equation)) continue;
      ++good;
      EXPECT_LE(difference, kRight)
          << k << ": " << study.model.title << ": " << equation.label << numbers_in_words(equation);
    }
  }
  fmt::print("{} of {} models judged; of {} equations {} are within 10%, {} good in every row\n",
             judged, model_count(), seen, right, good);
  EXPECT_GT(judged, model_count() / 2);
  // Not by calling nothing good.
  EXPECT_GT(good, 0);
}

TEST(AuditCampaign, WhatIsGoodEverywhereIsRight) { require_honesty(false); }

TEST(AuditCampaign, WhatIsGoodEverywhereIsRightForBathsOfAllKinds) { require_honesty(true); }

}  // namespace
}  // namespace quflux::inline validity
