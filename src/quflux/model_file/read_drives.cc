#include "quflux/model_file/read_drives.h"

#include <optional>

#include "quflux/core/overload.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/read_names.h"
#include "quflux/model_file/read_rows.h"

namespace quflux::inline model_file {

namespace {

std::optional<double> read_period(TomlReader& reader) {
  return reader.has("period") ? std::optional(reader.positive("period")) : std::nullopt;
}

// Rows of a file, or in the model file itself.
template <class Points>
DriveShape read_points(TomlReader& reader, const ReadFile& read_file) {
  const std::optional<TwoColumns> rows = read_rows(reader, "times", "time and value", read_file);
  if (rows) return Points{(*rows)[0], (*rows)[1], read_period(reader)};
  return Points{reader.numbers("times"), reader.numbers("values"), read_period(reader)};
}

DriveShape read_sine(TomlReader& reader, const ReadFile& /*read_file*/) {
  Sine sine{reader.number("amplitude"), reader.positive("period")};
  if (reader.has("phase")) sine.phase = reader.number("phase");
  return sine;
}

DriveShape read_pulse(TomlReader& reader, const ReadFile& /*read_file*/) {
  return Pulse{reader.number("amplitude"), reader.number("center"), reader.positive("width"),
               read_period(reader)};
}

using ReadShape = DriveShape (*)(TomlReader&, const ReadFile&);

constexpr std::array kShapes{
    Named<ReadShape>{"steps", read_points<Steps>}, Named<ReadShape>{"sine", read_sine},
    Named<ReadShape>{"pulse", read_pulse}, Named<ReadShape>{"table", read_points<Ramps>}};

}  // namespace

std::string kind_of(const DriveShape& shape) {
  return std::visit(
      Overload{[](const Steps&) { return "steps"; }, [](const Sine&) { return "sine"; },
               [](const Pulse&) { return "pulse"; }, [](const Ramps&) { return "table"; },
               [](const FunctionOfTime&) { return ""; }},
      shape);
}

void read_drive(TomlReader& reader, std::string path, const Model& model, const ReadFile& read_file,
                std::vector<Drive>& drives) {
  Drive drive{reader.text("name", ""), path.empty() ? reader.text("parameter") : std::move(path),
              choice(reader, "kind", reader.text("kind"), kShapes)(reader, read_file)};
  reader.checked([&] { add_drive(drives, model, std::move(drive)); });
  reader.finish();
}

std::vector<Drive> read_drives(TomlReader& root, const Model& model, const ReadFile& read_file) {
  std::vector<Drive> drives;
  for (const toml::table* table : root.tables("drive")) {
    TomlReader reader(*table, root.file(), "[[drive]]");
    read_drive(reader, "", model, read_file, drives);
  }
  return drives;
}

}  // namespace quflux::inline model_file
