#include "quflux/cli/near_option.h"

#include <array>
#include <charconv>
#include <system_error>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux::inline cli {

std::optional<NearTarget> near_target(const std::optional<std::string>& near,
                                      const std::optional<int>& count) {
  if (!near) {
    if (count) throw Error("--count says how many eigenvalues near a number, and needs --near");
    return std::nullopt;
  }
  std::array<double, 2> numbers{};
  const char* at = near->data();
  const char* const end = at + near->size();
  for (double& number : numbers) {
    const auto [behind, error] = std::from_chars(at, end, number);
    if (error != std::errc()) break;
    at = behind;
    if (at == end) {
      return NearTarget{Complex(numbers[0], numbers[1]), count.value_or(NearTarget{}.count)};
    }
    if (*at++ != ',') break;
  }
  throw Error(
      fmt::format("--near is '{}'; it must be X or X,Y, the real and the imaginary part of a "
                  "number",
                  one_line(*near)));
}

}  // namespace quflux::inline cli
