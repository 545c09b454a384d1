#pragma once

#include <cmath>
#include <complex>
#include <limits>

#include <Eigen/Core>

namespace quflux::inline core {

/// An unevaluated sum of two doubles, of which the second is the rounding of the first: some 31
/// digits, for what cancels in double precision (T. J. Dekker, Numer. Math. 18, 224 (1971)). For
/// scalars of Eigen; numbers that overflow a double are not meant.
class DoubleDouble {
 public:
  constexpr DoubleDouble() = default;
  constexpr DoubleDouble(double value) : high_(value) {}  // NOLINT(google-explicit-constructor)
  constexpr DoubleDouble(int value) : high_(value) {}     // NOLINT(google-explicit-constructor)
  constexpr DoubleDouble(Eigen::Index value)              // NOLINT(google-explicit-constructor)
      : high_(static_cast<double>(value)) {}
  /// a + b, exactly.
  static constexpr DoubleDouble sum(double a, double b) {
    const double s = a + b;
    const double from_a = s - b;
    return {s, (a - from_a) + (b - (s - from_a))};
  }
  /// a b, exactly.
  static DoubleDouble product(double a, double b) {
    const double p = a * b;
    return {p, std::fma(a, b, -p)};
  }

  constexpr double high() const { return high_; }
  constexpr double low() const { return low_; }
  explicit constexpr operator double() const { return high_; }

  constexpr DoubleDouble operator-() const { return {-high_, -low_}; }
  constexpr DoubleDouble& operator+=(const DoubleDouble& b) { return *this = *this + b; }
  constexpr DoubleDouble& operator-=(const DoubleDouble& b) { return *this = *this - b; }
  DoubleDouble& operator*=(const DoubleDouble& b) { return *this = *this * b; }
  DoubleDouble& operator/=(const DoubleDouble& b) { return *this = *this / b; }

  friend constexpr DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
    const DoubleDouble high = sum(a.high_, b.high_);
    const DoubleDouble low = sum(a.low_, b.low_);
    const DoubleDouble head = normalised(high.high_, high.low_ + low.high_);
    return normalised(head.high_, head.low_ + low.low_);
  }
  friend constexpr DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) {
    return a + -b;
  }
  friend DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
    const DoubleDouble p = product(a.high_, b.high_);
    return normalised(p.high_, p.low_ + (a.high_ * b.low_ + a.low_ * b.high_));
  }
  friend DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
    const double first = a.high_ / b.high_;
    const DoubleDouble rest = a - b * first;
    const double second = rest.high_ / b.high_;
    return normalised(first, second) + (rest - b * second).high_ / b.high_;
  }
  friend constexpr bool operator==(const DoubleDouble& a, const DoubleDouble& b) {
    return a.high_ == b.high_ && a.low_ == b.low_;
  }
  friend constexpr auto operator<=>(const DoubleDouble& a, const DoubleDouble& b) {
    const auto high = a.high_ <=> b.high_;
    return high != 0 ? high : a.low_ <=> b.low_;
  }

 private:
  constexpr DoubleDouble(double high, double low) : high_(high), low_(low) {}

  // high + low where high is the larger.
  static constexpr DoubleDouble normalised(double high, double low) {
    const double s = high + low;
    return {s, low - (s - high)};
  }

  double high_ = 0;
  double low_ = 0;
};

inline constexpr DoubleDouble abs(const DoubleDouble& x) { return x < 0 ? -x : x; }

/// exp(x) - 1.
DoubleDouble expm1(DoubleDouble x);

/// The nearest double.
constexpr double to_double(double x) { return x; }
constexpr double to_double(const DoubleDouble& x) { return x.high(); }
inline std::complex<double> to_double(const std::complex<DoubleDouble>& z) {
  return {z.real().high(), z.imag().high()};
}
inline std::complex<double> to_double(const std::complex<double>& z) { return z; }

/// |z| to the precision of a double.
template <class Real>
double magnitude(const std::complex<Real>& z) {
  return std::abs(to_double(z));
}

/// The same number in another precision.
template <class Real>
std::complex<Real> to_precision(const std::complex<double>& z) {
  return {Real(z.real()), Real(z.imag())};
}

/// The relative rounding of a number of this precision.
template <class Real>
inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
template <>
inline constexpr double kEpsilon<DoubleDouble> = 0x1p-104;

}  // namespace quflux::inline core

template <>
struct Eigen::NumTraits<quflux::DoubleDouble> : Eigen::GenericNumTraits<quflux::DoubleDouble> {
  using Real = quflux::DoubleDouble;
  using NonInteger = quflux::DoubleDouble;
  using Nested = quflux::DoubleDouble;
  using Literal = double;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 2,
    AddCost = 20,
    MulCost = 10
  };
  static Real epsilon() { return quflux::kEpsilon<Real>; }
  static Real dummy_precision() { return 1e-28; }
  static Real highest() { return std::numeric_limits<double>::max(); }
  static Real lowest() { return std::numeric_limits<double>::lowest(); }
  static int digits10() { return 31; }
};
