#include "quflux/report/response.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "quflux/report/table.h"
#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

using Json = nlohmann::ordered_json;
using Names = std::vector<std::string>;

// A dataset of response() by equation.
class View {
 public:
  explicit View(const Dataset& dataset)
      : dataset_(dataset),
        keys_(strings(dataset, "key")),
        equations_(strings(dataset, "equation")) {}

  const Names& keys() const { return keys_; }
  const Names& equations() const { return equations_; }
  double value(std::size_t key) const { return numbers(dataset_, "value")[key]; }

  std::string reason(std::size_t equation, std::size_t key) const {
    const auto number =
        static_cast<std::size_t>(numbers(dataset_, "failure")[equation * keys_.size() + key]);
    if (number == 0) return "";
    const auto& all =
        std::get<std::string>(find_variable(dataset_, "failure")->attributes.at("failure_reasons"));
    std::size_t begin = 0;
    for (std::size_t k = 1; k < number; ++k) begin = all.find('\n', begin) + 1;
    return all.substr(begin, all.find('\n', begin) - begin);
  }

  // The derivatives, those by equation and key.
  std::vector<const Variable*> derivatives() const {
    return variables(
        [](const Names& dimensions) { return dimensions.size() >= 2 && dimensions[1] == "key"; });
  }
  // All others by equation.
  std::vector<const Variable*> quantities() const {
    return variables(
        [](const Names& dimensions) { return dimensions.size() < 2 || dimensions[1] != "key"; });
  }

  // The names along the dimensions of a variable behind the first `skipped`; one empty name for a
  // single number.
  std::vector<Names> labels(const Variable& variable, std::size_t skipped) const {
    std::vector<Names> result{{}};
    for (std::size_t i = skipped; i < variable.dimensions.size(); ++i) {
      std::vector<Names> longer;
      for (const Names& label : result) {
        for (const std::string& name : strings(dataset_, variable.dimensions[i])) {
          longer.push_back(label);
          longer.back().push_back(name);
        }
      }
      result = std::move(longer);
    }
    return result;
  }

  // The numbers of the n-th of `count` equal parts of a variable.
  static std::vector<double> part(const Variable& variable, std::size_t n, std::size_t count) {
    const auto& all = std::get<std::vector<double>>(variable.values);
    const auto size = static_cast<std::ptrdiff_t>(all.size() / count);
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(n) * size;
    return {first, first + size};
  }
  std::vector<double> of_key(const Variable& variable, std::size_t equation,
                             std::size_t key) const {
    return part(variable, equation * keys_.size() + key, equations_.size() * keys_.size());
  }

 private:
  template <class Wanted>
  std::vector<const Variable*> variables(const Wanted& wanted) const {
    std::vector<const Variable*> result;
    for (const Variable& variable : dataset_.variables) {
      if (is_coordinate(variable) || variable.name == "failure") continue;
      if (variable.dimensions.front() == "equation" && wanted(variable.dimensions)) {
        result.push_back(&variable);
      }
    }
    return result;
  }

  const Dataset& dataset_;
  const Names& keys_;
  const Names& equations_;
};

std::string column_name(const Variable& variable, const Names& label) {
  return label.empty() ? variable.name
                       : fmt::format("{}[{}]", variable.name, fmt::join(label, ","));
}

Names header(const View& view) {
  Names result{"key", "value"};
  for (const Variable* variable : view.derivatives()) {
    for (const Names& label : view.labels(*variable, 2)) {
      result.push_back(column_name(*variable, label));
    }
  }
  return result;
}

template <class Format>
Names row(const View& view, std::size_t equation, std::size_t key, const Format& format) {
  Names result{view.keys()[key], format(view.value(key))};
  for (const Variable* variable : view.derivatives()) {
    for (const double x : view.of_key(*variable, equation, key)) result.push_back(format(x));
  }
  return result;
}

std::string rounded(double x) { return std::isnan(x) ? "-" : number(x); }

Json json_number(double x) { return std::isnan(x) ? Json(nullptr) : Json(x); }

// {name: {name: number}} along the dimensions.
Json by_label(const std::vector<Names>& labels, const std::vector<double>& values) {
  Json result;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    Json* place = &result;
    for (const std::string& name : labels[i]) place = &(*place)[name];
    *place = json_number(values[i]);
  }
  return result;
}

std::string derivatives_in_words(const View& view, std::size_t e) {
  TextTable table{header(view), {}};
  std::string failures;
  for (std::size_t k = 0; k < view.keys().size(); ++k) {
    const std::string reason = view.reason(e, k);
    if (reason.empty()) {
      table.rows.push_back(row(view, e, k, rounded));
    } else if (failures.find(reason) == std::string::npos) {
      failures += fmt::format("not known: {}\n", reason);
    }
  }
  std::string text = view.equations()[e] + "\n";
  if (!table.rows.empty()) text += to_text(table);
  std::string quantities;
  for (const Variable* variable : view.quantities()) {
    const std::vector<double> values = View::part(*variable, e, view.equations().size());
    const std::vector<Names> labels = view.labels(*variable, 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) continue;
      quantities += fmt::format("{} = {}\n", column_name(*variable, labels[i]), rounded(values[i]));
    }
  }
  return text + failures + (quantities.empty() ? "" : "\n" + quantities);
}

}  // namespace

std::string response_in_words(const Dataset& response) {
  const View view(response);
  std::string text;
  for (std::size_t e = 0; e < view.equations().size(); ++e) {
    if (e > 0) text += "\n";
    text += derivatives_in_words(view, e);
  }
  return titled(std::get<std::string>(response.attributes.at("title")), text);
}

std::string response_as_csv(const Dataset& response) {
  const View view(response);
  std::string text = fmt::format("equation,{},failure\n", fmt::join(header(view), ","));
  for (std::size_t e = 0; e < view.equations().size(); ++e) {
    for (std::size_t k = 0; k < view.keys().size(); ++k) {
      const Names cells = row(view, e, k, [](double x) { return fmt::format("{}", x + 0.0); });
      const std::string reason = view.reason(e, k);
      text += fmt::format("{},{},{}\n", view.equations()[e], fmt::join(cells, ","),
                          reason.empty() ? "" : "\"" + reason + "\"");
    }
  }
  return text;
}

std::string response_as_json(const Dataset& response) {
  const View view(response);
  Json equations = Json::object();
  for (std::size_t e = 0; e < view.equations().size(); ++e) {
    Json& entry = equations[view.equations()[e]] = Json::object();
    for (const Variable* variable : view.quantities()) {
      entry[variable->name] =
          by_label(view.labels(*variable, 1), View::part(*variable, e, view.equations().size()));
    }
    for (std::size_t k = 0; k < view.keys().size(); ++k) {
      Json& of_key = entry["derivatives"][view.keys()[k]];
      of_key["value"] = view.value(k);
      if (const std::string reason = view.reason(e, k); !reason.empty()) {
        of_key["failure"] = reason;
        continue;
      }
      for (const Variable* variable : view.derivatives()) {
        of_key[variable->name] = by_label(view.labels(*variable, 2), view.of_key(*variable, e, k));
      }
    }
  }
  const Json document{{"model", std::get<std::string>(response.attributes.at("title"))},
                      {"equations", std::move(equations)}};
  return document.dump(2) + "\n";
}

}  // namespace quflux::inline report
