#include "quflux/core/nearest.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include <fmt/core.h>

namespace quflux::inline core {

namespace {

// Damerau and Levenshtein's distance: insertions, deletions, replacements and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);  // row i - 2
  std::vector<std::size_t> above(b.size() + 1);   // row i - 1
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

// What others call what quflux calls otherwise.
struct OtherName {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array kOtherNames{OtherName{"start", "from"},
                                 OtherName{"stop", "to"},
                                 OtherName{"end", "to"},
                                 OtherName{"num", "points"},
                                 OtherName{"approach", "equations"},
                                 OtherName{"approaches", "equations"}};

bool is_other_name(std::string_view given, std::string_view word) {
  return std::ranges::any_of(kOtherNames, [&](const OtherName& name) {
    return name.theirs == given && name.ours == word;
  });
}

// Longer input is no typing error, and would only cost time.
constexpr std::size_t kLongest = 200;

}  // namespace

bool is_close(std::string_view given, std::string_view word) {
  if (given.size() > kLongest) return false;
  if (is_other_name(given, word)) return true;
  const std::size_t d = distance(given, word);
  return d < given.size() && d <= std::max<std::size_t>(1, given.size() / 3);
}

std::string did_you_mean(std::string_view given, std::span<const std::string> allowed) {
  if (allowed.empty()) return "";
  if (given.size() <= kLongest) {
    const auto closest = std::ranges::min_element(allowed, {}, [&](const std::string& word) {
      return is_other_name(given, word) ? 0 : distance(given, word);
    });
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

}  // namespace quflux::inline core
