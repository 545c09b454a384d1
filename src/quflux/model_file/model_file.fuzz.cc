// A libFuzzer target: no text may crash the reader of model files, hang it or make it leak.

#include "quflux/model_file/model_file.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "quflux/core/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace quflux;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // What follows a NUL is a setting, as on the command line.
  const std::size_t end = std::min(text.find('\0'), size);
  std::vector<Setting> settings;
  if (end < size) settings.emplace_back(std::string(text.substr(end + 1)));
  try {
    Study file = parse_model(text.substr(0, end), "fuzz.toml", settings);
    constexpr std::size_t kSmall = 16;
    if (dimension(file.model) <= static_cast<Eigen::Index>(kSmall)) {
      to_system(file.model);
    }
    parameter_paths(file.model);
    BoundSweep(file.model, file.sweep).set_point(grid_size(file.sweep) - 1);
  } catch (const Error& error) {
    // One line, whatever was in the text.
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) __builtin_trap();
  }
  return 0;
}
