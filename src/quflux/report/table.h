#pragma once

#include <string>
#include <vector>

namespace quflux::inline report {

/// A plain-text table for the terminal.
struct TextTable {
  std::vector<std::string> header;             ///< one title per column
  std::vector<std::vector<std::string>> rows;  ///< as many cells each as the header has titles
};

/// The table with aligned columns, a rule below the header, and a line break after every line.
/// Columns whose cells are all numbers (or empty) are aligned to the right, others to the left.
/// Throws Error when a row has more or fewer cells than the header.
std::string to_text(const TextTable& table);

}  // namespace quflux::inline report
