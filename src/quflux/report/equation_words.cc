#include "quflux/report/equation_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <ranges>

#include <fmt/core.h>

#include "quflux/report/words.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline report {

namespace {

struct VerdictWords {
  const char* of_flows;
  const char* of_scales;  // which are an upper estimate: flows may agree where they are large
};

// By Verdict.
constexpr std::array<VerdictWords, 3> kVerdicts{{{"agrees with", "may hold"},
                                                 {"is doubtful", "is doubtful"},
                                                 {"does not hold", "is not expected to hold"}}};

const VerdictWords& words(Verdict verdict) {
  return kVerdicts.at(static_cast<std::size_t>(verdict));
}

std::string percent_of_difference(double fraction) {
  const double percent = 100 * fraction;
  if (percent >= 10) return fmt::format("{:.0f}%", percent);
  // Flows of two roads differ by rounding, which says nothing.
  return percent < 1e-8 ? "1e-08%" : number(percent, 2) + "%";
}

std::string comparison_in_words(const Comparison& comparison) {
  const std::string& name = comparison.reference.label;
  if (!comparison.verdict) return fmt::format("nothing flows, as in {}", name);
  const std::string verdict = words(*comparison.verdict).of_flows;
  if (std::isinf(comparison.difference)) {
    return fmt::format("{}: has flows where {} has none", verdict, name);
  }
  const std::string part = percent_of_difference(comparison.difference);
  if (*comparison.verdict != Verdict::good) {
    return fmt::format("{}: flows differ from those of {} by {} of the largest", verdict, name,
                       part);
  }
  if (is_exact(comparison.reference)) {
    return fmt::format("right: flows within {} of the largest exact one", part);
  }
  return fmt::format("{} {}: flows within {} of the largest", verdict, name, part);
}

}  // namespace

std::string verdict_in_words(const std::vector<Comparison>& comparisons,
                             const std::optional<Neglect>& neglect) {
  std::string text;
  for (const Comparison& comparison : comparisons | std::views::reverse) {
    if (comparison.obstacle.empty()) add_remark(text, comparison_in_words(comparison));
  }
  if (!text.empty() || !neglect) return text;
  return fmt::format("{} by the scales of the model, no flows compared",
                     words(neglect->verdict).of_scales);
}

std::string neglect_in_words(const Assumption& assumption, const std::optional<Neglect>& neglect,
                             const std::optional<TimeScales>& scales) {
  std::string text = assumption.neglects;
  if (neglect && neglect->pair) {
    const DroppedPair& pair = *neglect->pair;
    text +=
        fmt::format(" (those at {} and {} are {} apart and {} wide)", number(pair.first.frequency),
                    number(pair.second.frequency), number(pair.distance()), number(pair.width()));
  } else if (assumption.scale == Scale::splitting && scales) {
    text +=
        fmt::format(" (couplings and detunings split transitions by up to {}, rates are up to {})",
                    number(scales->splitting), number(scales->largest_rate));
  } else if (neglect) {
    text += " (this model has none)";
  }
  add_remark(text, assumption.remark);
  return text;
}

std::string judge_in_words(const Study& study, const std::vector<Comparison>& comparisons) {
  double difference = 0;
  for (const Comparison& comparison : comparisons) {
    if (comparison.obstacle.empty() && is_exact(comparison.reference)) return "";
    if (comparison.verdict.value_or(Verdict::good) == Verdict::good) continue;
    difference = std::max(difference, comparison.difference);
  }
  if (difference == 0 || std::ranges::any_of(study.equations, is_exact)) return "";
  const auto judge = std::ranges::find_if(equations(), [&](const EquationKind& kind) {
    const Equation equation{kind, kind.name};
    return is_exact(equation) &&
           obstacle(equation, study.model, {Quantity::flows, Quantity::flow_errors}).empty();
  });
  if (judge == equations().end()) return "";
  const bool cut_off = std::ranges::none_of(study.model.baths, [](const ModelBath& bath) {
    const auto* power = std::get_if<PowerLaw>(&bath.spectral_density);
    return power != nullptr && !power->cutoff;
  });
  return fmt::format(
      "The equations disagree{}: to see which is right, {}add \"{}\" to 'equations' or run quflux "
      "grade\n",
      std::isinf(difference) ? "" : " by " + percent_of_difference(difference),
      cut_off ? "" : "give power laws a cutoff and ", judge->name);
}

std::string state_in_words(const Stationary& stationary) {
  const Answer& answer = stationary.answer;
  if (stationary.too_large) return "";
  if (!stationary.obstacle.empty()) return "no answer here: " + stationary.obstacle;
  std::string text;
  if (!answer.states.empty() && answer.states[0].allFinite()) {
    text =
        "smallest eigenvalue of its stationary state " + number(min_eigenvalue(answer.states[0]));
  } else if (!answer.warnings.empty()) {
    text = answer.warnings.at(0);
  } else if (!answer.occupations.empty() && std::isnan(answer.occupations[0])) {
    text = "a mode relaxes too slowly for its occupation to be known in double precision";
  } else if (!answer.occupations.empty()) {
    const auto [least, most] = std::ranges::minmax(answer.occupations);
    text = answer.occupations.size() == 1
               ? "occupation of the site " + number(least)
               : fmt::format("occupations of the sites {} to {}", number(least), number(most));
  }
  if (!std::isnan(answer.flow_errors[0])) {
    add_remark(text, "estimated error of its flows " + number(answer.flow_errors[0]));
  }
  return text;
}

}  // namespace quflux::inline report
