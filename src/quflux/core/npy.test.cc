#include "quflux/core/npy.h"

#include <cstdint>

#include "quflux/core/testing.h"

namespace quflux::inline core {
namespace {

using ::testing::HasSubstr;

std::string message(const std::string& bytes) {
  return error_of([&] { npy_matrix(bytes, "'h.npy'"); });
}

TEST(NpyMatrix, TakesRealComplexAndWholeNumbersByRowsAndByColumns) {
  Matrix real(2, 2);
  real << 1, 2, 3, 4;
  const std::vector<double> by_rows{1, 2, 3, 4};
  const std::vector<double> by_columns{1, 3, 2, 4};
  EXPECT_EQ(npy_matrix(npy_bytes("<f8", "(2, 2)", false, by_rows), "h"), real);
  EXPECT_EQ(npy_matrix(npy_bytes("<f8", "(2, 2)", true, by_columns), "h"), real);
  EXPECT_EQ(npy_matrix(npy_bytes<float>("<f4", "(2, 2)", false, {1, 2, 3, 4}), "h"), real);
  EXPECT_EQ(npy_matrix(npy_bytes<std::int64_t>("<i8", "(2, 2)", false, {1, 2, 3, 4}), "h"), real);
  const Matrix negative = -real;
  EXPECT_EQ(npy_matrix(npy_bytes<std::int32_t>("<i4", "(2, 2)", true, {-1, -3, -2, -4}), "h"),
            negative);
  Matrix complex(2, 2);
  complex << 1, Complex(0, -2), Complex(0, 2), 3;
  EXPECT_EQ(npy_matrix(npy_bytes<double>("<c16", "(2, 2)", false, {1, 0, 0, -2, 0, 2, 3, 0}), "h"),
            complex);
}

TEST(NpyMatrix, RefusesWhatIsNoSquareMatrix) {
  const std::vector<double> numbers{1, 2, 3, 4};
  EXPECT_EQ(
      message("1 2\n3 4\n"),
      "'h.npy' is no .npy file; as a matrix it must be a .npy file of as many rows as columns "
      "of real, complex or whole numbers");
  EXPECT_THAT(message(npy_bytes("<f8", "(4,)", false, numbers)), HasSubstr("has the shape (4,)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(1, 4)", false, numbers)),
              HasSubstr("has the shape (1, 4)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(3, 3)", false, numbers)), HasSubstr("fewer numbers"));
  EXPECT_THAT(message(npy_bytes("<f8", "(9999999999, 9999999999)", false, numbers)),
              HasSubstr("fewer numbers"));
  EXPECT_THAT(message(npy_bytes("|O", "(2, 2)", false, numbers)), HasSubstr("type '|O'"));
  const std::string whole = npy_bytes("<f8", "(2, 2)", false, numbers);
  for (std::size_t end = 6; end < whole.size(); ++end) {
    EXPECT_NE(message(whole.substr(0, end)), "") << end;
  }
}

}  // namespace
}  // namespace quflux::inline core
