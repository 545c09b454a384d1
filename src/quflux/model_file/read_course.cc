#include "quflux/model_file/read_course.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "quflux/core/nearest.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/read_drives.h"
#include "quflux/model_file/read_matrix.h"
#include "quflux/model_file/read_sweep.h"

namespace quflux::inline model_file {

namespace {

constexpr long kMostTimes = 10'000'000;

// `to`, or one period of a limit cycle, and `points` from 0 on; with `from` or `values` as a swept
// key.
std::vector<double> read_times(TomlReader& reader, const std::optional<double>& period) {
  if (reader.has("values") || reader.has("from") || reader.has("above")) return axis_values(reader);
  if (reader.has("scale")) {
    reader.fail("scale", "'scale' goes with 'from'; without it the steps from 0 on are equal");
  }
  const double to = period && !reader.has("to") ? *period : reader.positive("to");
  const long points = reader.has("points") ? reader.integer("points", 2, kMostTimes) : 101;
  std::vector<double> times(static_cast<std::size_t>(points));
  for (std::size_t k = 0; k < times.size(); ++k) {
    times[k] = to * static_cast<double>(k) / static_cast<double>(points - 1);
  }
  return times;
}

// "ground", "excited", the number of a level, or { temperature = T }.
SiteState read_site_state(TomlReader& reader, const std::string& key, const toml::node& node) {
  if (const auto* word = node.as_string()) {
    if (**word == "ground") return InLevel{0};
    if (**word == "excited") return InLevel{1};
    reader.fail(node, fmt::format("'{}' of [initial] is '{}'; it must be \"ground\", \"excited\", "
                                  "the number of a level or {{ temperature = T }}",
                                  key, **word));
  }
  if (node.is_table()) {
    TomlReader table(reader.table(key), reader.file(), "'" + key + "' of [initial]");
    const AtTemperature state{table.number("temperature")};
    table.finish();
    return state;
  }
  return InLevel{static_cast<int>(reader.integer(key, 0, kLargestDimension))};
}

StationaryState read_stationary(TomlReader& reader) {
  const toml::table& given = reader.table("stationary");
  TomlReader numbers(given, reader.file(), "'stationary' of [initial]");
  StationaryState state;
  for (const auto& [path, node] : given) {
    state.parameters[std::string(path.str())] = numbers.number(path.str());
  }
  return state;
}

// The states of the whole system; none where [initial] has no such key.
std::optional<InitialState> read_whole_state(TomlReader& reader, const ReadFile& read_file) {
  if (reader.has("gibbs")) return GibbsState{reader.number("gibbs")};
  if (reader.has("stationary")) return read_stationary(reader);
  if (reader.has("matrix")) return read_matrix(reader, "matrix", read_file);
  if (reader.has("limit_cycle")) {
    if (reader.flag("limit_cycle", true)) return LimitCycle{};
    reader.fail("limit_cycle", "'limit_cycle' is false; it must be true, or not there");
  }
  return std::nullopt;
}

// Whether [initial] is a limit cycle, which has a time of its own.
bool asks_for_cycle(TomlReader& root) {
  return root.has("initial") && root.table("initial").contains("limit_cycle");
}

}  // namespace

InitialState read_initial(TomlReader& root, const Model& model, const ReadFile& read_file) {
  if (!root.has("initial")) {
    root.fail("time", "[time] has no [initial], the state at t = 0; it must have one");
  }
  const toml::table& table = root.table("initial");
  TomlReader reader(table, root.file(), "[initial]");
  InitialState state;
  if (auto whole = read_whole_state(reader, read_file)) {
    reader.finish();
    state = std::move(*whole);
  } else {
    ProductState product;
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      reader.checked([&] { require_site(name, model, name); });
      product.sites.emplace(name, read_site_state(reader, name, node));
    }
    state = std::move(product);
  }
  reader.checked([&] { require_initial_state(model, state); });
  return state;
}

std::optional<Course> read_course(TomlReader& root, const Model& model, const ReadFile& read_file,
                                  std::vector<Drive> drives) {
  const bool cycle = asks_for_cycle(root);
  if (!root.has("time") && !cycle) {
    if (root.has("drive")) {
      root.fail("drive", "[[drive]] acts along [time], which is not there");
    }
    return std::nullopt;
  }
  Course course{{}, {}, std::move(drives)};
  std::ranges::move(read_drives(root, model, read_file), std::back_inserter(course.drives));
  std::optional<double> period;
  if (cycle) root.checked([&] { period = common_period(course.drives); });
  const toml::table one_period;
  TomlReader reader(root.has("time") ? root.table("time") : one_period, root.file(), "[time]");
  course.times = read_times(reader, period);
  reader.finish();
  reader.checked([&] { require_times(reader.has("values") ? "values" : "to", course.times); });
  course.initial = read_initial(root, model, read_file);
  return course;
}

}  // namespace quflux::inline model_file
