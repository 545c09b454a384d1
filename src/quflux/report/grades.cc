#include "quflux/report/grades.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "quflux/core/constants.h"
#include "quflux/report/table.h"
#include "quflux/report/words.h"
#include "quflux/study/grade.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline report {

namespace {

constexpr double kWithin = 0.01;

constexpr int kGradeDigits = 3;

// Runs of neighbouring points where `holds`, as "0.1 to 0.3, 0.5".
template <class Predicate>
std::string ranges(const std::vector<double>& axis, const Predicate& holds) {
  std::string text;
  for (std::size_t i = 0; i < axis.size(); ++i) {
    if (!holds(i)) continue;
    std::size_t last = i;
    while (last + 1 < axis.size() && holds(last + 1)) ++last;
    text += (text.empty() ? "" : ", ") + number(axis[i], kGradeDigits);
    if (last > i) text += " to " + number(axis[last], kGradeDigits);
    i = last;
  }
  return text.empty() ? "nowhere" : text;
}

std::size_t equation_count(const Dataset& grades) { return strings(grades, "equation").size(); }

std::vector<double> errors_of(const Dataset& grades, std::size_t equation,
                              const char* variable = "relative_error") {
  const std::vector<double>& all = numbers(grades, variable);
  std::vector<double> result;
  for (std::size_t i = equation; i < all.size(); i += equation_count(grades))
    result.push_back(all[i]);
  return result;
}

bool knows_noise(const Dataset& grades) { return find_variable(grades, "noise_error") != nullptr; }

// Equations that do not know the noise, a line "equation: reason" for each; empty: all do.
std::string noise_failures(const Dataset& grades) {
  const auto found = grades.attributes.find("noise_failures");
  return found == grades.attributes.end() ? "" : std::get<std::string>(found->second) + "\n";
}

// By equation, where the judge knows the noise of its flows.
std::string noise_in_words(const Dataset& grades) {
  const std::vector<std::string>& equations = strings(grades, "equation");
  TextTable table{{"equation", "smallest error", "largest error"}, {}};
  for (std::size_t e = 0; e < equation_count(grades); ++e) {
    double low = kNaN;
    double high = kNaN;
    for (const double error : errors_of(grades, e, "noise_error")) {
      low = std::fmin(low, error);
      high = std::fmax(high, error);
    }
    if (std::isnan(low)) continue;
    table.rows.push_back({equations[e], number(low, kGradeDigits), number(high, kGradeDigits)});
  }
  const std::string failures = noise_failures(grades);
  return (table.rows.empty() ? ""
                             : "\nNoise of the flows against the exact one:\n" + to_text(table)) +
         (failures.empty() ? "" : "\nThe noise is not known of\n" + failures);
}

// Where by the second key each equation is within 1%, at some values of the first.
std::string regions(const Dataset& grades, const std::string& first, const std::string& second) {
  constexpr std::size_t kMostRows = 9;
  const std::vector<double>& rows = numbers(grades, first);
  const std::vector<double>& axis = numbers(grades, second);
  const std::vector<std::string>& equations = strings(grades, "equation");
  std::vector<std::vector<double>> errors;
  for (std::size_t e = 0; e < equation_count(grades); ++e) errors.push_back(errors_of(grades, e));
  TextTable table{{first}, {}};
  table.header.insert(table.header.end(), equations.begin(), equations.end());
  const std::size_t count = std::min(rows.size(), kMostRows);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = count > 1 ? i * (rows.size() - 1) / (count - 1) : 0;
    std::vector<std::string> cells{fmt::format("{:.6g}", rows[row])};
    for (const std::vector<double>& of : errors) {
      cells.push_back(
          ranges(axis, [&](std::size_t k) { return of[row * axis.size() + k] <= kWithin; }));
    }
    table.rows.push_back(std::move(cells));
  }
  return fmt::format("\nWithin 1% at these {}, {}:\n", second,
                     count < rows.size() ? "for some " + first : "for each " + first) +
         to_text(table);
}

}  // namespace

std::string grades_in_words(const Dataset& grades) {
  const std::vector<std::string>& equations = strings(grades, "equation");
  const std::vector<double>& best = numbers(grades, "best");
  const std::size_t points = best.size();
  const auto share = [&](std::ptrdiff_t count) {
    return fmt::format("{:.0f}%", 100 * static_cast<double>(count) / static_cast<double>(points));
  };
  TextTable table{{"equation", "within 1%", "best", "smallest error", "largest error"}, {}};
  for (std::size_t e = 0; e < equation_count(grades); ++e) {
    const std::vector<double> errors = errors_of(grades, e);
    double low = kNaN;
    double high = kNaN;
    for (const double error : errors) {
      low = std::fmin(low, error);
      high = std::fmax(high, error);
    }
    table.rows.push_back(
        {equations[e], share(std::ranges::count_if(errors, [](double x) { return x <= kWithin; })),
         share(std::ranges::count(best, static_cast<double>(e))), number(low, kGradeDigits),
         number(high, kGradeDigits)});
  }
  std::string text = "Flows against the exact ones:\n" + to_text(table);
  const std::vector<std::string> keys = swept_names(grades);
  if (keys.size() == 1) {
    const std::vector<double>& axis = numbers(grades, keys.front());
    text += "\nBy " + keys.front() + ":\n";
    for (std::size_t e = 0; e < equation_count(grades); ++e) {
      const std::vector<double> errors = errors_of(grades, e);
      text += fmt::format(
          "  {}: within 1% at {}; best at {}\n", equations[e],
          ranges(axis, [&](std::size_t i) { return errors[i] <= kWithin; }),
          ranges(axis, [&](std::size_t i) { return best[i] == static_cast<double>(e); }));
    }
  }
  if (keys.size() == 2) text += regions(grades, keys[0], keys[1]);
  if (knows_noise(grades)) text += noise_in_words(grades);
  double worst = kNaN;
  for (const double error : numbers(grades, "flow_error")) worst = std::fmax(worst, error);
  text += fmt::format("\nEstimated error of the exact flows: at most {}\n",
                      number(worst, kGradeDigits));
  const auto none = std::ranges::count_if(best, [](double b) { return std::isnan(b); });
  if (none > 0) {
    text += fmt::format("No grade at {} of {} points: {}\n", none, points,
                        std::get<std::string>(grades.attributes.at("failure")));
  }
  return titled(std::get<std::string>(grades.attributes.at("title")), text);
}

std::string grades_as_json(const Dataset& grades) {
  using Json = nlohmann::ordered_json;
  const std::vector<std::string>& equations = strings(grades, "equation");
  const std::vector<std::string>& baths = strings(grades, "bath");
  const std::vector<std::string> keys = swept_names(grades);
  const std::vector<double>& best = numbers(grades, "best");
  const auto by_bath = [&](const std::string& variable, std::size_t row) {
    Json flows = Json::object();
    for (std::size_t j = 0; j < baths.size(); ++j) {
      flows[baths[j]] = numbers(grades, variable)[row * baths.size() + j];
    }
    return flows;
  };
  Json points = Json::array();
  for (std::size_t point = 0; point < best.size(); ++point) {
    Json parameters = Json::object();
    std::size_t stride = best.size();
    for (const std::string& key : keys) {
      const std::vector<double>& axis = numbers(grades, key);
      stride /= axis.size();
      parameters[key] = axis[point / stride % axis.size()];
    }
    Json by_equation = Json::object();
    for (std::size_t e = 0; e < equations.size(); ++e) {
      const std::size_t row = point * equations.size() + e;
      by_equation[equations[e]] = {{"relative_error", numbers(grades, "relative_error")[row]},
                                   {"energy_flow", by_bath("energy_flow", row)}};
      if (!knows_noise(grades)) continue;
      by_equation[equations[e]]["noise_error"] = numbers(grades, "noise_error")[row];
      by_equation[equations[e]]["flow_noise"] = by_bath("flow_noise", row);
    }
    const bool graded = !std::isnan(best[point]);
    points.push_back(
        {{"parameters", std::move(parameters)},
         {"exact_flow", by_bath("exact_flow", point)},
         {"flow_error", numbers(grades, "flow_error")[point]},
         {"best", graded ? Json(equations[static_cast<std::size_t>(best[point])]) : Json(nullptr)},
         {"equations", std::move(by_equation)}});
    if (knows_noise(grades)) points.back()["exact_noise"] = by_bath("exact_noise", point);
  }
  Json document{{"model", std::get<std::string>(grades.attributes.at("title"))},
                {"points", std::move(points)}};
  std::istringstream lines(noise_failures(grades));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find(": ");
    document["noise_failures"][line.substr(0, end)] = line.substr(end + 2);
  }
  return document.dump(2) + "\n";
}

}  // namespace quflux::inline report
