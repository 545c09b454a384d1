#include "quflux/model_file/read_matrix.h"

#include "quflux/core/npy.h"

namespace quflux::inline model_file {

namespace {

Matrix matrix_of_file(TomlReader& reader, const std::string& key, const ReadFile& read_file) {
  const std::string name = reader.text(key);
  if (!name.ends_with(".npy")) {
    reader.fail(key, fmt::format("'{}' is '{}'; it must be a square matrix, by its rows or by the "
                                 "name of a .npy file",
                                 key, name));
  }
  if (!read_file) {
    reader.fail(key, fmt::format("'{}' is '{}'; a model that is no file has no files beside it",
                                 key, name));
  }
  Matrix matrix;
  try {
    matrix = npy_matrix(read_file(name), name);
  } catch (const Error& error) {
    reader.fail(key, error.what());
  }
  reader.checked([&] { require_rows(key, matrix.rows()); });
  return matrix;
}

}  // namespace

Matrix read_matrix(TomlReader& reader, const std::string& key, const ReadFile& read_file) {
  if (reader.is_text(key)) return matrix_of_file(reader, key, read_file);
  const toml::array& rows = reader.array(key);
  const auto d = static_cast<Eigen::Index>(rows.size());
  reader.checked([&] { require_rows(key, d); });
  Matrix m(d, d);
  const auto exact = [&, what = fmt::format("'{}' holds", key)](const toml::node& number) {
    return reader.exact(number, what);
  };
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
      m(i, j) = complex ? Complex(exact((*pair)[0]), exact((*pair)[1])) : Complex(exact(entry));
    }
  }
  return m;
}

}  // namespace quflux::inline model_file
