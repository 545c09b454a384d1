#include "quflux/method/master_equation/options.h"

#include <string>

#include "quflux/method/master_equation/equilibrium_subtraction.h"

namespace quflux::inline master_equation {

namespace {

// Beyond this even a frequency and its half could come out as one, or as zero.
constexpr double kLargestDegeneracyTolerance = 0.1;

}  // namespace

EquationOptions equation_options(const Options& options) {
  EquationOptions result;
  result.lamb_shift = option<bool>(options, "lamb_shift").value_or(false);
  result.secular_cutoff = option<double>(options, "secular_cutoff");
  result.degeneracy_tolerance =
      option<double>(options, "degeneracy_tolerance").value_or(kDegeneracyTolerance);
  if (option<std::string>(options, "bath_coupling") == "exchange") {
    result.bath_coupling = BathCoupling::exchange;
  }
  const auto self_energy = option<std::string>(options, "self_energy");
  if (self_energy == "counter_term") result.self_energy = SelfEnergy::counter_term;
  if (self_energy == "dissipative") result.self_energy = SelfEnergy::dissipative;
  if (option<std::string>(options, "counting") == "quanta") result.counting = Dressing::quanta;
  return result;
}

bool has_defaults(const Options& options) {
  return equation_options(options) == EquationOptions{} && !subtracts_equilibrium(options);
}

OptionKey lamb_shift_option() {
  return {"lamb_shift", "keep the imaginary part of the half rates, Gamma = R/2 + i Lambda",
          FlagOption{}};
}

OptionKey secular_cutoff_option() {
  return {"secular_cutoff",
          "keep pairs of frequencies up to this far apart, instead of those of one sign",
          NumberOption{.positive = true}};
}

OptionKey degeneracy_tolerance_option() {
  return {"degeneracy_tolerance",
          "frequencies closer than this fraction of the largest one count as one",
          NumberOption{.otherwise = kDegeneracyTolerance,
                       .at_least = 0,
                       .at_most = kLargestDegeneracyTolerance}};
}

OptionKey bath_coupling_option() {
  return {"bath_coupling", "how sites couple to the modes of their baths",
          WordOption{{"position", "exchange"}}};
}

OptionKey self_energy_option() {
  return {"self_energy", "what the exact current keeps of the real part of the self-energy",
          WordOption{{"full", "counter_term", "dissipative"}}};
}

OptionKey counting_option() {
  return {"counting", "what a jump counts for: the energy of the whole system, or its quantum",
          WordOption{{"system", "quanta"}}};
}

}  // namespace quflux::inline master_equation
