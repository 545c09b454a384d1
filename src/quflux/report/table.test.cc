#include "quflux/report/table.h"

#include "quflux/core/testing.h"

namespace quflux::inline report {
namespace {

TEST(TextTable, AlignsNumbersRightAndTextLeft) {
  const TextTable table = {{"claim", "Ω/ω"}, {{"ridge", "0.04"}, {"größe Ω", "−12.5"}, {"x", ""}}};
  EXPECT_EQ(to_text(table),
            "claim      Ω/ω\n"
            "──────────────\n"
            "ridge     0.04\n"
            "größe Ω  −12.5\n"
            "x\n");
}

TEST(TextTable, AColumnWithOneTextIsText) {
  const TextTable table = {{"n", "m"}, {{"1", "nan"}, {"a", "1e-5"}, {"300", "-inf"}}};
  EXPECT_EQ(to_text(table),
            "n       m\n"
            "─────────\n"
            "1     nan\n"
            "a    1e-5\n"
            "300  -inf\n");
}

TEST(TextTable, KeepsARowOnOneLine) {
  const TextTable table = {{"a"}, {{"x\ny"}}};
  EXPECT_EQ(to_text(table), "a\n───\nx y\n");
}

TEST(TextTable, RejectsRaggedRows) {
  const TextTable table = {{"a", "b"}, {{"1"}}};
  EXPECT_EQ(error_of([&] { to_text(table); }), "a row of a table has 1 cells; its header has 2");
}

}  // namespace
}  // namespace quflux::inline report
