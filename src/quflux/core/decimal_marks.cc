#include "quflux/core/decimal_marks.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "quflux/core/error.h"

namespace quflux::inline core {

namespace {

constexpr std::string_view kMarks = ".,";
constexpr std::size_t kThousand = 3;  // digits between marks

enum class Use { none, decimal, thousands, either };

// With a decimal point and an exponent as in 1e-3 or in Fortran's 1D-3.
std::optional<double> plain_number(std::string text) {
  for (char& c : text) {
    if (c == 'D' || c == 'd') c = 'e';
  }
  std::istringstream stream(text);
  double value = 0;
  return stream >> value && stream.peek() == std::char_traits<char>::eof() ? std::optional(value)
                                                                           : std::nullopt;
}

std::string without(std::string text, char mark) {
  std::erase(text, mark);
  return text;
}

// The part of a number that may have marks: no sign, no exponent.
std::string_view mantissa(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("+-"), text.size()));
  return text.substr(0, text.find_first_of("eEdD"));
}

// Whether the digits between these marks are as of thousands: three, but for the first ones.
bool grouped(std::string_view digits, char mark) {
  const std::size_t first = digits.find(mark);
  if (first == 0 || first > kThousand || digits.front() == '0') return false;
  for (digits.remove_prefix(first); !digits.empty(); digits.remove_prefix(kThousand + 1)) {
    if (digits.size() <= kThousand || digits.front() != mark ||
        digits.substr(1, kThousand).find(mark) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// What a number alone tells of a mark in it.
Use use_of(char mark, const std::string& text) {
  const char other = mark == '.' ? ',' : '.';
  const std::string_view digits = mantissa(text);
  const std::size_t at = digits.find(mark);
  if (at == std::string_view::npos || !is_like_number(text)) return Use::none;
  const std::size_t behind = digits.find(other, at);
  if (behind != std::string_view::npos) {
    return grouped(digits.substr(0, behind), mark) ? Use::thousands : Use::none;
  }
  if (digits.find(mark, at + 1) != std::string_view::npos) {
    return grouped(digits, mark) ? Use::thousands : Use::none;
  }
  const bool alone = digits.find(other) == std::string_view::npos;
  return alone && grouped(digits, mark) ? Use::either : Use::decimal;
}

// The first number that shows a use of a mark; null for none.
const WrittenNumber* first_with(char mark, Use use, const std::vector<WrittenNumber>& numbers) {
  const auto found = std::ranges::find_if(
      numbers, [&](const WrittenNumber& n) { return use_of(mark, n.text) == use; });
  return found == numbers.end() ? nullptr : &*found;
}

constexpr const char* kRemedy = "write numbers with decimal points and without marks of thousands";

[[noreturn]] void refuse_two_values(const WrittenNumber& number, char mark,
                                    const std::string& file) {
  std::string decimal = number.text;
  std::ranges::replace(decimal, mark, '.');
  throw NoAnswer(fmt::format("{}:{}: '{}' may be {} or {}; {}", file, number.line, number.text,
                             decimal, without(number.text, mark), kRemedy));
}

// What marks are for in all numbers together.
std::array<Use, 2> uses_of_marks(const std::vector<WrittenNumber>& numbers,
                                 const std::string& file) {
  std::array<const WrittenNumber*, 2> decimal{};
  std::array<const WrittenNumber*, 2> thousands{};
  for (std::size_t k = 0; k < kMarks.size(); ++k) {
    decimal[k] = first_with(kMarks[k], Use::decimal, numbers);
    thousands[k] = first_with(kMarks[k], Use::thousands, numbers);
  }
  const auto refuse_unless_one = [&](const WrittenNumber* one, const WrittenNumber* other) {
    if (one == nullptr || other == nullptr) return;
    throw NoAnswer(fmt::format("{}:{}: '{}' and '{}' of line {} have different decimal marks; {}",
                               file, one->line, one->text, other->text, other->line, kRemedy));
  };
  refuse_unless_one(decimal[0], decimal[1]);
  refuse_unless_one(thousands[0], thousands[1]);
  std::array<Use, 2> uses{};
  for (std::size_t k = 0; k < kMarks.size(); ++k) {
    refuse_unless_one(decimal[k], thousands[k]);
    // 1.234 alone is what programs write; 1,234 alone, or 1.234 beside 0,5, is not known.
    const bool known =
        decimal[k] != nullptr || thousands[1 - k] != nullptr || (k == 0 && decimal[1] == nullptr);
    uses[k] = thousands[k] != nullptr ? Use::thousands : known ? Use::decimal : Use::either;
  }
  return uses;
}

}  // namespace

bool is_like_number(const std::string& text) {
  return plain_number(without(without(text, ','), '.')).has_value();
}

std::vector<std::optional<double>> values_of(const std::vector<WrittenNumber>& numbers,
                                             const std::string& file) {
  const std::array<Use, 2> uses = uses_of_marks(numbers, file);
  std::vector<std::optional<double>> values;
  values.reserve(numbers.size());
  for (const WrittenNumber& number : numbers) {
    std::string text = number.text;
    for (std::size_t k = 0; k < kMarks.size(); ++k) {
      const Use here = use_of(kMarks[k], number.text);
      if (here == Use::either && uses[k] == Use::either) {
        refuse_two_values(number, kMarks[k], file);
      }
      const bool of_thousands =
          here == Use::thousands || (here == Use::either && uses[k] == Use::thousands);
      if (of_thousands) text = without(text, kMarks[k]);
    }
    std::ranges::replace(text, ',', '.');
    values.push_back(plain_number(text));
  }
  return values;
}

}  // namespace quflux::inline core
