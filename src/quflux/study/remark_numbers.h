#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "quflux/road/answer.h"

namespace quflux::inline study {

/// Numbers remarks by their texts, from one on, in the order in which they come: that of the grid,
/// so that the numbers do not depend on threads.
class RemarkNumbers {
 public:
  /// The numbers of so many cells, 0 for those without a remark.
  std::vector<double> number(const Remarks& remarks, std::size_t cells) {
    std::vector<double> numbers(cells);
    for (const auto& [cell, text] : remarks) numbers[cell] = number_of(text);
    return numbers;
  }

  double number_of(const std::string& text) {
    const auto [known, is_new] = numbers_.try_emplace(text, texts_.size() + 1);
    if (is_new) texts_.push_back(text);
    return static_cast<double>(known->second);
  }

  /// By their numbers.
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> numbers_;
};

}  // namespace quflux::inline study
