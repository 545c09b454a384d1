#include "quflux/report/long_form.h"

#include <algorithm>

#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline report {

namespace {

// The last dimension of all outputs, where they share it and it has numbers of its own.
std::optional<std::string> shared_frequency(const Dataset& sweep) {
  std::optional<std::string> shared;
  for (const Variable& variable : sweep.variables) {
    if (!is_output(variable)) continue;
    const std::string& last = variable.dimensions.back();
    if (shared && *shared != last) return std::nullopt;
    shared = last;
  }
  if (!shared || *shared == "equation") return std::nullopt;
  const Variable* coordinate = find_variable(sweep, *shared);
  const bool numbered =
      coordinate != nullptr && std::holds_alternative<std::vector<double>>(coordinate->values);
  return numbered ? shared : std::nullopt;
}

// From [point][equation][frequency] to [point][frequency][equation]; what has no frequency, a
// remark, is repeated.
std::vector<double> permuted(const std::vector<double>& values, std::size_t equations,
                             std::size_t frequencies, bool repeated) {
  const std::size_t own = repeated ? 1 : frequencies;
  const std::size_t points = values.size() / (equations * own);
  std::vector<double> result;
  result.reserve(points * frequencies * equations);
  for (std::size_t p = 0; p < points; ++p) {
    for (std::size_t f = 0; f < frequencies; ++f) {
      for (std::size_t e = 0; e < equations; ++e) {
        result.push_back(values[(p * equations + e) * own + (repeated ? 0 : f)]);
      }
    }
  }
  return result;
}

}  // namespace

std::optional<Dataset> long_form(const Dataset& sweep) {
  const std::optional<std::string> frequency = shared_frequency(sweep);
  if (!frequency) return std::nullopt;
  Dataset result = sweep;
  const std::size_t equations = strings(sweep, "equation").size();
  const std::size_t frequencies = numbers(sweep, *frequency).size();
  auto& dimensions = result.dimensions;
  std::erase_if(dimensions, [&](const auto& d) { return d.first == *frequency; });
  dimensions.insert(
      std::ranges::find(dimensions, "equation", &std::pair<std::string, std::size_t>::first),
      {*frequency, frequencies});
  for (Variable& variable : result.variables) {
    auto& along = variable.dimensions;
    const auto equation = std::ranges::find(along, "equation");
    if (is_coordinate(variable) || equation == along.end()) continue;
    const bool repeated = along.back() != *frequency;
    if (!repeated) along.pop_back();
    along.insert(std::ranges::find(along, "equation"), *frequency);
    variable.values =
        permuted(std::get<std::vector<double>>(variable.values), equations, frequencies, repeated);
  }
  return result;
}

}  // namespace quflux::inline report
