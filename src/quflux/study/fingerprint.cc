#include "quflux/study/fingerprint.h"

#include <fmt/core.h>

#include "quflux/core/hash.h"
#include "quflux/core/overload.h"

namespace quflux::inline study {

void Fingerprint::add(const std::string& text) { sum_ = checksum(text, sum_); }

void Fingerprint::add(double number) { add(fmt::format("{}", number)); }

void Fingerprint::add(const Equation& equation) {
  add(fmt::format("{} {}", equation.label, equation.kind.name));
  for (const auto& [key, option] : equation.options) {
    add(key);
    std::visit(Overload{[&](bool flag) { add(std::string(flag ? "true" : "false")); },
                        [&](const std::vector<BathRow>& rows) {
                          for (const BathRow& row : rows) {
                            add(row.bath);
                            for (const auto& [name, number] : row.numbers) {
                              add(name);
                              add(number);
                            }
                          }
                        },
                        [&](const auto& value) { add(value); }},
               option);
  }
}

void Fingerprint::add(const Dataset& frame) {
  const auto add_value = Overload{
      [&](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) add(text);
      },
      [&](const std::vector<double>& numbers) {
        sum_ = checksum({reinterpret_cast<const char*>(numbers.data()), numbers.size() * 8}, sum_);
      },
      [&](const auto& value) { add(value); }};
  for (const auto& [name, value] : frame.attributes) {
    add(name);
    std::visit(add_value, value);
  }
  for (const Variable& variable : frame.variables) {
    add(variable.name);
    std::visit(add_value, variable.values);
  }
}

std::string Fingerprint::text() const { return fmt::format("{:016x}", sum_); }

}  // namespace quflux::inline study
