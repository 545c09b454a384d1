// Model files with one mistake each, and the message that each must give.

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/plan.h"

namespace quflux {
namespace {

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
    EXPECT_EQ(message, line.substr(tab + 1)) << file;
    ++files;
  }
  EXPECT_GE(files, 200);
}

}  // namespace
}  // namespace quflux
