// Every text that the fuzzer found worth keeping, once more.

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "quflux/files/read_text.h"
#include "quflux/model_file/model_file.fuzz.cc"

namespace quflux::inline model_file {
namespace {

TEST(Study, SurvivesTheFuzzCorpus) {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(QUFLUX_TESTDATA "/fuzz_corpus/model")) {
    const std::string text = read_text(entry.path());
    EXPECT_EQ(
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()), 0);
    ++files;
  }
  EXPECT_GT(files, 50);
}

}  // namespace
}  // namespace quflux::inline model_file
