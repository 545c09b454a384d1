#include "quflux/report/format.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "quflux/core/utf8.h"
#include "quflux/report/long_form.h"
#include "quflux/report/table.h"
#include "quflux/report/words.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline report {

namespace {

// A view of a sweep's result by point and equation, or of a block of its points from the `first` of
// the grid on.
class Rows {
 public:
  explicit Rows(const Dataset& dataset, std::size_t first = 0)
      : dataset_(dataset),
        equations_(strings(dataset, "equation")),
        failures_{&numbers(dataset, "failure"), failure_reasons(dataset)},
        first_(first),
        points_(failures_.numbers->size() / equations_.size()) {
    if (find_variable(dataset, "warning") != nullptr) {
      warnings_ = {&numbers(dataset, "warning"), warnings(dataset)};
    }
    for (const auto& [name, size] : dataset.dimensions) {
      if (name == "equation") break;
      axes_.push_back(&numbers(dataset, name));
      axis_names_.push_back(name);
    }
    for (const Variable& variable : dataset.variables) {
      if (is_output(variable)) outputs_.push_back(&variable);
    }
  }

  std::size_t points() const { return points_; }
  const std::vector<std::string>& equations() const { return equations_; }
  const std::vector<std::string>& axes() const { return axis_names_; }
  const std::vector<const Variable*>& outputs() const { return outputs_; }

  double parameter(std::size_t point, std::size_t axis) const {
    point += first_;
    for (std::size_t i = axes_.size(); --i > axis;) point /= axes_[i]->size();
    return (*axes_[axis])[point % axes_[axis]->size()];
  }

  // The numbers of an output at one point for one equation.
  std::vector<double> values(const Variable& output, std::size_t point,
                             std::size_t equation) const {
    const auto& all = std::get<std::vector<double>>(output.values);
    const std::size_t size = all.size() / (points_ * equations_.size());
    const auto first =
        all.begin() + static_cast<std::ptrdiff_t>((point * equations_.size() + equation) * size);
    std::vector<double> result(first, first + static_cast<std::ptrdiff_t>(size));
    for (double& value : result) value += 0.0;  // -0 is 0
    return result;
  }

  // Labels of those numbers: bath names, or indices; one empty label for a single number.
  std::vector<std::string> labels(const Variable& output) const {
    std::vector<std::string> result{""};
    for (std::size_t i = axis_names_.size() + 1; i < output.dimensions.size(); ++i) {
      const std::string& name = output.dimensions[i];
      const auto dimension =
          std::ranges::find(dataset_.dimensions, name, &std::pair<std::string, std::size_t>::first);
      std::vector<std::string> extended;
      for (const std::string& label : result) {
        for (std::size_t k = 0; k < dimension->second; ++k) {
          const std::string own = is_named(name) ? strings(dataset_, name)[k] : std::to_string(k);
          extended.push_back(label.empty() ? own : fmt::format("{},{}", label, own));
        }
      }
      result = std::move(extended);
    }
    return result;
  }

  // Whether the places along a dimension have names.
  bool is_named(const std::string& dimension) const {
    const Variable* names = find_variable(dataset_, dimension);
    return names != nullptr && std::holds_alternative<std::vector<std::string>>(names->values);
  }

  // Why there is no answer; empty where there is one.
  std::string reason(std::size_t point, std::size_t equation) const {
    return failures_.at(point * equations_.size() + equation);
  }

  // What is to be known about the answer; empty where there is nothing.
  std::string warning(std::size_t point, std::size_t equation) const {
    return warnings_.at(point * equations_.size() + equation);
  }

  bool any_failure() const { return !failures_.texts.empty(); }
  bool any_warning() const { return !warnings_.texts.empty(); }

 private:
  // Texts by their number, 0 for none, in each cell of point and equation.
  struct Remarks {
    const std::vector<double>* numbers = nullptr;
    std::vector<std::string> texts;

    std::string at(std::size_t cell) const {
      const double number = numbers != nullptr ? (*numbers)[cell] : 0;
      return number > 0 ? texts.at(static_cast<std::size_t>(number) - 1) : "";
    }
  };

  const Dataset& dataset_;
  const std::vector<std::string>& equations_;
  Remarks failures_;
  Remarks warnings_;
  std::vector<const std::vector<double>*> axes_;
  std::vector<std::string> axis_names_;
  std::vector<const Variable*> outputs_;
  std::size_t first_;
  std::size_t points_;
};

std::vector<std::string> header_of(const Rows& rows) {
  std::vector<std::string> header = rows.axes();
  header.emplace_back("equation");
  for (const Variable* output : rows.outputs()) {
    for (const std::string& label : rows.labels(*output)) {
      header.push_back(label.empty() ? output->name : output->name + "[" + label + "]");
    }
  }
  if (rows.any_failure()) header.emplace_back("failure");
  if (rows.any_warning()) header.emplace_back("warning");
  return header;
}

using NumberFormat = std::function<std::string(double)>;

// Long texts in the place of which a table has numbers, [1], [2], ..., and that stand once below
// it.
class Notes {
 public:
  std::string mark(const std::string& text) {
    if (text.empty()) return "";
    const auto known = std::ranges::find(texts_, text);
    const auto place = known - texts_.begin();
    if (known == texts_.end()) texts_.push_back(text);
    return fmt::format("[{}]", place + 1);
  }
  std::string text() const {
    std::string all;
    for (std::size_t n = 0; n < texts_.size(); ++n) {
      all += fmt::format("{}[{}] {}\n", n == 0 ? "\n" : "", n + 1, one_line(texts_[n]));
    }
    return all;
  }

 private:
  std::vector<std::string> texts_;
};

// How the numbers and the remarks of a row are written.
struct CellFormat {
  NumberFormat number;
  std::function<std::string(const std::string&)> remark;
};

std::vector<std::string> row_of(const Rows& rows, std::size_t point, std::size_t equation,
                                const CellFormat& cell) {
  std::vector<std::string> row;
  for (std::size_t axis = 0; axis < rows.axes().size(); ++axis) {
    row.push_back(cell.number(rows.parameter(point, axis)));
  }
  row.push_back(rows.equations()[equation]);
  for (const Variable* output : rows.outputs()) {
    for (const double value : rows.values(*output, point, equation)) {
      row.push_back(cell.number(value));
    }
  }
  if (rows.any_failure()) row.push_back(cell.remark(rows.reason(point, equation)));
  if (rows.any_warning()) row.push_back(cell.remark(rows.warning(point, equation)));
  return row;
}

// The first and the last rows of a result, in the order of points and equations.
struct Ends {
  std::size_t first;
  std::size_t last;
};

TextTable rows_as_table(const Rows& rows, const Ends& ends, const CellFormat& cell) {
  TextTable table{header_of(rows), {}};
  const std::size_t equations = rows.equations().size();
  const std::size_t count = rows.points() * equations;
  for (std::size_t row = 0; row < count; ++row) {
    if (row == ends.first) row = std::max(row, count - ends.last);
    if (row < count) table.rows.push_back(row_of(rows, row / equations, row % equations, cell));
  }
  return table;
}

// The text with a line behind the first rows of its table.
std::string with_hint(const std::string& text, std::size_t rows, const std::string& hint) {
  std::size_t end = 0;
  for (std::size_t line = 0; line < rows + 2; ++line) end = text.find('\n', end) + 1;
  return text.substr(0, end) + hint + text.substr(end);
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    line += csv_cell(cells[i]);
  }
  return line + "\n";
}

}  // namespace

std::string to_table(const Dataset& sweep, std::size_t most_rows) {
  const std::optional<Dataset> longer = long_form(sweep);
  const Rows rows(longer ? *longer : sweep);
  const std::size_t count = rows.points() * rows.equations().size();
  const bool cut = count > most_rows;
  const Ends ends = cut ? Ends{most_rows - most_rows / 2, most_rows / 2} : Ends{count, 0};
  Notes notes;
  const CellFormat cell{
      [](double x) { return std::isnan(x) ? std::string("-") : fmt::format("{:.9g}", x); },
      [&](const std::string& remark) { return notes.mark(remark); }};
  std::string text = to_text(rows_as_table(rows, ends, cell));
  if (cut) {
    text = with_hint(text, ends.first,
                     fmt::format("... {} more rows: pipe it, or write them with -o FILE.csv ...\n",
                                 count - most_rows));
  }
  text += notes.text();
  const auto road = sweep.attributes.find(kRoad);
  if (road != sweep.attributes.end()) text += "\n" + std::get<std::string>(road->second) + "\n";
  const auto title = sweep.attributes.find("title");
  return title == sweep.attributes.end() ? text
                                         : titled(std::get<std::string>(title->second), text);
}

std::string to_csv(const Dataset& sweep) { return csv_header(sweep) + csv_rows(sweep, 0); }

std::string csv_header(const Dataset& sweep) {
  const std::optional<Dataset> longer = long_form(sweep);
  return csv_line(header_of(Rows(longer ? *longer : sweep)));
}

std::string csv_rows(const Dataset& block, std::size_t first) {
  const std::optional<Dataset> longer = long_form(block);
  const std::size_t rows_of_point =
      longer ? numbers(*longer, "failure").size() / numbers(block, "failure").size() : 1;
  const Rows rows(longer ? *longer : block, first * rows_of_point);
  const CellFormat cell{[](double x) { return fmt::format("{}", x); },
                        [](const std::string& remark) { return remark; }};
  std::string text;
  for (std::size_t point = 0; point < rows.points(); ++point) {
    for (std::size_t equation = 0; equation < rows.equations().size(); ++equation) {
      text += csv_line(row_of(rows, point, equation, cell));
    }
  }
  return text;
}

std::string to_json(const Dataset& sweep) {
  using Json = nlohmann::ordered_json;
  const std::optional<Dataset> longer = long_form(sweep);
  const Rows rows(longer ? *longer : sweep);
  Json points = Json::array();
  for (std::size_t point = 0; point < rows.points(); ++point) {
    Json parameters = Json::object();
    for (std::size_t axis = 0; axis < rows.axes().size(); ++axis) {
      parameters[rows.axes()[axis]] = rows.parameter(point, axis);
    }
    Json equations = Json::object();
    for (std::size_t e = 0; e < rows.equations().size(); ++e) {
      Json& entry = equations[rows.equations()[e]] = Json::object();
      if (const std::string reason = rows.reason(point, e); !reason.empty()) {
        entry["failure"] = reason;
        continue;
      }
      if (const std::string warning = rows.warning(point, e); !warning.empty()) {
        entry["warning"] = warning;
      }
      for (const Variable* output : rows.outputs()) {
        const std::vector<double> values = rows.values(*output, point, e);
        if (output->dimensions.back() == "equation") {
          entry[output->name] = values.front();
        } else if (rows.is_named(output->dimensions.back())) {
          const std::vector<std::string> labels = rows.labels(*output);
          for (std::size_t k = 0; k < values.size(); ++k) {
            entry[output->name][labels[k]] = values[k];
          }
        } else {
          entry[output->name] = values;
        }
      }
    }
    points.push_back({{"parameters", std::move(parameters)}, {"equations", std::move(equations)}});
  }
  const Json document{{"model", std::get<std::string>(sweep.attributes.at("title"))},
                      {"points", std::move(points)}};
  return document.dump(2) + "\n";
}

}  // namespace quflux::inline report
