#include "quflux/report/audit.h"

#include <cmath>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "quflux/report/table.h"
#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

constexpr int kAuditDigits = 4;

std::string counts_in_words(const AuditedEquation& equation) {
  return fmt::format("{} ok, {} doubtful, {} bad", count(equation, Verdict::good),
                     count(equation, Verdict::doubtful), count(equation, Verdict::bad));
}

std::string percent_of_flow(double part) {
  return part < 0.1 ? fmt::format("{:.2g}%", 100 * part) : fmt::format("{:.0f}%", 100 * part);
}

std::string audited_equation_in_words(const Audit& audit, const AuditedEquation& equation) {
  if (equation.numbers.empty()) {
    return fmt::format("{}: no answer{}{}\n", equation.label, equation.obstacle.empty() ? "" : ": ",
                       equation.obstacle);
  }
  std::string text = fmt::format("{}: {}\n", equation.label, counts_in_words(equation));
  if (!equation.obstacle.empty()) {
    text += fmt::format("  no answer at some points: {}\n", equation.obstacle);
  }
  TextTable table{{"check", "number", "verdict", "what it means"}, {}};
  for (const CheckedNumber& checked : equation.numbers) {
    const std::string where = point_in_words(audit, checked.point);
    table.rows.push_back(
        {checked.check->name, number_in_words(checked), verdict_word(checked.verdict),
         meaning(checked) +
             (where.empty() || checked.verdict == Verdict::good ? "" : ", at " + where)});
  }
  if (!table.rows.empty()) text += to_text(table);
  if (const std::string far = difference_in_words(audit, equation); !far.empty()) {
    text += far + "\n";
  }
  return text;
}

nlohmann::ordered_json number_or_null(double x) {
  return std::isfinite(x) ? nlohmann::ordered_json(x) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json point_as_json(const Audit& audit, std::size_t point) {
  auto at = nlohmann::ordered_json::object();
  for (std::size_t k = 0; k < audit.keys.size(); ++k) at[audit.keys[k]] = audit.points[point][k];
  return at;
}

}  // namespace

const char* verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::good:
      return "ok";
    case Verdict::doubtful:
      return "doubtful";
    case Verdict::bad:
      break;
  }
  return "bad";
}

std::string number_in_words(const CheckedNumber& checked) {
  const double value = checked.number.value;
  if (std::isinf(value)) return "infinite";
  return std::isnan(value) ? "-" : number(value, kAuditDigits);
}

std::string meaning(const CheckedNumber& number) {
  if (std::isnan(number.number.value)) return number.number.detail;
  const std::string& means = number.check->means.at(static_cast<std::size_t>(number.verdict));
  return number.number.detail.empty() ? means : fmt::format("{} ({})", means, number.number.detail);
}

std::string point_in_words(const Audit& audit, std::size_t point) {
  std::string text;
  for (std::size_t k = 0; k < audit.keys.size(); ++k) {
    text += fmt::format("{}{} = {}", k == 0 ? "" : ", ", audit.keys[k],
                        number(audit.points[point][k], kAuditDigits));
  }
  return text;
}

std::string difference_in_words(const Audit& audit, const AuditedEquation& equation) {
  if (!equation.far) return "";
  const FarFrom& far = *equation.far;
  const std::string where = point_in_words(audit, far.point);
  const std::string at = where.empty() ? "" : ", at " + where;
  if (std::isinf(far.difference)) {
    return fmt::format("Its flows are there where {} has none{}", far.reference, at);
  }
  return fmt::format("Its flows are {}{} of the largest from {}{}{}", where.empty() ? "" : "up to ",
                     percent_of_flow(far.difference),
                     far.exact ? "the exact ones of " : "those of ", far.reference, at);
}

// Where the judge was asked and had no answer; empty: it had one wherever it was asked.
std::string not_judged_in_words(const Audit& audit) {
  if (audit.judge.empty() || audit.not_judged.empty()) return "";
  std::vector<std::string> points;
  for (const std::size_t point : audit.not_judged) points.push_back(point_in_words(audit, point));
  return fmt::format(
      "{} has no answer in seconds at {}: what is said of exact flows does not hold there",
      audit.judge, fmt::join(points, " and "));
}

std::string best_in_words(const Audit& audit) {
  if (!audit.best) return "No equation has answers everywhere";
  const AuditedEquation& best = audit.equations[*audit.best];
  if (best.label == audit.judge) return fmt::format("Use {}: it is exact here", best.label);
  if (best.far && best.far->exact) {
    const double difference = best.far->difference;
    return fmt::format(
        "{} {}: of these equations its flows are closest to the exact ones of {}, "
        "within {}",
        difference <= 0.2 ? "Use" : "None is right; the least wrong is", best.label,
        best.far->reference, percent_of_flow(difference));
  }
  if (audit.equations.size() == 1) {
    return fmt::format("Of {}, the only equation asked for: {}", best.label, counts_in_words(best));
  }
  return fmt::format("{} {}: it has the fewest bad and doubtful numbers ({})",
                     count(best, Verdict::bad) == 0 ? "Use" : "None is good; the least bad is",
                     best.label, counts_in_words(best));
}

std::string advice_in_words(const Audit& audit) {
  const std::string where = not_judged_in_words(audit);
  return best_in_words(audit) + (where.empty() ? "" : "; " + where);
}

std::string audit_in_words(const Study& study, const Audit& audit) {
  std::string text;
  for (const AuditedEquation& equation : audit.equations) {
    text += audited_equation_in_words(audit, equation) + "\n";
  }
  text += advice_in_words(audit) + "\n";
  if (audit.points.size() > 1) {
    text += fmt::format("Looked at {} points of the sweep; each number is the worst of them\n",
                        audit.points.size());
  }
  if (study.course) text += "Looked at stationary states alone, not at what leads there in time\n";
  return titled(study.model.title, text);
}

std::string audit_as_json(const Study& study, const Audit& audit) {
  using Json = nlohmann::ordered_json;
  Json equations = Json::object();
  Json differences = Json::object();
  Json failures = Json::object();
  for (const AuditedEquation& equation : audit.equations) {
    Json numbers = Json::object();
    for (const CheckedNumber& number : equation.numbers) {
      Json one{{"value", number_or_null(number.number.value)},
               {"verdict", verdict_word(number.verdict)},
               {"meaning", meaning(number)}};
      if (!audit.keys.empty()) one["at"] = point_as_json(audit, number.point);
      numbers[number.check->name] = std::move(one);
    }
    equations[equation.label] = std::move(numbers);
    if (!equation.obstacle.empty()) failures[equation.label] = equation.obstacle;
    if (!equation.far) continue;
    const FarFrom& far = *equation.far;
    Json difference{{"reference", far.reference},
                    {"exact", far.exact},
                    {"value", number_or_null(far.difference)}};
    if (!audit.keys.empty()) difference["at"] = point_as_json(audit, far.point);
    differences[equation.label] = std::move(difference);
  }
  const Json document{
      {"model", study.model.title},
      {"equations", std::move(equations)},
      {"differences", std::move(differences)},
      {"failures", std::move(failures)},
      {"judge", audit.judge.empty() ? Json(nullptr) : Json(audit.judge)},
      {"best", audit.best ? Json(audit.equations[*audit.best].label) : Json(nullptr)},
      {"advice", advice_in_words(audit)}};
  return document.dump(2) + "\n";
}

}  // namespace quflux::inline report
