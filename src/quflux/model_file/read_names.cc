#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

std::vector<SiteOperator> site_operators(TomlReader& reader, const std::string& key) {
  std::vector<SiteOperator> factors;
  for (const std::string& text : reader.texts(key)) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) {
      reader.fail(key, fmt::format("'{}' contains '{}'; write \"SITE.OPERATOR\"", key, text));
    }
    factors.push_back({text.substr(0, dot), text.substr(dot + 1)});
  }
  return factors;
}

std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model,
                                         const std::string& key) {
  std::vector<SiteOperator> factors = site_operators(reader, key);
  reader.checked([&] { require_product(key, model, factors); });
  return factors;
}

}  // namespace quflux::inline model_file
