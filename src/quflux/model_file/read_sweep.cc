#include "quflux/model_file/read_sweep.h"

#include <algorithm>
#include <cmath>

#include "quflux/model_file/read_names.h"

namespace quflux {

namespace {

constexpr long kMostPoints = 1'000'000'000;

std::vector<double> axis_values(TomlReader& reader) {
  if (reader.has("values")) {
    for (const char* key : {"from", "above", "to", "points", "scale"}) {
      if (reader.has(key)) {
        reader.fail(key,
                    fmt::format("'values' are all the values; '{}' has no place beside them", key));
      }
    }
    std::vector<double> values = reader.numbers("values");
    if (values.empty()) reader.fail("values", "'values' is empty; it must have at least one");
    return values;
  }
  const auto points = static_cast<std::size_t>(reader.integer("points", 1, 10'000'000));
  const double to = reader.number("to");
  std::vector<double> values(points);
  const auto n = static_cast<double>(points);
  if (reader.has("above")) {
    if (reader.has("from")) {
      reader.fail("from", "'from' and 'above' are both given; give one of them");
    }
    if (reader.has("scale")) {
      reader.fail("scale", "'scale' goes with 'from'; after 'above' the steps are equal");
    }
    const double above = reader.number("above");
    for (std::size_t i = 0; i < points; ++i) {
      const auto k = static_cast<double>(i + 1);
      values[i] = (above * (n - k) + to * k) / n;  // round numbers stay round
    }
    return values;
  }
  const double from = reader.number("from");
  constexpr std::array kScales{Named<bool>{"linear", false}, Named<bool>{"log", true}};
  const bool log = choice(reader, "scale", reader.text("scale", "linear"), kScales);
  if (log && !(from > 0 && to > 0)) {
    reader.fail("scale",
                fmt::format("scale = \"log\" goes from {} to {}; both must be > 0", from, to));
  }
  for (std::size_t i = 0; i < points; ++i) {
    const auto k = static_cast<double>(i);
    const double last = points > 1 ? n - 1 : 1;
    values[i] = log ? from * std::pow(to / from, k / last) : (from * (last - k) + to * k) / last;
  }
  if (points > 1) values.back() = to;
  return values;
}

// The paths in a table. toml++ sorts keys; the grid has them in the order of the file, then of the
// settings.
std::vector<std::string> paths_in_order(const toml::table& table, const std::string& file) {
  struct Place {
    bool from_setting;
    toml::source_position position;
    std::string path;
  };
  std::vector<Place> order;
  for (const auto& [key, node] : table) {
    const toml::source_region& source = key.source();
    order.push_back({source.path && *source.path != file, source.begin, std::string(key.str())});
  }
  std::ranges::sort(order, [](const Place& a, const Place& b) {
    return a.from_setting != b.from_setting ? b.from_setting : a.position < b.position;
  });
  std::vector<std::string> paths;
  paths.reserve(order.size());
  for (Place& place : order) paths.push_back(std::move(place.path));
  return paths;
}

// Throws the error of a path that leads nowhere as one of `key` in `reader`.
void require_parameter(Model& model, const std::string& path, const TomlReader& reader,
                       std::string_view key) {
  try {
    parameter(model, path);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
}

Follow read_follow(TomlReader& reader, const std::string& path, Model& model) {
  Follow follow{path, reader.text("follow")};
  require_parameter(model, follow.source, reader, "follow");
  if (reader.has("factor")) follow.factor = reader.number("factor");
  if (reader.has("offset")) follow.offset = reader.number("offset");
  return follow;
}

}  // namespace

Sweep read_sweep(TomlReader& root, Model model) {
  Sweep sweep;
  if (!root.has("sweep")) return sweep;
  const toml::table& table = root.table("sweep");
  TomlReader keys(table, root.file(), "[sweep]");
  double points = 1;
  for (const std::string& path : paths_in_order(table, root.file())) {
    TomlReader reader(keys.table(path), root.file(), "\"" + path + "\" in [sweep]");
    require_parameter(model, path, keys, path);
    if (reader.has("follow")) {
      sweep.follows.push_back(read_follow(reader, path, model));
    } else {
      sweep.axes.push_back({path, axis_values(reader)});
      points *= static_cast<double>(sweep.axes.back().values.size());
      if (points > kMostPoints) {
        keys.fail(path, fmt::format("the sweep has more than {} points", kMostPoints));
      }
    }
    reader.finish();
  }
  for (const Follow& follow : sweep.follows) {
    if (std::ranges::find(sweep.follows, follow.source, &Follow::path) != sweep.follows.end()) {
      keys.fail(follow.path, fmt::format("'{}' follows '{}', which itself follows another",
                                         follow.path, follow.source));
    }
  }
  return sweep;
}

}  // namespace quflux
