// Model files with one mistake each, and the message that each must give.

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/plan.h"

namespace quflux::inline study {
namespace {

// The names of all rows of a table, as messages list them.
template <class Table>
std::string names(const Table& table) {
  std::string list;
  for (const auto& row : table) list += (list.empty() ? "" : ", ") + row.name;
  return list;
}

void replace(std::string& text, const std::string& what, const std::string& by) {
  if (const auto at = text.find(what); at != std::string::npos) text.replace(at, what.size(), by);
}

TEST(MalformedModelFiles, GiveTheExpectedMessages) {
  const std::string folder = QUFLUX_TESTDATA "/malformed/";
  std::ifstream expectations(folder + "expected.tsv");
  std::string line;
  int files = 0;
  while (std::getline(expectations, line)) {
    const auto tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos) << line;
    const std::string file = line.substr(0, tab);
    std::string message = "no error";
    try {
      output_arrays(read_model_file(folder + file));
    } catch (const Error& error) {
      message = error.what();
    }
    for (auto at = message.find(folder); at != std::string::npos; at = message.find(folder)) {
      message.erase(at, folder.size());
    }
    std::string expected = line.substr(tab + 1);
    replace(expected, "{equations}", names(equations()));
    replace(expected, "{outputs}", names(observables()));
    EXPECT_EQ(message, expected) << file;
    ++files;
  }
  EXPECT_GE(files, 200);
}

}  // namespace
}  // namespace quflux::inline study
