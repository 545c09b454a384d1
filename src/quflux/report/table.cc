#include "quflux/report/table.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux::inline report {

namespace {

constexpr std::size_t kGap = 2;  // columns of the terminal

bool is_number(std::string cell) {
  const std::string minus = "−";
  if (cell.rfind(minus, 0) == 0) cell.replace(0, minus.size(), "-");
  if (cell.empty() || cell.front() == ' ') return false;
  char* end = nullptr;
  std::strtod(cell.c_str(), &end);
  return end != cell.c_str() && *end == '\0';
}

bool is_numeric(const TextTable& table, std::size_t column) {
  bool any = false;
  for (const auto& row : table.rows) {
    if (row[column].empty()) continue;
    if (!is_number(row[column])) return false;
    any = true;
  }
  return any;
}

struct Column {
  std::size_t width = 0;
  bool numeric = false;
};

std::string table_line(const std::vector<std::string>& cells, const std::vector<Column>& columns) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = one_line(cells[i]);
    const std::string padding(columns[i].width - display_width(cell), ' ');
    if (i > 0) text.append(kGap, ' ');
    text += columns[i].numeric ? padding + cell : cell + padding;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text + '\n';
}

}  // namespace

std::string to_text(const TextTable& table) {
  std::vector<Column> columns(table.header.size());
  for (const auto& row : table.rows) {
    if (row.size() != columns.size()) {
      throw Error(fmt::format("a row of a table has {} cells; its header has {}", row.size(),
                              columns.size()));
    }
  }
  std::size_t total = columns.empty() ? 0 : kGap * (columns.size() - 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].width = display_width(one_line(table.header[i]));
    for (const auto& row : table.rows) {
      columns[i].width = std::max(columns[i].width, display_width(one_line(row[i])));
    }
    columns[i].numeric = is_numeric(table, i);
    total += columns[i].width;
  }
  std::string text = table_line(table.header, columns);
  for (std::size_t i = 0; i < total; ++i) text += "─";
  text += '\n';
  for (const auto& row : table.rows) text += table_line(row, columns);
  return text;
}

}  // namespace quflux::inline report
