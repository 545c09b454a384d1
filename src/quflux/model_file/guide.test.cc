// The key reference of docs/guide.md against the reader of model files: what one of them says and
// the other does not know is an error.

#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/files/read_text.h"
#include "quflux/model_file/model_file.h"

namespace quflux::inline model_file {
namespace {

using Keys = std::set<std::string>;

// The keys in the first column of the tables below a heading, down to the next one. Tables that
// list something else begin with another word than "key".
Keys keys_in_guide(const std::string& guide, const std::string& heading) {
  const auto begin = guide.find("\n### " + heading + "\n");
  EXPECT_NE(begin, std::string::npos) << heading;
  const std::string section = guide.substr(begin + 1, guide.find("\n##", begin + 2) - begin - 1);
  Keys keys;
  std::istringstream lines(section);
  std::string line;
  bool in_key_table = false;
  const std::regex row(R"(^\| `([a-z_]+)` \|.*)");
  std::smatch match;
  while (std::getline(lines, line)) {
    if (!line.starts_with("|")) in_key_table = false;
    if (line.starts_with("| key |")) in_key_table = true;
    if (in_key_table && std::regex_match(line, match, row)) keys.insert(match[1]);
  }
  return keys;
}

// The keys that the reader names when it meets one it does not know.
Keys keys_in_error(const std::string& text) {
  try {
    parse_model(text, "guide.toml", {}, files_beside("guide.toml"));
  } catch (const Error& error) {
    const std::string message = error.what();
    const auto at = message.find("allowed are ");
    EXPECT_NE(at, std::string::npos) << message;
    Keys keys;
    std::istringstream words(message.substr(at + 12));
    for (std::string word; std::getline(words, word, ',');) {
      keys.insert(word.substr(word.find_first_not_of(' ')));
    }
    return keys;
  }
  ADD_FAILURE() << "no error: " << text;
  return {};
}

Keys united(std::initializer_list<std::string> texts) {
  Keys all;
  for (const std::string& text : texts) all.merge(keys_in_error(text));
  return all;
}

const std::string kEquations = "equations = [\"global\"]\n";
const std::string kSite =
    "[[site]]\nname = \"a\"\nkind = \"two_level\"\nfrequency = 1\n[[site]]\nname = \"b\"\nkind = "
    "\"two_level\"\nfrequency = 1\n";
const std::string kUnknown = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1\n";  // close to no key

std::string bath(const std::string& density, const std::string& more = "") {
  return "[[bath]]\nname = \"h\"\nsite = \"a\"\ntemperature = 1\nspectral_density = { " + density +
         " }\n" + more;
}
const std::string kBath = bath("kind = \"drude\", coefficient = 1, cutoff = 1");

TEST(Guide, ListsTheKeysOfTheReader) {
  const std::string guide = read_text(QUFLUX_DOCS "/guide.md");
  const std::string unknown_inline = ", qqqqqqqqqqqqqqqqqqqqqqqqqqqqq = 1";

  EXPECT_EQ(keys_in_guide(guide, "Top level"), keys_in_error(kUnknown));
  EXPECT_EQ(keys_in_guide(guide, "site"),
            united({"[[site]]\nname = \"a\"\nkind = \"oscillator\"\nfrequency = 1\nlevels = 2\n" +
                        kUnknown,
                    "[[site]]\nname = \"a\"\nkind = \"spin\"\nfrequency = 1\nspin = 1\n" + kUnknown,
                    "[[site]]\nname = \"a\"\nkind = \"levels\"\nenergies = [0, 1]\n" + kUnknown}));
  EXPECT_EQ(
      keys_in_guide(guide, "coupling"),
      united({kSite + "[[coupling]]\nkind = \"exchange\"\nsites = [\"a\", \"b\"]\nstrength = 1\n" +
                  kUnknown,
              kSite +
                  "[[coupling]]\nkind = \"operators\"\noperators = [\"a.n\"]\nstrength = "
                  "1\n" +
                  kUnknown}));
  EXPECT_EQ(keys_in_guide(guide, "term"),
            keys_in_error(kSite +
                          "[[term]]\nname = \"t\"\nsite = \"a\"\noperator = \"n\"\nstrength = "
                          "1\n" +
                          kUnknown));
  Keys baths = united(
      {kSite + kBath + kUnknown,
       kSite + "[[bath]]\nname = \"h\"\noperators = [\"a.x\"]\ntemperature = 1\n" +
           "spectral_density = { kind = \"drude\", coefficient = 1, cutoff = 1 }\n" + kUnknown,
       kSite + bath("kind = \"power\", coefficient = 1, exponent = 1" + unknown_inline),
       kSite + bath("kind = \"drude\", coefficient = 1, cutoff = 1" + unknown_inline),
       kSite + bath("kind = \"brownian\", coupling = 1, frequency = 1, width = 1" + unknown_inline),
       kSite + bath("kind = \"table\", file = \"" QUFLUX_TESTDATA "/malformed/tables/good.txt\"" +
                    unknown_inline),
       kSite + bath("kind = \"table\", frequencies = [0, 1, 2, 3], values = [0, 1, 2, 3]" +
                    unknown_inline)});
  EXPECT_EQ(keys_in_guide(guide, "bath"), baths);
  EXPECT_EQ(
      keys_in_guide(guide, "lindblad"),
      united(
          {kSite + "[[lindblad]]\nname = \"p\"\nsite = \"a\"\noperator = \"sp\"\nrate = 1\n" +
               kUnknown,
           kSite + "[[lindblad]]\nname = \"p\"\noperators = [\"a.sp\"]\nrate = 1\n" + kUnknown}));
  EXPECT_EQ(keys_in_guide(guide, "system"),
            keys_in_error("[system]\nhamiltonian = [[0]]\n" + kUnknown));
  EXPECT_EQ(keys_in_guide(guide, "options"),
            keys_in_error(kEquations + kSite + kBath + "[options]\n" + kUnknown));
  const std::string sweep = kEquations + kSite + kBath + "[sweep]\n\"site.a.frequency\" = { ";
  EXPECT_EQ(keys_in_guide(guide, "sweep"),
            united({sweep + "from = 0, to = 1, points = 2" + unknown_inline + " }\n",
                    sweep + "follow = \"site.b.frequency\"" + unknown_inline + " }\n",
                    sweep + "above = 0, to = 1, points = 2" + unknown_inline + " }\n"}));
  const auto drive = [&](const std::string& keys) {
    return kEquations + kSite + kBath +
           "[time]\nto = 1\n[initial]\n[[drive]]\nparameter = \"site.a.frequency\"\n" + keys +
           kUnknown;
  };
  EXPECT_EQ(keys_in_guide(guide, "drive"),
            united({drive("kind = \"steps\"\ntimes = [0]\nvalues = [1]\n"),
                    drive("kind = \"sine\"\namplitude = 1\nperiod = 1\n"),
                    drive("kind = \"pulse\"\namplitude = 1\ncenter = 0\nwidth = 1\n"),
                    drive("kind = \"table\"\ntimes = [0]\nvalues = [1]\n"),
                    drive("kind = \"steps\"\nfile = \"" QUFLUX_TESTDATA
                          "/malformed/tables/good.txt\"\n")}));
  const std::string time = kEquations + kSite + kBath + "[time]\n";
  EXPECT_EQ(
      keys_in_guide(guide, "time"),
      united({time + "to = 1\n" + kUnknown, time + "from = 0\nto = 1\npoints = 2\n" + kUnknown,
              time + "above = 0\nto = 1\npoints = 2\n" + kUnknown}));
}

TEST(Guide, ListsTheOutputsOfTheReader) {
  const std::string guide = read_text(QUFLUX_DOCS "/guide.md");
  const auto begin = guide.find("\n### output\n");
  const std::string section = guide.substr(begin, guide.find("\n## ", begin) - begin);
  Keys outputs;
  const std::regex row(R"(\n\| `([a-z0-9_]+)` \|)");
  for (auto i = std::sregex_iterator(section.begin(), section.end(), row);
       i != std::sregex_iterator(); ++i) {
    outputs.insert((*i)[1]);
  }
  EXPECT_EQ(outputs, keys_in_error(kEquations + "output = [\"qqqqqqqqqqqqqqqqqqqqqqqq\"]\n" +
                                   kSite + kBath));
}

}  // namespace
}  // namespace quflux::inline model_file
