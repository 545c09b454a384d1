#include "quflux/model/operator_sum.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "quflux/core/error.h"

namespace quflux::inline model {

namespace {

bool is_space(char c) { return c == ' ' || c == '\t'; }

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// What is left of a sum while it is read.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  std::vector<OperatorProduct> sum() {
    std::vector<OperatorProduct> products;
    skip_spaces();
    double sign = take_sign().value_or(1);
    products.push_back(product(sign));
    while (!rest_.empty()) {
      const std::optional<double> next = take_sign();
      if (!next) fail("there must be + or - between products");
      products.push_back(product(*next));
    }
    return products;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw Error(fmt::format(
        "'{}' is no operator: {}; write names, such as sx, products of them, ad a, and sums with "
        "numbers, 0.6 sx + 0.8 sz",
        text_, why));
  }

  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
  }

  std::optional<double> take_sign() {
    if (rest_.empty() || (rest_.front() != '+' && rest_.front() != '-')) return std::nullopt;
    const double sign = rest_.front() == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    skip_spaces();
    return sign;
  }

  std::optional<double> take_number() {
    double number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc{} || !is_digit_or_point(rest_.front())) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    if (!std::isfinite(number)) fail("its factor is not finite");
    skip_spaces();
    return number;
  }

  static bool is_digit_or_point(char c) { return is_digit(c) || c == '.'; }

  std::optional<std::string> take_name() {
    std::size_t size = 0;
    if (rest_.empty() || !is_letter(rest_.front())) return std::nullopt;
    while (size < rest_.size() &&
           (is_letter(rest_[size]) || is_digit(rest_[size]) || rest_[size] == '_')) {
      ++size;
    }
    std::string name(rest_.substr(0, size));
    rest_.remove_prefix(size);
    skip_spaces();
    return name;
  }

  OperatorProduct product(double sign) {
    OperatorProduct result{sign, {}};
    if (!rest_.empty()) result.factor *= take_number().value_or(1);
    while (std::optional<std::string> name = take_name()) result.names.push_back(*std::move(name));
    if (result.names.empty()) {
      fail(rest_.empty() ? "a name is missing at its end"
                         : fmt::format("a name is missing before '{}'", rest_));
    }
    if (result.names.size() > kMostFactors) {
      fail(fmt::format("a product has {} factors and may have {}", result.names.size(),
                       kMostFactors));
    }
    return result;
  }

  std::string_view text_;
  std::string_view rest_;
};

}  // namespace

std::vector<OperatorProduct> parse_operator_sum(std::string_view text) {
  return Reader(text).sum();
}

}  // namespace quflux::inline model
