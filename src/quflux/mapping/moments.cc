#include "quflux/mapping/moments.h"

#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/numerics/quadrature.h"

namespace quflux::inline mapping {

namespace {

// A function of unknown scales is followed over e^-40 to e^40.
constexpr int kReach = 40;
constexpr double kMomentAccuracy = 1e-10;
// Of the largest value per unit of ln w, what is left at the ends where an integral converges.
constexpr double kNegligible = 1e-12;

DensityMoments moments(const PowerLaw& p) {
  const double s = p.exponent;
  return {.inverse = p.coefficient * std::pow(*p.cutoff, s) * std::tgamma(s),
          .first = p.coefficient * std::pow(*p.cutoff, s + 2) * std::tgamma(s + 2)};
}

DensityMoments moments(const Brownian& b) {
  const double weight = 2 * std::numbers::pi * b.coupling * b.coupling;
  return {.inverse = weight / b.frequency, .first = weight * b.frequency};
}

// Both integrals over x = ln w, where every scale is one wide.
DensityMoments moments(const Function& u) {
  const auto integrand = [&](const Frequency& x) {
    const double w = std::exp(x.value());
    const double gamma = evaluate(SpectralDensity(u), w);
    return RealVector{{gamma, gamma * w * w}};
  };
  RealVector largest = RealVector::Zero(2);
  std::vector<Segment> segments;
  for (int k = -kReach; k < kReach; ++k) {
    segments.push_back({static_cast<double>(k), 0, 1});
    largest = largest.cwiseMax(integrand({static_cast<double>(k), 0.5}).cwiseAbs());
  }
  if (!(largest.minCoeff() > 0)) throw NoAnswer("the spectral density vanishes");
  for (const int end : {-kReach, kReach}) {
    const RealVector left = integrand({static_cast<double>(end), 0}).cwiseAbs();
    if ((left.array() > kNegligible * largest.array()).any()) {
      throw NoAnswer(
          "the first moment of the spectral density, int gamma(w) w dw, or int gamma(w)/w dw does "
          "not converge, so that it has no reaction coordinate; use heom");
    }
  }
  const RealVector value = integrate(integrand, segments, kMomentAccuracy).value;
  return {.inverse = value(0), .first = value(1)};
}

DensityMoments moments(const Drude&) { return {}; }  // never asked for
DensityMoments moments(const Table&) { return {}; }

DensityMoments moments(const DensitySum& sum) {
  DensityMoments total{};
  for (const SingleDensity& term : sum.terms) {
    const DensityMoments own = std::visit([](const auto& d) { return moments(d); }, term);
    total.inverse += own.inverse;
    total.first += own.first;
  }
  return total;
}

}  // namespace

std::string moments_obstacle(const SpectralDensity& density) {
  return std::visit(
      Overload{
          [](const PowerLaw& p) -> std::string {
            if (!p.cutoff) {
              return fmt::format(
                  "the first moment of a bare power law w^{}, int gamma(w) w dw, diverges; give it "
                  "a cutoff",
                  p.exponent);
            }
            if (p.exponent <= 0) {
              return fmt::format(
                  "int gamma(w)/w dw of w^{} diverges at w = 0; the exponent must be > 0",
                  p.exponent);
            }
            return "";
          },
          [](const Drude&) -> std::string {
            return "the first moment of a Drude density, int gamma(w) w dw, diverges, so that it "
                   "has no reaction coordinate; use heom";
          },
          [](const Brownian&) -> std::string { return ""; },
          [](const Table&) -> std::string {
            return "a table ends, so that its first moment, int gamma(w) w dw, is not known; set "
                   "'modes', which fits Brownian terms to it, or use heom";
          },
          [](const Function& u) -> std::string {
            return u.decays ? ""
                            : "a user-defined spectral density must be declared to decay for its "
                              "moments to be known";
          },
          [](const DensitySum& sum) {
            std::string reason;
            for (const SingleDensity& term : sum.terms) {
              if (reason.empty()) reason = moments_obstacle(any_density(term));
            }
            return reason;
          }},
      density);
}

DensityMoments density_moments(const SpectralDensity& density) {
  if (std::string reason = moments_obstacle(density); !reason.empty()) throw NoAnswer(reason);
  return std::visit([](const auto& d) { return moments(d); }, density);
}

}  // namespace quflux::inline mapping
