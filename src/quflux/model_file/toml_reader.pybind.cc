#include "quflux/model_file/toml_reader.h"

#include "python/arguments.h"
#include "python/toml.h"

namespace quflux::python {

bool is_mapping(nb::handle given) {
  return nb::isinstance(given, nb::module_::import_("collections.abc").attr("Mapping"));
}

void insert(toml::table& table, const std::string& key, const toml::node& node) {
  node.visit([&](const auto& known) { table.insert_or_assign(key, known); });
}

toml::table table_of(nb::handle given, const std::string& what) {
  toml::table table;
  table.is_inline(true);
  for (const nb::handle item : given.attr("items")()) {
    const nb::object value = item[1];
    if (value.is_none()) continue;
    const std::string key = nb::str(nb::object(item[0])).c_str();
    insert(table, key, node_of(value, fmt::format("'{}' of {}", key, what))[0]);
  }
  return table;
}

namespace {

// Lists in lists end somewhere, unless one holds itself.
constexpr int kDeepest = 16;

class Depth {
 public:
  explicit Depth(const std::string& what) {
    if (++depth_ > kDeepest) {
      --depth_;
      throw Error(fmt::format("{} holds lists or tables more than {} deep", what, kDeepest));
    }
  }
  ~Depth() { --depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;
  Depth(Depth&&) = delete;
  Depth& operator=(Depth&&) = delete;

 private:
  static inline thread_local int depth_ = 0;
};

}  // namespace

toml::array node_of(nb::object given, const std::string& what) {
  const Depth deeper(what.substr(0, what.find(" of ")));
  if (nb::hasattr(given, "tolist")) given = given.attr("tolist")();  // of NumPy
  if (nb::hasattr(given, "__fspath__")) given = given.attr("__fspath__")();
  PyObject* const object = given.ptr();
  if (PyBool_Check(object)) return toml::array{object == Py_True};
  if (PyLong_Check(object)) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow == 0) return toml::array{static_cast<std::int64_t>(number)};
    throw Error(
        fmt::format("{} is {}, which no whole number of a model file holds; give it as a "
                    "float",
                    what, written(given)));
  }
  if (PyFloat_Check(object)) return toml::array{nb::cast<double>(given)};
  if (PyUnicode_Check(object)) return toml::array{nb::cast<std::string>(given)};
  toml::array holder;
  if (is_mapping(given)) {
    holder.push_back(table_of(given, what));
    return holder;
  }
  if (!nb::isinstance<nb::iterable>(given)) {
    throw Error(fmt::format("{} is {}, which is not real or has no place in a model file", what,
                            written(given)));
  }
  toml::array list;
  for (const nb::handle item : given) {
    node_of(nb::borrow(item), "an entry of " + what)[0].visit(
        [&](const auto& known) { list.push_back(known); });
  }
  holder.push_back(std::move(list));
  return holder;
}

}  // namespace quflux::python
