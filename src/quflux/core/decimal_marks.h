#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quflux::inline core {

/// A number as a person or a program wrote it, and where: 0.5, 0,5, 1,234.5, 1.234,5, 1D-3.
struct WrittenNumber {
  std::string text;
  int line;
};

/// Whether a text is a number once its points and commas are left out.
bool is_like_number(const std::string& text);

/// The values of numbers of one text. One mark is that of decimals and the other, where there is
/// one, that of thousands; which is which must follow from the numbers together. What is no number
/// has no value. Throws NoAnswer, with `file` and line, where marks contradict each other and where
/// a number may have two values.
std::vector<std::optional<double>> values_of(const std::vector<WrittenNumber>& numbers,
                                             const std::string& file);

}  // namespace quflux::inline core
