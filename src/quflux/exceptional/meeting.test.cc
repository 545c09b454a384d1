#include "quflux/exceptional/meeting.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {
namespace {

// The driven damped qubit of docs/exceptional_points.md, cusps at detuning gamma/(6 sqrt 3) and
// drive gamma sqrt(2/27).
Matrix bloch(Complex detuning, Complex drive) {
  const double gamma = 0.4;
  Matrix m = Matrix::Zero(3, 3);
  m.diagonal() << -gamma / 2, -gamma / 2, -gamma;
  m(0, 1) = -detuning;
  m(1, 0) = detuning;
  m(1, 2) = -drive;
  m(2, 1) = drive;
  return m;
}

TEST(Meeting, OfTwoAtAComplexParameter) {
  const ComplexFamily family = [](std::span<const Complex> p) { return bloch(0.0, p[0]); };
  const Meeting found = find_meeting(family, {{Complex(0.11, 0.02)}, -0.3, 2},
                                     MeetingOf::complex_parameter, 0.1, 1e-14);
  EXPECT_LE(std::abs(found.parameters[0] - 0.1), 1e-13);  // gamma/4
  EXPECT_LE(std::abs(found.eigenvalue + 0.3), 1e-13);
}

TEST(Meeting, OfThreeAtACusp) {
  const ComplexFamily family = [](std::span<const Complex> p) { return bloch(p[0], p[1]); };
  const double detuning = 0.4 / (6 * std::sqrt(3.0));
  const double drive = 0.4 * std::sqrt(2.0 / 27);
  const Meeting found = find_meeting(family, {{detuning + 0.004, drive - 0.005}, -0.27, 3},
                                     MeetingOf::cusp, 0.1, 1e-14);
  EXPECT_NEAR(found.parameters[0].real(), detuning, 1e-12);
  EXPECT_NEAR(found.parameters[1].real(), drive, 1e-12);
  EXPECT_LE(std::abs(found.eigenvalue + 0.8 / 3), 1e-12);
}

TEST(Meeting, ThatIsNotThereIsSaid) {
  const ComplexFamily family = [](std::span<const Complex>) {
    return Matrix(Eigen::Vector2cd(1, 2).asDiagonal());
  };
  EXPECT_THROW(
      find_meeting(family, {{Complex(0.1)}, 1.5, 2}, MeetingOf::complex_parameter, 0.1, 1e-12),
      NoAnswer);
}

}  // namespace
}  // namespace quflux::inline exceptional
