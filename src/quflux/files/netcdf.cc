#include "quflux/files/netcdf.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <limits>
#include <mutex>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <netcdf.h>
#include <netcdf_mem.h>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/core/utf8.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/seal.h"

namespace quflux::inline files {

namespace {

// The NetCDF and HDF5 libraries keep state of their own and allow one call at a time.
std::mutex& library_lock() {
  static std::mutex mutex;
  return mutex;
}

// The library takes names of files apart (URLs, fragments), so it only ever sees this one.
constexpr const char* kNameInMemory = "quflux.nc";

// HDF5 keeps attributes below 64 KiB in the header of their owner and refuses larger ones, except
// as strings of variable length.
constexpr std::size_t kLongestTextAttribute = 32768;

constexpr std::size_t kSmallestCompressed = 1024;  // values

void check(int status, const std::string& what) {
  if (status != NC_NOERR) throw Error(fmt::format("{}: {}", what, nc_strerror(status)));
}

// Abandons the file unless it was closed.
class OpenFile {
 public:
  explicit OpenFile(int id) : id_(id) {}
  ~OpenFile() {
    if (open_) nc_abort(id_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  OpenFile(OpenFile&&) = delete;
  OpenFile& operator=(OpenFile&&) = delete;

  int id() const { return id_; }
  void closed() { open_ = false; }

 private:
  int id_;
  bool open_ = true;
};

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Characters are ASCII for those who read HDF5, strings are UTF-8.
void put_text(int file, int variable, const std::string& name, const std::string& text) {
  const char* pointer = text.c_str();
  check(text.size() <= kLongestTextAttribute && is_ascii(text)
            ? nc_put_att_text(file, variable, name.c_str(), text.size(), pointer)
            : nc_put_att_string(file, variable, name.c_str(), 1, &pointer),
        fmt::format("cannot store the attribute '{}'", name));
}

void put_attribute(int file, int variable, const std::string& name, const Attribute& value) {
  const std::string what = fmt::format("cannot store the attribute '{}'", name);
  if (const auto* text = std::get_if<std::string>(&value)) {
    put_text(file, variable, name, *text);
  } else if (const auto* number = std::get_if<double>(&value)) {
    check(nc_put_att_double(file, variable, name.c_str(), NC_DOUBLE, 1, number), what);
  } else if (const auto* integer = std::get_if<int>(&value)) {
    check(nc_put_att_int(file, variable, name.c_str(), NC_INT, 1, integer), what);
  } else {
    const auto& list = std::get<std::vector<double>>(value);
    check(nc_put_att_double(file, variable, name.c_str(), NC_DOUBLE, list.size(), list.data()),
          what);
  }
}

using Shape = std::vector<std::size_t>;

std::size_t product(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

Shape shape_of(const Dataset& dataset, const Variable& variable) {
  Shape shape;
  for (const std::string& name : variable.dimensions) {
    shape.push_back(
        std::ranges::find(dataset.dimensions, name, &std::pair<std::string, std::size_t>::first)
            ->second);
  }
  return shape;
}

// Chunks of at most a MiB that are runs of neighbours in row-major order, so that numbers that come
// in this order fill one after the other.
Shape chunks_of(const Shape& shape) {
  std::size_t room = std::size_t{1} << 17U;
  Shape chunks(shape.size(), 1);
  for (std::size_t k = shape.size(); k-- > 0 && room > 1;) {
    const std::size_t count = (shape[k] + room - 1) / room;
    chunks[k] = (shape[k] + count - 1) / count;
    room = count > 1 ? 1 : room / chunks[k];
  }
  return chunks;
}

int define_variable(int file, const Variable& variable, const Shape& shape,
                    const std::map<std::string, int>& ids) {
  constexpr std::size_t kCacheBytes = std::size_t{4} << 20U;
  constexpr std::size_t kCacheSlots = 521;
  const std::string what = fmt::format("cannot store the variable '{}'", variable.name);
  const auto* values = std::get_if<std::vector<double>>(&variable.values);
  std::vector<int> dimensions;
  for (const std::string& name : variable.dimensions) dimensions.push_back(ids.at(name));

  int id = 0;
  check(nc_def_var(file, variable.name.c_str(), values != nullptr ? NC_DOUBLE : NC_STRING,
                   static_cast<int>(dimensions.size()), dimensions.data(), &id),
        what);
  if (values != nullptr && product(shape) >= kSmallestCompressed) {
    check(nc_def_var_chunking(file, id, NC_CHUNKED, chunks_of(shape).data()), what);
    check(nc_set_var_chunk_cache(file, id, kCacheBytes, kCacheSlots, 1), what);
    check(nc_def_var_deflate(file, id, 1, 1, 1), what);
  }
  // CF forbids missing values in coordinates, and with them the attribute that announces them.
  if (values != nullptr && !is_coordinate(variable)) {
    const double fill = std::numeric_limits<double>::quiet_NaN();
    check(nc_put_att_double(file, id, "_FillValue", NC_DOUBLE, 1, &fill), what);
  }
  if (!variable.long_name.empty()) put_text(file, id, "long_name", variable.long_name);
  if (!variable.units.empty()) put_text(file, id, "units", variable.units);
  for (const auto& [name, value] : variable.attributes) put_attribute(file, id, name, value);
  return id;
}

void put_values(int file, int id, const Variable& variable) {
  const std::string what = fmt::format("cannot store the variable '{}'", variable.name);
  if (const auto* values = std::get_if<std::vector<double>>(&variable.values)) {
    check(nc_put_var_double(file, id, values->data()), what);
    return;
  }
  std::vector<const char*> pointers;
  for (const std::string& text : std::get<std::vector<std::string>>(variable.values)) {
    pointers.push_back(text.c_str());
  }
  check(nc_put_var_string(file, id, pointers.data()), what);
}

// Returns the ids of the later variables, which get their numbers from others.
std::vector<int> put_dataset(int file, const Dataset& dataset,
                             const std::vector<Variable>& later = {}) {
  // Unset values would cost a pass over the file; every value is set.
  check(nc_set_fill(file, NC_NOFILL, nullptr), "cannot start a NetCDF file");
  std::map<std::string, int> dimensions;
  for (const auto& [name, size] : dataset.dimensions) {
    check(nc_def_dim(file, name.c_str(), size, &dimensions[name]),
          fmt::format("cannot store the dimension '{}'", name));
  }
  put_text(file, NC_GLOBAL, "Conventions", "CF-1.8");
  for (const auto& [name, value] : dataset.attributes) {
    put_attribute(file, NC_GLOBAL, name, value);
  }
  const auto define = [&](const Variable& variable) {
    return define_variable(file, variable, shape_of(dataset, variable), dimensions);
  };
  std::vector<int> variables;
  for (const Variable& variable : dataset.variables) variables.push_back(define(variable));
  std::vector<int> ids;
  for (const Variable& variable : later) ids.push_back(define(variable));
  check(nc_enddef(file), "cannot store the dataset");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    put_values(file, variables[i], dataset.variables[i]);
  }
  return ids;
}

// A directory or file by a name that the library does not take apart.
class PlainName {
 public:
  explicit PlainName(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_PATH | O_CLOEXEC)) {}  // NOLINT(*-vararg)
  ~PlainName() {
    if (fd_ >= 0) ::close(fd_);
  }
  PlainName(const PlainName&) = delete;
  PlainName& operator=(const PlainName&) = delete;
  PlainName(PlainName&&) = delete;
  PlainName& operator=(PlainName&&) = delete;

  std::string text() const { return fmt::format("/proc/self/fd/{}", fd_); }

 private:
  int fd_;
};

// Calls piece(start, counts, offset) for the boxes that a run of neighbours in row-major order is
// made of, in that order.
template <class Piece>
void for_boxes(const Shape& shape, std::size_t first, std::size_t count, const Piece& piece) {
  for (std::size_t done = 0; done < count;) {
    // The largest box that begins here: whole in its last dimensions, a run along one before them.
    std::size_t size = 1;
    std::size_t k = shape.size();
    const std::size_t at = first + done;
    while (k > 0 && at % (size * shape[k - 1]) == 0 && size * shape[k - 1] <= count - done) {
      size *= shape[--k];
    }
    Shape start(shape.size(), 0);
    Shape counts(shape.size(), 1);
    for (std::size_t i = k; i < shape.size(); ++i) counts[i] = shape[i];
    std::size_t rest = at / size;
    for (std::size_t i = k; i-- > 0; rest /= shape[i]) start[i] = rest % shape[i];
    if (k > 0) {
      counts[k - 1] = std::min((count - done) / size, shape[k - 1] - start[k - 1]);
      size *= counts[k - 1];
    }
    piece(start, counts, done);
    done += size;
  }
}

// Frees the strings that the library allocated.
class StringList {
 public:
  explicit StringList(std::size_t size) : pointers_(size, nullptr) {}
  ~StringList() {
    if (!pointers_.empty()) nc_free_string(pointers_.size(), pointers_.data());
  }
  StringList(const StringList&) = delete;
  StringList& operator=(const StringList&) = delete;
  StringList(StringList&&) = delete;
  StringList& operator=(StringList&&) = delete;

  char** data() { return pointers_.data(); }
  std::vector<std::string> copy() const {
    std::vector<std::string> texts;
    texts.reserve(pointers_.size());
    for (const char* p : pointers_) texts.emplace_back(p != nullptr ? p : "");
    return texts;
  }

 private:
  std::vector<char*> pointers_;
};

Attribute get_attribute(int file, int variable, const char* name) {
  const std::string what = fmt::format("the attribute '{}'", name);
  nc_type type = NC_NAT;
  std::size_t length = 0;
  check(nc_inq_att(file, variable, name, &type, &length), what);
  if (type == NC_CHAR) {
    std::string text(length, '\0');
    if (length > 0) check(nc_get_att_text(file, variable, name, text.data()), what);
    return text;
  }
  if (type == NC_STRING) {
    StringList texts(length);
    check(nc_get_att_string(file, variable, name, texts.data()), what);
    std::string joined;
    for (const std::string& text : texts.copy()) {
      if (!joined.empty()) joined += '\n';
      joined += text;
    }
    return joined;
  }
  if (type == NC_INT && length == 1) {
    int value = 0;
    check(nc_get_att_int(file, variable, name, &value), what);
    return value;
  }
  std::vector<double> values(length);
  if (length > 0) check(nc_get_att_double(file, variable, name, values.data()), what);
  if (length == 1) return values.front();
  return values;
}

Attributes get_attributes(int file, int variable, int count) {
  Attributes attributes;
  for (int i = 0; i < count; ++i) {
    std::string name(NC_MAX_NAME + 1, '\0');
    check(nc_inq_attname(file, variable, i, name.data()), "an attribute");
    name.resize(name.find('\0'));
    attributes[name] = get_attribute(file, variable, name.c_str());
  }
  return attributes;
}

std::string take_text(Attributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  if (found == attributes.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second);
  std::string taken = text != nullptr ? *text : std::string();
  attributes.erase(found);
  return taken;
}

// A variable along the dimension `without` is left without its values.
Variable get_variable(int file, int id,
                      const std::vector<std::pair<std::string, std::size_t>>& dimensions,
                      const std::string& without) {
  std::string name(NC_MAX_NAME + 1, '\0');
  std::vector<int> ids(NC_MAX_VAR_DIMS);
  nc_type type = NC_NAT;
  int rank = 0;
  int attribute_count = 0;
  check(nc_inq_var(file, id, name.data(), &type, &rank, ids.data(), &attribute_count),
        "a variable");
  name.resize(name.find('\0'));

  Variable variable;
  variable.name = name;
  const std::string what = fmt::format("the variable '{}'", name);
  std::size_t count = 1;
  for (int i = 0; i < rank; ++i) {
    const auto& [dimension, size] = dimensions.at(static_cast<std::size_t>(ids[i]));
    variable.dimensions.push_back(dimension);
    count *= size;
  }
  variable.attributes = get_attributes(file, id, attribute_count);
  variable.attributes.erase("_FillValue");
  variable.units = take_text(variable.attributes, "units");
  variable.long_name = take_text(variable.attributes, "long_name");

  if (std::ranges::find(variable.dimensions, without) != variable.dimensions.end()) return variable;
  if (type == NC_STRING) {
    StringList texts(count);
    check(nc_get_var_string(file, id, texts.data()), what);
    variable.values = texts.copy();
  } else if (type <= NC_UINT64 && type != NC_CHAR) {
    std::vector<double> values(count);
    check(nc_get_var_double(file, id, values.data()), what);
    variable.values = std::move(values);
  } else {
    throw Error(what + " holds neither numbers nor strings");
  }
  return variable;
}

Dataset get_dataset(int file, const std::string& without = "") {
  Dataset dataset;
  int dimension_count = 0;
  int variable_count = 0;
  int attribute_count = 0;
  check(nc_inq(file, &dimension_count, &variable_count, &attribute_count, nullptr), "the content");
  for (int i = 0; i < dimension_count; ++i) {
    std::string name(NC_MAX_NAME + 1, '\0');
    std::size_t size = 0;
    check(nc_inq_dim(file, i, name.data(), &size), "a dimension");
    name.resize(name.find('\0'));
    dataset.dimensions.emplace_back(name, size);
  }
  dataset.attributes = get_attributes(file, NC_GLOBAL, attribute_count);
  dataset.attributes.erase("Conventions");
  for (int i = 0; i < variable_count; ++i) {
    dataset.variables.push_back(get_variable(file, i, dataset.dimensions, without));
  }
  return dataset;
}

}  // namespace

namespace {

// A NetCDF file in memory that the library allocated.
class Image {
 public:
  explicit Image(const Dataset& dataset) {
    validate(dataset);
    const std::lock_guard lock(library_lock());
    int id = 0;
    check(nc_create_mem(kNameInMemory, NC_NETCDF4 | NC_CLOBBER, std::size_t{4096}, &id),
          "cannot start a NetCDF file");
    OpenFile file(id);
    put_dataset(file.id(), dataset);
    file.closed();
    check(nc_close_memio(file.id(), &image_), "cannot finish the NetCDF file");
  }
  ~Image() { std::free(image_.memory); }  // NOLINT(*-no-malloc): not ours
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  Image(Image&&) = delete;
  Image& operator=(Image&&) = delete;

  std::string_view bytes() const { return {static_cast<const char*>(image_.memory), image_.size}; }

 private:
  NC_memio image_{};
};

}  // namespace

void require_netcdf() {}

std::string to_netcdf(const Dataset& dataset) { return std::string(Image(dataset).bytes()); }

namespace {

// More than the file of a dataset ever has: HDF5 ends the program when it meets a full disk.
std::uintmax_t most_bytes(const Dataset& dataset) {
  constexpr std::uintmax_t kHeader = std::uintmax_t{1} << 20U;
  const auto size =
      Overload{[](const std::string& text) { return text.size(); },
               [](const std::vector<std::string>& texts) {
                 std::size_t sum = 0;
                 for (const std::string& text : texts) sum += text.size() + 64;
                 return sum;
               },
               [](const std::vector<double>& list) { return list.size() * sizeof(double); },
               [](double) { return sizeof(double); }, [](int) { return sizeof(int); }};
  std::uintmax_t bytes = kHeader;
  const auto add = [&](const Attributes& attributes) {
    for (const auto& [name, value] : attributes) bytes += 256 + std::visit(size, value);
  };
  add(dataset.attributes);
  for (const Variable& variable : dataset.variables) {
    const std::uintmax_t values = std::visit(size, variable.values);
    bytes += 4096 + values + values / 64;
    add(variable.attributes);
  }
  return bytes;
}

}  // namespace

void write_netcdf(const Dataset& dataset, const std::filesystem::path& path) {
  NetcdfWriter(dataset, {}, path).finish();
}

struct NetcdfWriter::File {
  struct Later {
    int id;
    std::string name;
    Shape shape;
  };

  explicit File(const std::filesystem::path& path) : replacement(path) {}
  ~File() {
    const std::lock_guard lock(library_lock());
    if (id >= 0) nc_abort(id);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;

  Replacement replacement;
  std::uintmax_t bytes = 0;  // that it has at most
  int id = -1;
  std::vector<Later> later;
};

NetcdfWriter::NetcdfWriter(const Dataset& dataset, const std::vector<Variable>& later,
                           const std::filesystem::path& path)
    : file_(std::make_unique<File>(path)) {
  validate(dataset);
  file_->bytes = most_bytes(dataset);
  file_->replacement.reserve(file_->bytes);
  const std::filesystem::path& temporary = file_->replacement.path();
  const PlainName directory(temporary.has_parent_path() ? temporary.parent_path() : ".");
  const std::string name = directory.text() + "/" + temporary.filename().string();
  const std::lock_guard lock(library_lock());
  int id = 0;
  check(nc_create(name.c_str(), NC_NETCDF4 | NC_CLOBBER, &id),
        fmt::format("cannot write '{}'", one_line(path.string())));
  OpenFile file(id);
  const std::vector<int> ids = put_dataset(id, dataset, later);
  for (std::size_t k = 0; k < later.size(); ++k) {
    file_->later.push_back({ids[k], later[k].name, shape_of(dataset, later[k])});
  }
  file.closed();
  file_->id = id;
}

NetcdfWriter::~NetcdfWriter() = default;

void NetcdfWriter::put(std::size_t k, std::size_t first, std::span<const double> numbers) {
  const auto& [variable, name, shape] = file_->later[k];
  file_->bytes += numbers.size_bytes() + numbers.size_bytes() / 64;
  file_->replacement.reserve(file_->bytes);
  const std::lock_guard lock(library_lock());
  for_boxes(shape, first, numbers.size(),
            [&, file = file_->id, id = variable, &what = name](
                const Shape& start, const Shape& counts, std::size_t offset) {
              check(nc_put_vara_double(file, id, start.data(), counts.data(), &numbers[offset]),
                    fmt::format("cannot store the variable '{}'", what));
            });
}

void NetcdfWriter::finish() {
  {
    const std::lock_guard lock(library_lock());
    check(nc_close(std::exchange(file_->id, -1)), "cannot finish the NetCDF file");
  }
  file_->replacement.append(seal(file_->replacement.path()));
  file_->replacement.commit();
}

struct NetcdfReader::File {
  explicit File(const std::filesystem::path& path) : shown(one_line(path.string())) {}
  ~File() {
    const std::lock_guard lock(library_lock());
    if (id >= 0) nc_close(id);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;

  std::string shown;
  int id = -1;
};

NetcdfReader::NetcdfReader(const std::filesystem::path& path)
    : file_(std::make_unique<File>(path)) {
  if (!std::filesystem::is_regular_file(path) || ::access(path.c_str(), R_OK) != 0) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", file_->shown));
  }
  const PlainName file(path);
  const std::lock_guard lock(library_lock());
  if (nc_open(file.text().c_str(), NC_NOWRITE, &file_->id) != NC_NOERR) {
    file_->id = -1;
    throw Error(fmt::format("'{}' is not a NetCDF file", file_->shown));
  }
}

NetcdfReader::~NetcdfReader() = default;
NetcdfReader::NetcdfReader(NetcdfReader&&) noexcept = default;
NetcdfReader& NetcdfReader::operator=(NetcdfReader&&) noexcept = default;

Dataset NetcdfReader::dataset(const std::string& without) const {
  const std::lock_guard lock(library_lock());
  try {
    return get_dataset(file_->id, without);
  } catch (const Error& error) {
    throw Error(fmt::format("cannot read '{}': {}", file_->shown, error.what()));
  }
}

Attributes NetcdfReader::attributes() const {
  const std::lock_guard lock(library_lock());
  int count = 0;
  check(nc_inq_natts(file_->id, &count), fmt::format("cannot read '{}'", file_->shown));
  return get_attributes(file_->id, NC_GLOBAL, count);
}

std::vector<double> NetcdfReader::get(const Variable& variable, std::size_t first,
                                      std::size_t count) const {
  const std::string what = fmt::format("cannot read '{}' of '{}'", variable.name, file_->shown);
  const std::lock_guard lock(library_lock());
  int id = 0;
  check(nc_inq_varid(file_->id, variable.name.c_str(), &id), what);
  std::vector<int> dimensions(variable.dimensions.size());
  check(nc_inq_vardimid(file_->id, id, dimensions.data()), what);
  Shape shape;
  for (const int dimension : dimensions) {
    check(nc_inq_dimlen(file_->id, dimension, &shape.emplace_back()), what);
  }
  std::vector<double> numbers(count);
  for_boxes(shape, first, count, [&](const Shape& start, const Shape& counts, std::size_t offset) {
    check(nc_get_vara_double(file_->id, id, start.data(), counts.data(), &numbers[offset]), what);
  });
  return numbers;
}

Dataset read_netcdf(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  const std::string shown = one_line(path.string());
  const std::lock_guard lock(library_lock());
  int id = 0;
  if (bytes.empty() ||
      nc_open_mem(kNameInMemory, NC_NOWRITE, bytes.size(), bytes.data(), &id) != NC_NOERR) {
    throw Error(fmt::format("'{}' is not a NetCDF file", shown));
  }
  const OpenFile file(id);
  try {
    return get_dataset(file.id());
  } catch (const Error& error) {
    throw Error(fmt::format("cannot read '{}': {}", shown, error.what()));
  }
}

}  // namespace quflux::inline files
