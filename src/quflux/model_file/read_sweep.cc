#include "quflux/model_file/read_sweep.h"

#include <algorithm>
#include <cmath>

#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

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

void read_swept(TomlReader& keys, const std::string& path, const Model& model, Sweep& sweep) {
  TomlReader reader(keys.table(path), keys.file(), "\"" + path + "\" in [sweep]");
  keys.checked([&] { require_parameter(path, model, path); });
  if (reader.has("follow")) {
    Follow follow{path, reader.text("follow")};
    reader.checked([&] { require_parameter("follow", model, follow.source); });
    if (reader.has("factor")) follow.factor = reader.number("factor");
    if (reader.has("offset")) follow.offset = reader.number("offset");
    keys.checked([&] { add_follow(sweep, model, std::move(follow)); });
  } else {
    std::vector<double> values = axis_values(reader);
    keys.checked([&] { add_axis(sweep, model, {path, std::move(values)}); });
  }
  reader.finish();
}

Sweep read_sweep(TomlReader& root, const Model& model) {
  Sweep sweep;
  if (!root.has("sweep")) return sweep;
  const toml::table& table = root.table("sweep");
  // toml++ sorts keys; the grid has them in the order of the file, then of the settings.
  struct Place {
    bool from_setting;
    toml::source_position position;
    std::string path;
  };
  std::vector<Place> order;
  for (const auto& [key, node] : table) {
    const toml::source_region& source = key.source();
    order.push_back(
        {source.path && *source.path != root.file(), source.begin, std::string(key.str())});
  }
  std::ranges::sort(order, [](const Place& a, const Place& b) {
    return a.from_setting != b.from_setting ? b.from_setting : a.position < b.position;
  });
  TomlReader keys(table, root.file(), "[sweep]");
  for (const Place& place : order) read_swept(keys, place.path, model, sweep);
  return sweep;
}

}  // namespace quflux::inline model_file
