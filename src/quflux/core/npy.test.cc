#include "quflux/core/npy.h"

#include <algorithm>
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

template <class Integer>
std::string whole_numbers(const std::string& type, const std::vector<Integer>& numbers) {
  return npy_bytes<Integer>(type, "(2, 2)", false, numbers);
}

// The same bytes the other way round within each number.
std::string turned(std::string bytes, std::size_t count, std::size_t size) {
  const auto data = bytes.end() - static_cast<std::ptrdiff_t>(count * size);
  for (std::size_t k = 0; k < count; ++k) {
    const auto first = data + static_cast<std::ptrdiff_t>(k * size);
    std::reverse(first, first + static_cast<std::ptrdiff_t>(size));
  }
  return bytes;
}

TEST(NpyMatrix, TakesWholeNumbersOfAllSizesAndBothOrdersOfBytes) {
  Matrix wanted(2, 2);
  wanted << 1, 2, 3, 100;
  Matrix with_sign(2, 2);
  with_sign << 1, -2, 3, -100;
  const auto of = [](const std::string& bytes) { return npy_matrix(bytes, "h"); };
  EXPECT_EQ(of(whole_numbers<std::int8_t>("|i1", {1, -2, 3, -100})), with_sign);
  EXPECT_EQ(of(whole_numbers<std::int16_t>("<i2", {1, -2, 3, -100})), with_sign);
  EXPECT_EQ(of(turned(whole_numbers<std::int16_t>(">i2", {1, -2, 3, -100}), 4, 2)), with_sign);
  EXPECT_EQ(of(turned(whole_numbers<std::int32_t>(">i4", {1, -2, 3, -100}), 4, 4)), with_sign);
  EXPECT_EQ(of(turned(whole_numbers<std::int64_t>(">i8", {1, -2, 3, -100}), 4, 8)), with_sign);
  EXPECT_EQ(of(whole_numbers<std::uint8_t>("|u1", {1, 2, 3, 100})), wanted);
  EXPECT_EQ(of(whole_numbers<std::uint16_t>("<u2", {1, 2, 3, 100})), wanted);
  EXPECT_EQ(of(turned(whole_numbers<std::uint32_t>(">u4", {1, 2, 3, 100}), 4, 4)), wanted);
  EXPECT_EQ(of(whole_numbers<std::uint64_t>("<u8", {1, 2, 3, 100})), wanted);
  EXPECT_EQ(of(whole_numbers<std::uint8_t>("|u1", {200, 2, 3, 100}))(0, 0), 200.0);
  EXPECT_EQ(of(turned(npy_bytes<float>(">f4", "(2, 2)", false, {1, 2, 3, 100}), 4, 4)), wanted);
  const std::string complex = npy_bytes<float>(">c8", "(1, 1)", false, {1, -2});
  EXPECT_EQ(of(turned(complex, 2, 4))(0, 0), Complex(1, -2));
}

TEST(NpyMatrix, RefusesWhatIsNoSquareMatrix) {
  const std::vector<double> numbers{1, 2, 3, 4};
  EXPECT_EQ(
      message("1 2\n3 4\n"),
      "'h.npy' is no .npy file; as a matrix it must be a .npy file of as many rows as columns "
      "of real (f4, f8), complex (c8, c16) or whole (i1 to i8, u1 to u8) numbers");
  EXPECT_THAT(message(npy_bytes("<f8", "(4,)", false, numbers)), HasSubstr("has the shape (4,)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(1, 4)", false, numbers)),
              HasSubstr("has the shape (1, 4)"));
  EXPECT_THAT(message(npy_bytes("<f8", "(3, 3)", false, numbers)), HasSubstr("fewer numbers"));
  EXPECT_THAT(message(npy_bytes("<f8", "(9999999999, 9999999999)", false, numbers)),
              HasSubstr("fewer numbers"));
  for (const char* const type : {"|O", "<f2", "<f16", "|b1", "|i4", "=f8", "<U2", "f8"}) {
    EXPECT_THAT(message(npy_bytes(type, "(2, 2)", false, numbers)),
                HasSubstr(std::string("holds numbers of type '") + type + "'; as a matrix"));
  }
  for (const char* const shape : {"(-2, 2)", "(-2, -2)", "(2.0, 2)", "(2, 2, 1)", "()", "(0, 0)"}) {
    EXPECT_THAT(message(npy_bytes("<f8", shape, false, numbers)),
                HasSubstr(std::string("has the shape ") + shape + "; as a matrix"));
  }
  // Of Python 2.
  EXPECT_EQ(npy_matrix(npy_bytes("<f8", "(2L, 2L)", false, numbers), "h").rows(), 2);
  EXPECT_THAT(message(npy_bytes("<f8", "(2, 2)", false, numbers) + "abc"),
              HasSubstr("has 3 bytes behind its numbers"));
  const std::string whole = npy_bytes("<f8", "(2, 2)", false, numbers);
  for (std::size_t end = 6; end < whole.size(); ++end) {
    EXPECT_NE(message(whole.substr(0, end)), "") << end;
  }
}

}  // namespace
}  // namespace quflux::inline core
