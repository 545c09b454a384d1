#include "quflux/report/drive_words.h"

#include <fmt/core.h>

#include "quflux/validity/drive_speed.h"

namespace quflux::inline report {

namespace {

std::string speed_in_words(const DriveSpeed& speed) {
  if (speed.number == 0) return "mixes no states";
  return fmt::format("{}: {}", speed.is_slow() ? "slow" : "not slow", in_words(speed));
}

}  // namespace

std::string drives_in_words(const Study& study) {
  if (!study.course || study.course->drives.empty()) return "";
  const auto speeds = drive_speeds(study.model, *study.course);
  std::string text;
  for (std::size_t k = 0; k < speeds.size(); ++k) {
    const Drive& drive = study.course->drives[k];
    text +=
        fmt::format("Drive '{}' of {}: {}\n", drive.name, drive.path, speed_in_words(speeds[k]));
  }
  return text;
}

}  // namespace quflux::inline report
