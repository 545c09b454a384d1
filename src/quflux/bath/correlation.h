#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "quflux/bath/reservoir.h"

namespace quflux::inline bath {

/// A term of a correlation function and of its conjugate, Eq. (56): C(t) = sum_k a_k exp(-nu_k t)
/// and C*(t) = sum_k b_k exp(-nu_k t) for t > 0.
struct Exponential {
  std::complex<double> rate;       ///< nu_k, Re nu_k > 0
  std::complex<double> amplitude;  ///< a_k
  std::complex<double> conjugate;  ///< b_k
  /// Where in the sum the term with nu* is, whose b is a_k*; its own place where nu_k is real.
  std::size_t partner;
};

/// C(t) as a sum of exponentials, closed under conjugation.
struct ExponentialSum {
  std::vector<Exponential> terms;
  /// A bound of the largest |error| of C(t) over |C(0)|. C(0) of Drude baths has no bound: there
  /// t = 0 stands for the shortest time that is looked at, 1/(30 wc).
  double error = 0;
  /// The largest relative error of R(w) at +- the frequencies that it was fitted to. Where R(w) is
  /// below 1e-10 of its largest value, the error is that over 1e-6 of this value.
  double rate_error = 0;
};

/// C(t) = sum_k a_k exp(-nu_k t), t >= 0.
std::complex<double> correlation(const ExponentialSum& sum, double time);

/// The half-sided transform, Eq. (57): R(w)/2 + i Lambda(w) = sum_k a_k/(nu_k - i w).
std::complex<double> half_transform(const ExponentialSum& sum, double frequency);

/// The correlation function C(t) = <B(t) B(0)> = (1/2 pi) int R(w) exp(-i w t) dw of a reservoir.
class CorrelationFunction {
 public:
  /// Finds it as so many exponentials that no error is left that matters, some 1e-10.
  /// Throws NoAnswer that says why there are none and what to do instead: a power law without a
  /// cutoff, T = 0 where it decays too slowly.
  explicit CorrelationFunction(const Reservoir& reservoir);

  const ExponentialSum& finest() const;

  /// A sum of `count` exponentials (each complex one makes two terms, see Exponential::partner), or
  /// of those of the finest where these are fewer, with the rates R(w) and shifts at +- these
  /// frequencies right above all else.
  /// Poles of the spectral density itself, one for Drude and two for Brownian baths, are always
  /// there.
  ExponentialSum sum(std::size_t count, std::span<const double> frequencies) const;

 private:
  struct Parts;
  std::shared_ptr<const Parts> parts_;  // never changes; copies share it
};

}  // namespace quflux::inline bath
