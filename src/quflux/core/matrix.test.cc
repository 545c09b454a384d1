#include "quflux/core/matrix.h"

#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline core {
namespace {

using testing::HasSubstr;

std::string error_of(const Matrix& m) {
  try {
    require_hermitian(m, "the Hamiltonian");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

Matrix two_by_two(Complex a, Complex b, Complex c, Complex d) {
  Matrix m(2, 2);
  m << a, b, c, d;
  return m;
}

TEST(RequireHermitian, AcceptsHermitianMatrices) {
  EXPECT_EQ(error_of(two_by_two(1, {2, 3}, {2, -3}, -4)), "no error");
  EXPECT_EQ(error_of(Matrix::Zero(3, 3)), "no error");
}

TEST(RequireHermitian, ForgivesRoundingRelativeToTheLargestEntry) {
  EXPECT_EQ(error_of(two_by_two(1e6, 1, 1 + 1e-7, 0)), "no error");
  EXPECT_THAT(error_of(two_by_two(1e6, 1, 1 + 1e-5, 0)), HasSubstr("is not Hermitian"));
}

TEST(RequireHermitian, NamesBothEntriesThatDisagree) {
  EXPECT_EQ(error_of(two_by_two(1, {2, 3}, {2, 3}, 0)),
            "the Hamiltonian is not Hermitian: [1, 0] is 2+3i but [0, 1] is 2+3i; they must be "
            "complex conjugates");
}

TEST(RequireHermitian, NamesADiagonalEntryThatIsNotReal) {
  EXPECT_EQ(error_of(two_by_two(1, 0, 0, {2, -1})),
            "the Hamiltonian is not Hermitian: [1, 1] is 2-1i; it must be real");
}

TEST(RequireHermitian, NamesTheShape) {
  EXPECT_EQ(error_of(Matrix::Zero(2, 3)),
            "the Hamiltonian has 2 rows and 3 columns; it must be a square matrix");
  EXPECT_EQ(error_of(Matrix(0, 0)),
            "the Hamiltonian has 0 rows and 0 columns; it must be a square matrix");
}

TEST(RequireHermitian, NamesAnEntryThatIsNotFinite) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_THAT(error_of(two_by_two(1, nan, 0, 1)), HasSubstr("has the entry [0, 1] = nan"));
  EXPECT_THAT(error_of(two_by_two(1, 0, {0, inf}, 1)), HasSubstr("has the entry [1, 0] = 0+infi"));
  EXPECT_THAT(error_of(two_by_two(-inf, 0, 0, 1)), HasSubstr("every entry must be finite"));
}

}  // namespace
}  // namespace quflux::inline core
