// The functions of netcdf.h for builds without the NetCDF library: numbers go to a Python that has
// h5netcdf and h5py, and come from there, through two files, see netcdf_by_python.py.

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/core/utf8.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/child_process.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/netcdf_script.h"
#include "quflux/files/python.h"
#include "quflux/files/seal.h"

namespace quflux::inline files {

namespace {

namespace fs = std::filesystem;

ChildEnd run_script(const std::string& python, const std::vector<std::string>& arguments) {
  // -P: modules in the folder at hand are not h5netcdf.
  std::vector<std::string> command{python, "-P", "-c", std::string(netcdf_script())};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command);
}

std::string find_python() {
  std::string reasons;
  for (const std::string& python : pythons()) {
    const ChildEnd end = run_script(python, {});
    if (end.status == 0) return python;
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", python, reason_of(end.said));
  }
  throw Error(
      fmt::format("this quflux leaves NetCDF files to Python's h5netcdf, which was not found; pip "
                  "install h5netcdf h5py, name their Python in QUFLUX_PYTHON, or write a .csv ({})",
                  reasons));
}

const std::string& python() {
  static const std::string found = find_python();
  return found;
}

// The two files that stand for a dataset meanwhile.
struct Parts {
  Parts() : folder(fs::temp_directory_path()) {}
  fs::path head() const { return folder.path() / "head"; }
  fs::path values() const { return folder.path() / "values"; }

  TemporaryDirectory folder;
};

void add(std::string& head, std::string_view text) {
  head += fmt::format("{}:{}", text.size(), text);
}

void add(std::string& head, std::size_t number) { add(head, std::to_string(number)); }

// Doubles without a loss, as Python's float.fromhex() reads them.
std::string hexadecimal(const std::vector<double>& numbers) {
  std::string text;
  for (const double number : numbers) text += fmt::format("{:a} ", number);
  return text;
}

void add(std::string& head, const Attributes& attributes) {
  add(head, attributes.size());
  for (const auto& [name, value] : attributes) {
    add(head, name);
    std::visit(Overload{[&](const std::string& text) {
                          add(head, "text");
                          add(head, text);
                        },
                        [&](int number) {
                          add(head, "int");
                          add(head, std::to_string(number));
                        },
                        [&](double number) {
                          add(head, "double");
                          add(head, hexadecimal({number}));
                        },
                        [&](const std::vector<double>& list) {
                          add(head, "list");
                          add(head, hexadecimal(list));
                        }},
               value);
  }
}

// What stands before the values of a variable.
void add_frame(std::string& head, const Variable& variable) {
  add(head, variable.name);
  add(head, variable.dimensions.size());
  for (const std::string& dimension : variable.dimensions) add(head, dimension);
  add(head, variable.long_name);
  add(head, variable.units);
  add(head, variable.attributes);
}

// Takes the texts of a head one after the other.
class TextHead {
 public:
  explicit TextHead(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string text() {
    const auto colon = bytes_.find(':', at_);
    std::size_t length = 0;
    if (colon != std::string::npos) {
      std::from_chars(bytes_.data() + at_, bytes_.data() + colon, length);
    }
    if (colon == std::string::npos || length > bytes_.size() - colon - 1) {
      throw Error("what Python made of the file is cut off");
    }
    at_ = colon + 1 + length;
    return bytes_.substr(colon + 1, length);
  }
  std::size_t number() { return std::stoul(text()); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

Attributes take_attributes(TextHead& head) {
  Attributes attributes;
  for (std::size_t count = head.number(); count > 0; --count) {
    const std::string name = head.text();
    const std::string kind = head.text();
    const std::string value = head.text();
    if (kind == "text") {
      attributes[name] = value;
    } else if (kind == "int") {
      attributes[name] = std::stoi(value);
    } else {
      std::vector<double> list;
      const char* at = value.c_str();
      for (char* end = nullptr;; at = end) {
        const double number = std::strtod(at, &end);
        if (end == at) break;
        list.push_back(number);
      }
      attributes[name] = kind == "double" ? Attribute(list.at(0)) : Attribute(list);
    }
  }
  return attributes;
}

std::size_t size_of_variable(const Dataset& dataset, const Variable& variable) {
  std::size_t size = 1;
  for (const std::string& name : variable.dimensions) {
    size *= std::ranges::find(dataset.dimensions, name, &std::pair<std::string, std::size_t>::first)
                ->second;
  }
  return size;
}

[[noreturn]] void fail_to_write_netcdf(const std::string& shown, const std::string& reason) {
  throw Error(fmt::format("cannot write '{}': {}", shown, reason));
}

}  // namespace

void require_netcdf() { python(); }

struct NetcdfWriter::File {
  explicit File(const fs::path& path) : shown(one_line(path.string())), replacement(path) {
    values.open(parts.values(), std::ios::binary);
  }

  // Numbers at their place in the file of values.
  void put(std::size_t first, std::span<const double> numbers) {
    errno = 0;
    values.seekp(static_cast<std::streamoff>(first * sizeof(double)));
    values.write(reinterpret_cast<const char*>(numbers.data()),  // NOLINT(*-reinterpret-cast)
                 static_cast<std::streamsize>(numbers.size_bytes()));
    values.flush();
    if (!values) fail_to_write_netcdf(shown, std::generic_category().message(errno));
  }

  std::string shown;
  Replacement replacement;
  Parts parts;
  std::ofstream values;
  std::vector<std::size_t> later = {};  // where their numbers begin
};

NetcdfWriter::NetcdfWriter(const Dataset& dataset, const std::vector<Variable>& later,
                           const fs::path& path)
    : file_(std::make_unique<File>(path)) {
  validate(dataset);
  require_netcdf();
  std::string head;
  add(head, dataset.dimensions.size());
  for (const auto& [name, size] : dataset.dimensions) {
    add(head, name);
    add(head, size);
  }
  add(head, dataset.attributes);
  add(head, dataset.variables.size() + later.size());
  std::size_t first = 0;
  for (const Variable& variable : dataset.variables) {
    add_frame(head, variable);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&variable.values)) {
      add(head, "texts");
      for (const std::string& text : *texts) add(head, text);
    } else {
      const auto& numbers = std::get<std::vector<double>>(variable.values);
      add(head, "numbers");
      add(head, first);
      file_->put(first, numbers);
      first += numbers.size();
    }
  }
  for (const Variable& variable : later) {
    add_frame(head, variable);
    add(head, "numbers");
    add(head, first);
    file_->later.push_back(first);
    first += size_of_variable(dataset, variable);
  }
  write_file(file_->parts.head(), head);
}

NetcdfWriter::~NetcdfWriter() = default;

void NetcdfWriter::put(std::size_t k, std::size_t first, std::span<const double> numbers) {
  file_->put(file_->later.at(k) + first, numbers);
}

void NetcdfWriter::finish() {
  file_->values.close();
  const ChildEnd end = run_script(
      python(), {"write", file_->parts.head(), file_->parts.values(), file_->replacement.path()});
  if (end.status != 0) fail_to_write_netcdf(file_->shown, last_line(end.said));
  file_->replacement.append(seal(file_->replacement.path()));
  file_->replacement.commit();
}

struct NetcdfReader::File {
  std::string shown;
  Parts parts = {};
  Dataset dataset = {};                  // without values that are numbers
  std::vector<std::size_t> begins = {};  // of the numbers of each variable

  std::vector<double> get(std::size_t first, std::size_t count) const {
    std::vector<double> numbers(count);
    std::ifstream stream(parts.values(), std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(first * sizeof(double)));
    stream.read(reinterpret_cast<char*>(numbers.data()),  // NOLINT(*-reinterpret-cast)
                static_cast<std::streamsize>(count * sizeof(double)));
    if (!stream) throw Error(fmt::format("cannot read '{}': numbers are missing", shown));
    return numbers;
  }
};

NetcdfReader::NetcdfReader(const fs::path& path)
    : file_(std::make_unique<File>(one_line(path.string()))) {
  if (!fs::is_regular_file(path) || ::access(path.c_str(), R_OK) != 0) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", file_->shown));
  }
  const ChildEnd end = run_script(
      python(), {"read", file_->parts.head(), file_->parts.values(), fs::absolute(path)});
  if (end.status != 0) {
    throw Error(fmt::format("'{}' is not a NetCDF file: {}", file_->shown, last_line(end.said)));
  }
  TextHead head(read_file(file_->parts.head()));
  Dataset& dataset = file_->dataset;
  for (std::size_t count = head.number(); count > 0; --count) {
    std::string name = head.text();
    const std::size_t size = head.number();
    dataset.dimensions.emplace_back(std::move(name), size);
  }
  dataset.attributes = take_attributes(head);
  for (std::size_t count = head.number(); count > 0; --count) {
    Variable variable{.name = head.text()};
    for (std::size_t rank = head.number(); rank > 0; --rank) {
      variable.dimensions.push_back(head.text());
    }
    variable.long_name = head.text();
    variable.units = head.text();
    variable.attributes = take_attributes(head);
    if (head.text() == "texts") {
      std::vector<std::string> texts;
      for (std::size_t n = size_of_variable(dataset, variable); n > 0; --n)
        texts.push_back(head.text());
      variable.values = std::move(texts);
      file_->begins.push_back(0);
    } else {
      file_->begins.push_back(head.number());
    }
    dataset.variables.push_back(std::move(variable));
  }
}

NetcdfReader::~NetcdfReader() = default;
NetcdfReader::NetcdfReader(NetcdfReader&&) noexcept = default;
NetcdfReader& NetcdfReader::operator=(NetcdfReader&&) noexcept = default;

Dataset NetcdfReader::dataset(const std::string& without) const {
  Dataset dataset = file_->dataset;
  for (std::size_t i = 0; i < dataset.variables.size(); ++i) {
    Variable& variable = dataset.variables[i];
    if (std::ranges::find(variable.dimensions, without) != variable.dimensions.end()) {
      variable.values = {};
    } else if (std::holds_alternative<std::vector<double>>(variable.values)) {
      variable.values = file_->get(file_->begins[i], size_of_variable(dataset, variable));
    }
  }
  return dataset;
}

Attributes NetcdfReader::attributes() const { return file_->dataset.attributes; }

std::vector<double> NetcdfReader::get(const Variable& variable, std::size_t first,
                                      std::size_t count) const {
  const auto& variables = file_->dataset.variables;
  const auto found = std::ranges::find(variables, variable.name, &Variable::name);
  if (found == variables.end()) {
    throw Error(fmt::format("cannot read '{}' of '{}'", variable.name, file_->shown));
  }
  const auto index = static_cast<std::size_t>(found - variables.begin());
  return file_->get(file_->begins[index] + first, count);
}

Dataset read_netcdf(const fs::path& path) { return NetcdfReader(path).dataset(""); }

void write_netcdf(const Dataset& dataset, const fs::path& path) {
  NetcdfWriter(dataset, {}, path).finish();
}

std::string to_netcdf(const Dataset& dataset) {
  const TemporaryDirectory folder(fs::temp_directory_path());
  write_netcdf(dataset, folder.path() / "data.nc");
  return read_file(folder.path() / "data.nc");
}

}  // namespace quflux::inline files
