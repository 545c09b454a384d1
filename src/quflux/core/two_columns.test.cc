// Tables as spreadsheets, MATLAB, pandas, NumPy and Fortran write them.

#include "quflux/core/two_columns.h"

#include <cstdint>

#include "quflux/core/testing.h"

namespace quflux::inline core {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TwoColumns columns(const std::string& text) { return two_columns(text, "t", "time and value"); }

std::string message(const std::string& text) {
  return error_of([&] { columns(text); });
}

void expect_rows(const std::string& text) {
  const auto [first, second] = columns(text);
  EXPECT_THAT(first, ElementsAre(0, 0.5, 1, 1.5)) << text;
  EXPECT_THAT(second, ElementsAre(0, 0.01, 0.02, 0.025)) << text;
}

TEST(TwoColumns, TakesWhatProgramsWrite) {
  for (const char* text :
       {"0 0\n0.5 0.01\n1 0.02\n1.5 0.025\n", "0\t0\n0.5\t0.01\n1\t0.02\n1.5\t0.025",
        "0,0\r\n0.5,0.01\r\n1,0.02\r\n1.5,0.025\r\n", "w,J\r0,0\r0.5,0.01\r1,0.02\r1.5,0.025\r",
        "0, 0\n0.5 ,0.01\n1 , 0.02\n1.5,0.025,\n", "0;0\n0.5;0.01\n1;0.02;\n1.5 ; 0.025\n",
        "0;0\n0,5;0,01\n1;0,02\n1,5;0,025\n", "0\t0\n0,5\t0,01\n1\t0,02\n1,5\t0,025\n",
        "0 0\n0,5 0,01\n1,0 0,02\n1,5 0,025\n",
        "\"0\",\"0\"\n\"0,5\",\"0,01\"\n\"1\",\"0,02\"\n\"1,5\",\"0,025\"\n",
        "omega,J\n0,0\n0.5,0.01\n1,0.02\n1.5,0.025\n",
        "\"omega, rad/s\",\"J\"\nGHz,1/s\n0,0\n0.5,0.01\n1,0.02\n1.5,0.025\n",
        "\xEF\xBB\xBF\x30,0\n0.5,0.01\n1,0.02\n1.5,0.025\n",
        "% omega J\n\n0 0  % here\n0.5 0.01\n# more\n1 0.02\n1.5 0.025\n",
        "0 0\n0.5D0 1.0D-2\n1.0d+00 .2D-1\n1.5E0 25e-3\n"}) {
    expect_rows(text);
  }
}

TEST(TwoColumns, TakesMarksOfThousandsWhereTheyAreKnown) {
  for (const char* text : {"\"0\",\"0.5\"\n\"1,234.5\",\"2,000.25\"\n", "0;0,5\n1.234,5;2.000,25\n",
                           "0 0.5\n1,234.5 2,000.25\n"}) {
    const auto [first, second] = columns(text);
    EXPECT_THAT(first, ElementsAre(0, 1234.5)) << text;
    EXPECT_THAT(second, ElementsAre(0.5, 2000.25)) << text;
  }
  EXPECT_THAT(message("0;0.5\n1,234;0.25\n"), HasSubstr("t:2: '1,234' may be 1.234 or 1234"));
  EXPECT_THAT(message("0;0.5\n1;0,25\n"), HasSubstr("'0.5' and '0,25' of line 2 have different"));
  EXPECT_THAT(message("1,234.5,0.2\n"), HasSubstr("this one has 3"));
}

TEST(TwoColumns, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(message("0 0\n1 2 3\n"),
            "t:2: a row must have two numbers, time and value; this one has 3");
  EXPECT_EQ(message("w J\n0 0\n1 x\n"),
            "t:3: 'x' is no number; a row must have two, time and value");
  EXPECT_THAT(message("w 1\n0 0\n"), HasSubstr("t:1: 'w' is no number"));
  EXPECT_THAT(message("0 0\n1 nan\n"), HasSubstr("t:2: 'nan' is no number"));
  EXPECT_THAT(message("NaN -inf\n0 0\n1 1\n"), HasSubstr("t:1: 'NaN' is no number"));
  EXPECT_THAT(columns("omega J\n")[0], testing::IsEmpty());
  EXPECT_THAT(message("PK\x03\x04"), HasSubstr("'t' is an archive, as .xlsx and .npz files are"));
  EXPECT_THAT(message("\xFF\xFE"), HasSubstr("UTF-16"));
}

const std::vector<double> kByRows{0, 0, 0.5, 0.01, 1, 0.02, 1.5, 0.025};
const std::vector<double> kByColumns{0, 0.5, 1, 1.5, 0, 0.01, 0.02, 0.025};

TEST(TwoColumns, TakesArraysOfNumPy) {
  expect_rows(npy_bytes("<f8", "(4, 2)", false, kByRows));
  expect_rows(npy_bytes("<f8", "(4, 2)", true, kByColumns));
  expect_rows(npy_bytes("<f8", "(2, 4)", false, kByColumns));
  expect_rows(npy_bytes("<f8", "(2, 4)", true, kByRows));
  const std::vector<float> single(kByRows.begin(), kByRows.end());
  EXPECT_FLOAT_EQ(static_cast<float>(columns(npy_bytes("<f4", "(4, 2)", false, single))[1][1]),
                  0.01F);
  const std::vector<std::int16_t> whole{1, -2, 3, 4};
  EXPECT_EQ(columns(npy_bytes("<i2", "(2, 2)", false, whole))[1], (std::vector<double>{-2, 4}));
}

TEST(TwoColumns, RefusesOtherArraysOfNumPy) {
  EXPECT_EQ(message(npy_bytes("<c16", "(4, 2)", false, kByRows)),
            "'t' holds complex numbers; as a table it must be an array of two columns of real (f4, "
            "f8) or whole (i1 to i8, u1 to u8) numbers, time and value");
  EXPECT_THAT(message(npy_bytes("|O", "(4, 2)", false, kByRows)),
              HasSubstr("holds numbers of type '|O'; as a table"));
  EXPECT_THAT(message(npy_bytes("<f8", "(-4, 2)", false, kByRows)),
              HasSubstr("has the shape (-4, 2)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(4, 2)", false, kByRows) + "abcdefgh"),
              HasSubstr("has 8 bytes behind its numbers"));
  EXPECT_THAT(message(npy_bytes("<f8", "(8,)", false, kByRows)), HasSubstr("has the shape (8,)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(99999999999999999999, 2)", false, kByRows)),
              HasSubstr("has fewer numbers than it says"));
  const std::string whole = npy_bytes("<f8", "(4, 2)", false, kByRows);
  for (std::size_t end = 6; end < whole.size(); ++end) {
    EXPECT_NE(message(whole.substr(0, end)), "") << end;
  }
}

}  // namespace
}  // namespace quflux::inline core
