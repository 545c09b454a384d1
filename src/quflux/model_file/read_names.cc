#include "quflux/model_file/read_names.h"

namespace quflux {

// Names are parts of parameter paths, so a dot would make those ambiguous.
std::string identifier(TomlReader& reader, std::string_view key, const std::string& name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  if (name.empty() || !letter(name.front()) || !std::ranges::all_of(name, allowed)) {
    reader.fail(key,
                fmt::format("'{}' is '{}'; it must be letters, digits, _ and -, and begin with "
                            "a letter",
                            key, name));
  }
  return name;
}

std::string known_site(TomlReader& reader, std::string_view key, const Model& model,
                       const std::string& name) {
  std::vector<std::string> names;
  for (const Site& site : model.sites) {
    if (site.name == name) return name;
    names.push_back(site.name);
  }
  reader.fail(key, fmt::format("there is no site '{}'{}", name, did_you_mean(name, names)));
}

void check_operator(TomlReader& reader, std::string_view key, const Model& model,
                    const SiteOperator& factor) {
  try {
    site_operator(*std::ranges::find(model.sites, factor.site, &Site::name), factor.name);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
}

// ["a.sp", "b.sm"]: factors of a product, checked against the sites.
std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model) {
  std::vector<SiteOperator> factors;
  for (const std::string& text : reader.texts("operators")) {
    const auto dot = text.find('.');
    if (dot == std::string::npos) {
      reader.fail("operators",
                  fmt::format("'operators' contains '{}'; write \"SITE.OPERATOR\"", text));
    }
    SiteOperator factor{known_site(reader, "operators", model, text.substr(0, dot)),
                        text.substr(dot + 1)};
    check_operator(reader, "operators", model, factor);
    factors.push_back(std::move(factor));
  }
  constexpr std::size_t kMostFactors = 64;
  if (factors.empty() || factors.size() > kMostFactors) {
    reader.fail("operators", fmt::format("'operators' has {} factors; it must have from 1 to {}",
                                         factors.size(), kMostFactors));
  }
  try {
    product_operator(model, factors);
  } catch (const Error& error) {
    reader.fail("operators", error.what());
  }
  return factors;
}

}  // namespace quflux
