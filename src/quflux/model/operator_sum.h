#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace quflux::inline model {

/// Of a product of operators.
inline constexpr std::size_t kMostFactors = 64;

/// A number times a product of operators of one site.
struct OperatorProduct {
  double factor;
  std::vector<std::string> names;
};

/// Reads a sum such as "sx", "0.6 sx + 0.8 sz", "t01 - 2 t02" or "ad ad a a": names with spaces
/// between them are a product, and a number in front is its factor. Throws Error that says what is
/// wrong with it.
std::vector<OperatorProduct> parse_operator_sum(std::string_view text);

}  // namespace quflux::inline model
