// Double poles of the exact Green's function against testdata/exact_ep.json, 40-digit arithmetic.

#include "quflux/method/network/exact_poles.h"

#include <array>

#include <Eigen/LU>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/network/continued_self_energy.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/self_energy.h"

namespace quflux::inline network {
namespace {

using nlohmann::json;

double number(const json& text) { return std::stod(text.get<std::string>()); }
Complex complex_of(const json& pair) { return {number(pair.at(0)), number(pair.at(1))}; }

// Two oscillators of the frequencies 1 and 1 + detuning.
Matrix poles(const std::array<SpectralDensity, 2>& baths, BathCoupling coupling, Complex strength,
             Complex detuning) {
  ContinuedNetwork network;
  network.network.exchange = RealMatrix::Identity(2, 2);
  for (const int site : {0, 1}) {
    network.network.baths.push_back({std::to_string(site),
                                     RealVector::Unit(2, site),
                                     {baths[static_cast<std::size_t>(site)], 0.5}});
  }
  network.exchange = Matrix::Identity(2, 2);
  network.exchange(1, 1) += detuning;
  network.exchange(0, 1) = network.exchange(1, 0) = strength;
  EquationOptions options;
  options.bath_coupling = coupling;
  return pole_matrix(network, options);
}

Matrix poles(double c1, double c2, double cutoff, BathCoupling coupling, Complex strength,
             Complex detuning) {
  return poles({Drude{c1, cutoff}, Drude{c2, cutoff}}, coupling, strength, detuning);
}

TEST(ExactPoles, MeetWhereTheReferenceHasDoublePoles) {
  const json values = test_data("exact_ep.json").at("oscillators").at("values");
  struct Case {
    const char* name;
    double c1, c2, cutoff;
    BathCoupling coupling;
  };
  for (const Case& c : {Case{"A_pos", 0.02, 0.2, 5, BathCoupling::position},
                        Case{"A_exchange", 0.02, 0.2, 5, BathCoupling::exchange},
                        Case{"O_pos", 0.005, 0.05, 2, BathCoupling::position},
                        Case{"O_exchange", 0.005, 0.05, 2, BathCoupling::exchange},
                        Case{"o_pos", 0.0005, 0.005, 2, BathCoupling::position},
                        Case{"o_exchange", 0.0005, 0.005, 2, BathCoupling::exchange}}) {
    SCOPED_TRACE(c.name);
    const json& expected = values.at(c.name);
    const ComplexFamily family = [&](std::span<const Complex> p) {
      return poles(c.c1, c.c2, c.cutoff, c.coupling, p[0], p.size() > 1 ? p[1] : 0);
    };
    const Complex k = complex_of(expected.at("k_complex"));
    const double scale = std::abs(k);
    const Complex w = complex_of(expected.at("w_complex"));
    const Meeting found = find_meeting(family, {{1.05 * k}, Complex(0, -1) * w, 2},
                                       MeetingOf::complex_parameter, 0.2 * scale, 1e-13);
    EXPECT_LE(std::abs(found.parameters[0] - k), 1e-10);
    EXPECT_LE(std::abs(found.eigenvalue - Complex(0, -1) * w), 1e-10);
    const double real = number(expected.at("k_real"));
    const double detuning = number(expected.at("detuning_real"));
    const Complex w_real = complex_of(expected.at("w_real"));
    const Meeting in_plane = find_meeting(
        family, {{Complex(1.05 * real), Complex(0.95 * detuning)}, Complex(0, -1) * w_real, 2},
        MeetingOf::real_plane, 0.2 * scale, 1e-13);
    EXPECT_NEAR(in_plane.parameters[0].real(), real, 1e-10);
    EXPECT_NEAR(in_plane.parameters[1].real(), detuning, 1e-10);
  }
}

// Baths that peak next to the modes have modes of their own. The double pole of 30 digits, by
// Newton's method on det G^-1 and its derivative.
TEST(ExactPoles, MeetBesideModesOfTheBaths) {
  const Complex k(0.00168963376396227305, -0.00808938333896542878);
  const Complex w(0.990126291228703829, -0.00194035935234635839);
  const ComplexFamily family = [](std::span<const Complex> p) {
    return poles({Brownian{0.02, 1.2, 0.1}, Brownian{0.06, 1.2, 0.1}}, BathCoupling::position, p[0],
                 0);
  };
  const Meeting found = find_meeting(family, {{1.05 * k}, Complex(0, -1) * w, 2},
                                     MeetingOf::complex_parameter, 0.2 * std::abs(k), 1e-13);
  EXPECT_LE(std::abs(found.parameters[0] - k), 1e-11);
  EXPECT_LE(std::abs(found.eigenvalue - Complex(0, -1) * w), 1e-11);
}

// det G^-1, 4 x 4, by the Schur complement of two sites with a bath each.
Complex determinant(const Brownian& b1, const Brownian& b2, double k, double detuning, Complex w) {
  const auto sigma = [w](const Brownian& b) {
    return 2 * b.coupling * b.coupling * b.frequency /
           (w * w - b.frequency * b.frequency + Complex(0, 1) * b.width * w);
  };
  Matrix h = Matrix::Identity(2, 2);
  h(1, 1) += detuning;
  h(0, 1) = h(1, 0) = k;
  Matrix s = Matrix::Zero(2, 2);
  s.diagonal() << sigma(b1), sigma(b2);
  Matrix all(4, 4);
  all << w * Matrix::Identity(2, 2) - h - s, -s, -s, -w * Matrix::Identity(2, 2) - h - s;
  return all.determinant();
}

TEST(ExactPoles, AreDampedZerosOfTheDeterminantOrRefused) {
  int refused = 0;
  for (const BathCoupling coupling : {BathCoupling::position, BathCoupling::exchange}) {
    for (const double frequency : {0.7, 1.05, 1.2, 1.6, 3.0}) {
      for (const double width : {0.02, 0.1, 1.0}) {
        for (const double strength : {0.02, 0.05, 0.2}) {
          SCOPED_TRACE(testing::Message() << frequency << ' ' << width << ' ' << strength);
          const Brownian b1{strength, frequency, width};
          const Brownian b2{1.5 * strength, frequency, width};
          try {
            const Vector found = eigenvalues_of(poles({b1, b2}, coupling, 0.05, 0.1));
            for (const Complex value : found) {
              EXPECT_LE(value.real(), 1e-12);  // rounding
              if (coupling == BathCoupling::exchange) continue;
              // Its slope there is of the order of 0.1.
              EXPECT_LE(std::abs(determinant(b1, b2, 0.05, 0.1, Complex(0, 1) * value)), 1e-10);
            }
          } catch (const NoAnswer&) {
            ++refused;
          }
        }
      }
    }
  }
  EXPECT_LE(refused, 40);  // of 90
}

// Drude baths without a counter-term take c wc/w0 of the square of the frequency: at c2 = 0.2 all
// of it, so that nothing is stable at any real coupling, where the reference's pole is far off the
// real axis. Weaker ones leave poles.
TEST(ExactPoles, AreRefusedWhereThereIsNoStationaryState) {
  const auto flows = [](double c2) {
    Network network;
    network.exchange = RealMatrix::Identity(2, 2);
    network.exchange(0, 1) = network.exchange(1, 0) = 0.05;
    for (const int site : {0, 1}) {
      network.baths.push_back({std::to_string(site),
                               RealVector::Unit(2, site),
                               {Drude{site == 0 ? 0.02 : c2, 5}, 0.5 + 0.1 * site}});
    }
    return exact_flows(network).flows;
  };
  const auto poles_of = [](double c2) {
    return poles(0.02, c2, 5, BathCoupling::position, 0.05, 0);
  };
  EXPECT_THROW(flows(0.2), NoAnswer);
  EXPECT_THROW(poles_of(0.2), NoAnswer);
  EXPECT_NO_THROW(flows(0.15));
  EXPECT_NO_THROW(poles_of(0.15));
}

TEST(ContinuedSelfEnergy, IsThatOfRealFrequenciesOnTheAxisAndAnalytic) {
  for (const SpectralDensity& density :
       {SpectralDensity(Drude{0.3, 4}), SpectralDensity(Brownian{0.4, 2, 0.5}),
        SpectralDensity(Brownian{0.4, 2, 5})}) {
    for (const BathCoupling coupling : {BathCoupling::position, BathCoupling::exchange}) {
      EquationOptions options;
      options.bath_coupling = coupling;
      const BathSelfEnergy real(density, options);
      for (const double w : {0.3, 1.0, 2.5}) {
        const Complex here = continued_self_energy(density, coupling, w);
        EXPECT_LE(std::abs(here - real(w)), 1e-13 * std::abs(here)) << w;
        const double h = 1e-4;
        const auto at = [&](Complex z) { return continued_self_energy(density, coupling, w + z); };
        const Complex along = (at(h) - at(-h)) / (2 * h);
        const Complex across = (at(Complex(0, h)) - at(Complex(0, -h))) / Complex(0, 2 * h);
        // Differences of second order.
        EXPECT_LE(std::abs(along - across), 1e-6 * (1 + std::abs(along)));
      }
    }
  }
}

}  // namespace
}  // namespace quflux::inline network
