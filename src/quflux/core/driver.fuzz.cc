// Drives a fuzz target where libFuzzer is not at hand: RUNS texts, each made of one of a corpus by
// a few random changes. A run depends on its number alone, so that FIRST begins at the one that
// failed.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Random = std::mt19937_64;

constexpr std::size_t kLongest = 4096;     // bytes of a text
constexpr unsigned kHangs = 20;            // seconds after which a run counts as endless
constexpr unsigned long kReport = 10'000;  // runs between lines that say how far it is

// What parsers trip over.
constexpr std::array<std::string_view, 24> kWords{"[[",
                                                  "]]",
                                                  "{",
                                                  "}",
                                                  "=",
                                                  "\"",
                                                  "'''",
                                                  "\"\"\"",
                                                  ".",
                                                  ",",
                                                  ";",
                                                  "\n",
                                                  "1e308",
                                                  "-1e308",
                                                  "1e-320",
                                                  "nan",
                                                  "-inf",
                                                  "-0.0",
                                                  "0",
                                                  "1",
                                                  "9223372036854775807",
                                                  "\\uD800",
                                                  "\xEF\xBB\xBF",
                                                  "\t"};

std::size_t below(std::size_t count, Random& random) {
  return random() % std::max<std::size_t>(count, 1);
}

// One change at a random place, to which `other` may lend a part.
void change(std::string& text, const std::string& other, Random& random) {
  const std::size_t at = below(text.size() + 1, random);
  const std::size_t length = below(32, random);
  switch (below(6, random)) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8, random)));
      break;
    case 1:
      text.insert(at, 1, static_cast<char>(random()));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, text.substr(below(text.size() + 1, random), length));
      break;
    case 4:
      text.insert(at, other.substr(below(other.size() + 1, random), 4 * length));
      break;
    default:
      text.insert(at, kWords[below(kWords.size(), random)]);
  }
}

std::string mutated(const std::vector<std::string>& corpus, unsigned long run) {
  Random random(run);
  std::string text = corpus[below(corpus.size(), random)];
  for (std::size_t left = 1 + below(8, random); left > 0; --left) {
    change(text, corpus[below(corpus.size(), random)], random);
  }
  return text.substr(0, kLongest);
}

// In the order of their names, which is that of no file system.
std::vector<std::string> read_all(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> texts;
  for (const auto& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    texts.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  }
  return texts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::fprintf(stderr, "usage: %s CORPUS RUNS [FIRST]\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> corpus = read_all(argv[1]);
  const unsigned long first = argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 0;
  const unsigned long last = first + std::strtoul(argv[2], nullptr, 10);
  for (unsigned long run = first; run < last; ++run) {
    const std::string text = mutated(corpus, run);
    ::alarm(kHangs);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    if (run % kReport == 0) std::printf("run %lu\n", run), std::fflush(stdout);
  }
  std::printf("%lu runs\n", last - first);
}
