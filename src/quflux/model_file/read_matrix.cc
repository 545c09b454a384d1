#include "quflux/model_file/read_matrix.h"

#include "quflux/core/error.h"
#include "quflux/model/model.h"

namespace quflux {

Matrix read_matrix(TomlReader& reader, std::string_view key, const std::string& what) {
  const toml::array& rows = reader.array(key);
  const auto d = static_cast<Eigen::Index>(rows.size());
  if (d < 1 || d > kLargestDimension) {
    reader.fail(
        key, fmt::format("'{}' has {} rows; it must have from 1 to {}", key, d, kLargestDimension));
  }
  Matrix m(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const toml::node& row = rows[static_cast<std::size_t>(i)];
    const toml::array* entries = row.as_array();
    if (entries == nullptr || static_cast<Eigen::Index>(entries->size()) != d) {
      reader.fail(row, fmt::format("row {} of '{}' must be a list of {} entries", i, key, d));
    }
    for (Eigen::Index j = 0; j < d; ++j) {
      const toml::node& entry = (*entries)[static_cast<std::size_t>(j)];
      const toml::array* pair = entry.as_array();
      const bool complex =
          pair != nullptr && pair->size() == 2 && (*pair)[0].is_number() && (*pair)[1].is_number();
      if (!complex && !entry.is_number()) {
        reader.fail(entry, fmt::format("the entry [{}, {}] of '{}' must be a number or a pair "
                                       "[re, im]",
                                       i, j, key));
      }
      m(i, j) = complex ? Complex(*(*pair)[0].value<double>(), *(*pair)[1].value<double>())
                        : Complex(*entry.value<double>());
    }
  }
  try {
    require_hermitian(m, what);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
  return m;
}

}  // namespace quflux
