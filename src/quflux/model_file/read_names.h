#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/model_file/toml_reader.h"

/// Words in model files.
namespace quflux::inline model_file {

/// A word of a model file and what it stands for.
template <class Value>
struct Named {
  const char* name;
  Value value;
};

/// What the word `given` under `key` stands for. Throws Error when it is none of the choices.
template <class Value, std::size_t n>
Value choice(TomlReader& reader, std::string_view key, const std::string& given,
             const std::array<Named<Value>, n>& choices) {
  std::vector<std::string> allowed;
  for (const auto& c : choices) {
    if (given == c.name) return c.value;
    allowed.emplace_back(c.name);
  }
  reader.fail(key, fmt::format("'{}' is '{}'{}", key, given, did_you_mean(given, allowed)));
}

/// Kinds of couplings.
inline constexpr std::array kCouplingKinds{
    Named<CouplingKind>{"exchange", CouplingKind::exchange},
    Named<CouplingKind>{"position", CouplingKind::position},
    Named<CouplingKind>{"zz", CouplingKind::zz},
    Named<CouplingKind>{"operators", CouplingKind::operators}};

/// The key `operators` or another one, ["a.sp", "b.sm"].
std::vector<SiteOperator> site_operators(TomlReader& reader, const std::string& key = "operators");

/// The same as factors of a product. Throws Error as product_operator().
std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model,
                                         const std::string& key = "operators");

}  // namespace quflux::inline model_file
