#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

std::vector<SiteOperator> site_operators(TomlReader& reader) {
  std::vector<SiteOperator> factors;
  for (const std::string& text : reader.texts("operators")) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) {
      reader.fail("operators",
                  fmt::format("'operators' contains '{}'; write \"SITE.OPERATOR\"", text));
    }
    factors.push_back({text.substr(0, dot), text.substr(dot + 1)});
  }
  return factors;
}

std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model) {
  std::vector<SiteOperator> factors = site_operators(reader);
  reader.checked([&] { require_product("operators", model, factors); });
  return factors;
}

}  // namespace quflux::inline model_file
