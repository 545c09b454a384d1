#include "quflux/files/row_storage.h"

#include <cstdint>
#include <sqlite3.h>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/hash.h"
#include "quflux/core/utf8.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline files {

namespace {

namespace fs = std::filesystem;

// Of the tables below, and of what their bytes mean.
constexpr int kSchema = 1;

[[noreturn]] void fail(const std::string& shown, int code) {
  const int kind = code & 0xFF;
  if (kind == SQLITE_BUSY || kind == SQLITE_LOCKED) {
    throw Error(
        fmt::format("another quflux is working on '{}'; wait for it, or choose another -o", shown));
  }
  if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_ERROR ||
      kind == SQLITE_MISMATCH) {
    throw Error(fmt::format("'{}' is damaged; start anew without --resume", shown));
  }
  throw Error(fmt::format("cannot keep results in '{}': {}", shown, sqlite3_errstr(code)));
}

// A statement of SQL with what is bound to it.
class Statement {
 public:
  Statement(sqlite3* database, const std::string& shown, const char* sql) : shown_(shown) {
    check(sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr));
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&&) = delete;
  Statement& operator=(Statement&&) = delete;

  Statement& bind(int at, std::uint64_t number) {
    check(sqlite3_bind_int64(statement_, at, static_cast<sqlite3_int64>(number)));
    return *this;
  }
  Statement& bind(int at, std::string_view bytes) {
    check(sqlite3_bind_blob64(statement_, at, bytes.data(), bytes.size(), SQLITE_STATIC));
    return *this;
  }

  // Whether there is a row.
  bool step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(shown_, code);
    return code == SQLITE_ROW;
  }
  void reset() { check(sqlite3_reset(statement_)); }

  std::uint64_t number(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }
  std::string_view bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(data), static_cast<std::size_t>(data != nullptr ? size : 0)};
  }

 private:
  void check(int code) const {
    if (code != SQLITE_OK) fail(shown_, code);
  }

  const std::string& shown_;
  sqlite3_stmt* statement_ = nullptr;
};

void execute(sqlite3* database, const std::string& shown, const char* sql) {
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(shown, code);
}

std::uint64_t sum_of(const std::string& fingerprint, std::uint64_t first, std::uint64_t last,
                     std::string_view bytes) {
  return checksum(bytes, checksum(fmt::format("{} {} {}", fingerprint, first, last)));
}

fs::path journal_of(const fs::path& path) { return path.string() + "-journal"; }

}  // namespace

void RowStorage::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

fs::path RowStorage::beside(const fs::path& result) { return result.string() + ".unfinished"; }

RowStorage::RowStorage(const fs::path& path, const std::string& fingerprint)
    : path_(path), shown_(one_line(path.string())), fingerprint_(fingerprint) {
  sqlite3* database = nullptr;
  const int opened =
      sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  database_.reset(database);
  if (opened != SQLITE_OK) fail(shown_, opened);
  // The journal holds the few pages that a transaction changes; runs of points only add to the
  // file.
  execute(
      database, shown_,
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"
      "PRAGMA cell_size_check = ON; BEGIN EXCLUSIVE");
  execute(database, shown_,
          "CREATE TABLE IF NOT EXISTS sweep(schema INTEGER, fingerprint BLOB);"
          "CREATE TABLE IF NOT EXISTS run(first INTEGER PRIMARY KEY, last INTEGER, checksum "
          "INTEGER, bytes BLOB)");
  Statement kept(database, shown_, "SELECT schema, fingerprint FROM sweep");
  if (!kept.step()) {
    Statement(database, shown_, "INSERT INTO sweep VALUES(?, ?)")
        .bind(1, kSchema)
        .bind(2, fingerprint)
        .step();
  } else if (kept.number(0) != kSchema || kept.bytes(1) != fingerprint) {
    throw Error(
        fmt::format("'{}' is of another model, other settings, another road or another "
                    "version; start anew without --resume",
                    shown_));
  }
  kept.reset();
  execute(database, shown_, "COMMIT");
}

void RowStorage::remove(const fs::path& path) {
  if (!fs::exists(path)) return remove_file(journal_of(path));
  sqlite3* database = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr);
  const std::unique_ptr<sqlite3, Close> closed(database);
  const int locked = opened == SQLITE_OK
                         ? sqlite3_exec(database, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr)
                         : opened;
  if ((locked & 0xFF) == SQLITE_BUSY) fail(one_line(path.string()), locked);
  remove_file(path);
  remove_file(journal_of(path));
}

void RowStorage::remove() {
  remove_file(path_);
  remove_file(journal_of(path_));
}

void RowStorage::keep(std::size_t count, const std::function<Row(std::size_t)>& row) {
  execute(database_.get(), shown_, "BEGIN");
  Statement insert(database_.get(), shown_, "INSERT OR REPLACE INTO run VALUES(?, ?, ?, ?)");
  for (std::size_t k = 0; k < count; ++k) {
    const auto [first, last, bytes] = row(k);
    insert.bind(1, first).bind(2, last).bind(3, sum_of(fingerprint_, first, last, bytes));
    insert.bind(4, bytes).step();
    insert.reset();
  }
  execute(database_.get(), shown_, "COMMIT");
}

void RowStorage::read(
    std::uint64_t begin, std::uint64_t end,
    const std::function<void(std::uint64_t, std::uint64_t, std::string_view)>& take) const {
  Statement select(database_.get(), shown_,
                   "SELECT first, last, checksum, bytes FROM run WHERE first >= ? AND first < ? "
                   "ORDER BY first");
  select.bind(1, begin).bind(2, end);
  while (select.step()) {
    const std::uint64_t first = select.number(0);
    const std::uint64_t last = select.number(1);
    const std::string_view bytes = select.bytes(3);
    if (select.number(2) == sum_of(fingerprint_, first, last, bytes)) take(first, last, bytes);
  }
}

}  // namespace quflux::inline files
