#include "quflux/model/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/core.h>

namespace quflux {

namespace {

// Levenshtein's distance: insertions, deletions and replacements of characters.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// Longer input is no typing error, and would only cost time.
constexpr std::size_t kLongest = 200;

}  // namespace

bool is_close(std::string_view given, std::string_view word) {
  return given.size() <= kLongest &&
         distance(given, word) <= std::max<std::size_t>(2, given.size() / 3);
}

std::string did_you_mean(std::string_view given, std::span<const std::string> allowed) {
  if (allowed.empty()) return "";
  if (given.size() <= kLongest) {
    const auto closest = std::ranges::min_element(
        allowed, {}, [&](const std::string& word) { return distance(given, word); });
    if (is_close(given, *closest)) {
      return fmt::format("; did you mean '{}'?", *closest);
    }
  }
  std::string list;
  for (const std::string& word : allowed) {
    list += (list.empty() ? "" : ", ") + word;
  }
  return "; allowed are " + list;
}

}  // namespace quflux
