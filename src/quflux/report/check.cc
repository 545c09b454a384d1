#include "quflux/report/check.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/method/find_option.h"
#include "quflux/report/drive_words.h"
#include "quflux/report/equation_words.h"
#include "quflux/report/model_words.h"
#include "quflux/report/words.h"
#include "quflux/study/plan.h"

namespace quflux::inline report {

namespace {

// Options for all equations that none of these knows.
std::string idle_options_in_words(const Study& study) {
  std::string text;
  for (const auto& [key, value] : study.options) {
    const bool known = std::ranges::any_of(study.equations, [&](const Equation& equation) {
      return find_option(equation.kind, key) != nullptr;
    });
    if (!known) text += fmt::format("None of these equations knows the option {}\n", key);
  }
  return text;
}

void add_once(const std::string& note, std::vector<std::string>& notes) {
  if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
}

// A line for each equation, and one for each note on how flows are compared, or why not.
std::string equations_in_words(const Study& study, const Plan& plan,
                               const std::optional<TimeScales>& scales) {
  Comparer comparer(study, plan, scales ? scales->largest_feed : 0);
  std::string text;
  std::vector<std::string> notes;
  std::vector<Comparison> all;
  for (std::size_t e = 0; e < study.equations.size(); ++e) {
    const Equation& equation = study.equations[e];
    const std::vector<Comparison> comparisons = comparer.compare(e);
    all.insert(all.end(), comparisons.begin(), comparisons.end());
    const std::optional<Neglect> neglected = scales ? neglect(equation, *scales) : std::nullopt;
    std::string line = verdict_in_words(comparisons, neglected);
    add_remark(line, neglect_in_words(equation.kind.assumption, neglected, scales));
    add_remark(line, state_in_words(comparer.stationary(e)));
    text += fmt::format("{}: {}\n", equation.label, line);
    for (const Comparison& c : comparisons) {
      for (const std::string& key : c.without) {
        add_once(fmt::format("{} knows no option {}: its flows are compared with those of {} "
                             "without it\n",
                             equation.label, key, c.reference.label),
                 notes);
      }
      // Only some models have exact flows: nobody misses them in the others.
      if (c.obstacle.empty() || is_exact(c.reference)) continue;
      add_once(fmt::format("Flows are not compared with those of {}: {}\n", c.reference.label,
                           c.obstacle),
               notes);
    }
  }
  for (const std::string& note : notes) text += note;
  return text + judge_in_words(study, all) + idle_options_in_words(study);
}

// How the equations are solved, road by road.
std::string roads_in_words(const Study& study, const Plan& plan) {
  std::string text;
  for (const PlannedRoad& planned : plan.roads) {
    if (planned.road->takes_any_model || planned.road->by_modes) continue;
    text += fmt::format("{}: solved as {}\n", labels(study, planned), planned.road->solves);
  }
  const std::string others = road_in_words(study, plan);
  return others.empty() ? text : text + others + "\n";
}

std::string sweep_in_words(const Study& study) {
  std::string text;
  for (const SweepAxis& axis : study.sweep.axes) {
    text += fmt::format("  {}: {} values from {} to {}\n", axis.path, axis.values.size(),
                        number(axis.values.front()), number(axis.values.back()));
  }
  for (const Follow& follow : study.sweep.follows) {
    text += fmt::format("  {} = {}{}{}\n", follow.path,
                        follow.factor == 1 ? "" : number(follow.factor) + " x ", follow.source,
                        follow.offset == 0 ? "" : " + " + number(follow.offset));
  }
  text = text.empty() ? "Sweep: none, a single point\n"
                      : fmt::format("Sweep: {} points\n", grid_size(study.sweep)) + text;
  if (study.initial) {
    text += "[initial]: its limit, where there is more than one stationary state\n";
  }
  if (!study.course) return text;
  const std::vector<double>& times = study.course->times;
  return text + fmt::format("Time: {} values from {} to {}\n", times.size(), number(times.front()),
                            number(times.back()));
}

}  // namespace

std::string describe(const Study& study) {
  const Plan plan = make_plan(study);
  const bool by_modes = std::ranges::all_of(
      plan.roads, [](const PlannedRoad& planned) { return planned.road->by_modes; });
  const ModelWords model = by_modes ? modes_in_words(study) : transitions_in_words(study);
  std::string text = model.text + "\n" + equations_in_words(study, plan, model.scales);
  if (const std::string roads = roads_in_words(study, plan); !roads.empty()) text += "\n" + roads;
  return titled(study.model.title, text + "\n" + sweep_in_words(study) + drives_in_words(study));
}

}  // namespace quflux::inline report
