#include "quflux/method/network/exact_poles.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>
#include <variant>
#include <vector>

#include <Eigen/LU>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/network/continued_self_energy.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline network {

using Eigen::Index;

namespace {

constexpr int kNodes = 256;             // of a circle: 1e-14 for poles away from it
constexpr double kFlattest = 1.0 / 32;  // of an ellipse, height over length
constexpr double kLeftEnd = 0.04;       // of the lowest frequency
constexpr double kRightEnd = 1.5;       // of the highest one
constexpr double kSettled = 1e-13;      // of a parameter
constexpr double kKnown = 1e-11;        // what the contour leaves of it
constexpr double kScale = 0.1;          // of a parameter, over which the matrix changes
constexpr double kCondition = 1e-10;    // of A_0, below which a pole is missing
constexpr double kZero = 1e-11;         // of the highest frequency: a zero of G^-1

Matrix self_energy_matrix(const ContinuedNetwork& network, const EquationOptions& options,
                          Complex w) {
  const Index n = network.exchange.rows();
  Matrix sigma = Matrix::Zero(n, n);
  for (const NetworkBath& bath : network.network.baths) {
    const SpectralDensity& density = bath.reservoir.spectral_density;
    Complex value = continued_self_energy(density, options.bath_coupling, w);
    if (options.self_energy == SelfEnergy::counter_term) {
      value -= continued_self_energy(density, options.bath_coupling, 1e-12 * std::abs(w)).real();
    }
    sigma += value * (bath.weights * bath.weights.transpose()).cast<Complex>();
  }
  return sigma;
}

// G(w)^-1.
Matrix inverse_green(const ContinuedNetwork& network, const EquationOptions& options, Complex w) {
  const Index n = network.exchange.rows();
  const Matrix one = Matrix::Identity(n, n);
  const Matrix sigma = self_energy_matrix(network, options, w);
  if (options.bath_coupling == BathCoupling::exchange) {
    return w * one - network.exchange - sigma;
  }
  const Matrix mixing = network.position.size() > 0 ? Matrix(network.position + sigma) : sigma;
  Matrix result(2 * n, 2 * n);
  result << w * one - network.exchange - mixing, -mixing, -mixing,
      -w * one - network.exchange - mixing;
  return result;
}

// The poles of a self-energy with Re w > 0: those of the damped modes that Brownian terms are.
void add_modes(const SpectralDensity& density, std::vector<Complex>& modes) {
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    for (const SingleDensity& term : sum->terms) add_modes(any_density(term), modes);
  }
  const auto* b = std::get_if<Brownian>(&density);
  if (b == nullptr || b->coupling == 0 || b->width >= 2 * b->frequency) return;
  modes.emplace_back(std::sqrt(b->frequency * b->frequency - b->width * b->width / 4),
                     -b->width / 2);
}

// An ellipse along the real axis, on which the modes of the sites are.
struct Contour {
  double centre;
  double radius;    // along the real axis
  double flatness;  // height over length

  int nodes() const { return static_cast<int>(std::lround(kNodes / flatness)); }
  double angle(int k) const { return 2 * std::numbers::pi * (k % nodes() + 0.5) / nodes(); }
  Complex at(int k) const {
    return centre + radius * Complex(std::cos(angle(k)), flatness * std::sin(angle(k)));
  }
  // dw/(2 pi i) of a node.
  Complex weight(int k) const {
    return radius * Complex(flatness * std::cos(angle(k)), std::sin(angle(k))) /
           static_cast<double>(nodes());
  }
};

// (1/2 pi i) oint (w - centre)^n G_aa dw, and how many poles G has inside. The winding of det G^-1
// counts its zeros less its poles, which are those of the self-energies: times (w - p) for each of
// these it has none.
struct ContourMoments {
  Matrix zeroth;
  Matrix first;
  long poles;
};

ContourMoments moments(const ContinuedNetwork& network, const EquationOptions& options,
                       std::span<const Complex> of_baths, const Contour& contour) {
  const Index n = network.exchange.rows();
  ContourMoments result{Matrix::Zero(n, n), Matrix::Zero(n, n), 0};
  double turned = 0;
  Complex before = 0;
  for (int k = 0; k <= contour.nodes(); ++k) {
    const Complex w = contour.at(k);
    const Eigen::PartialPivLU<Matrix> lu(inverse_green(network, options, w));
    Complex determinant = lu.determinant();
    for (const Complex pole : of_baths) determinant *= w - pole;
    if (k > 0) turned += std::arg(determinant / before);
    before = determinant;
    if (k == contour.nodes()) break;
    const Matrix green = lu.inverse().topLeftCorner(n, n);
    result.zeroth += contour.weight(k) * green;
    result.first += contour.weight(k) * (w - contour.centre) * green;
  }
  result.poles = std::lround(turned / (2 * std::numbers::pi));
  return result;
}

// Whether -i w of each eigenvalue is a pole: G^-1 has no inverse there.
bool are_poles(const Vector& eigenvalues, const ContinuedNetwork& network,
               const EquationOptions& options, double scale) {
  return std::ranges::all_of(eigenvalues, [&](Complex value) {
    const Eigen::FullPivLU<Matrix> lu(inverse_green(network, options, kI * value));
    return lu.matrixLU().diagonal().cwiseAbs().minCoeff() <= kZero * scale;
  });
}

[[noreturn]] void throw_not_apart(bool modes_of_baths) {
  throw NoAnswer(
      modes_of_baths
          ? "the Brownian baths have modes of their own among those of the sites, and the poles of "
            "both mix; a bath whose peak is further from the frequencies of the sites, a wider "
            "peak "
            "or a weaker coupling helps"
          : "the poles of the modes are not apart from those of the baths, or the modes are "
            "unstable; weaker coupling to the baths helps");
}

ContinuedNetwork mixed(const std::vector<Network>& corners, std::span<const Complex> parameters) {
  const auto exchange = [](const Network& n) -> Matrix { return n.exchange.cast<Complex>(); };
  ContinuedNetwork result{corners.front(), exchange(corners.front()),
                          corners.front().position.cast<Complex>()};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Network& other = corners[i + 1];
    result.exchange += parameters[i] * (exchange(other) - exchange(corners.front()));
    if (result.position.size() > 0) {
      result.position +=
          parameters[i] * (other.position - corners.front().position).cast<Complex>();
    }
  }
  return result;
}

SlowMeeting refined(const ComplexFamily& poles, const SlowMeeting& start) {
  double size = 0;
  for (const Complex p : start.parameters) size = std::max(size, std::abs(p));
  const MeetingOf what = start.parameters.size() == 1 ? MeetingOf::complex_parameter
                         : start.count == 2           ? MeetingOf::real_plane
                                                      : MeetingOf::cusp;
  const Meeting found = find_meeting(poles, {start.parameters, start.eigenvalue, start.count}, what,
                                     kScale * size, kSettled * size);
  return {found.parameters, found.eigenvalue, found.count, kKnown * size};
}

std::string poles_obstacle(std::span<const Model> models, const Options& options) {
  const EquationOptions asked = equation_options(options);
  if (asked.self_energy == SelfEnergy::dissipative) {
    return "without its real part the self-energy has no continuation to complex frequencies";
  }
  for (const Model& model : models) {
    if (std::string reason = network_obstacle(model); !reason.empty()) return reason;
    const Network network = require_network(model);
    if (network.statistics == Statistics::fermions) {
      return "the exact current is known for networks of oscillators, not two-level systems";
    }
    if (has_phases(network)) return "poles are followed for couplings without phases";
    if (has_position_coupling(network) && asked.bath_coupling == BathCoupling::exchange) {
      return "with baths that exchange, poles are followed for exchange between the sites alone";
    }
    for (const NetworkBath& bath : network.baths) {
      if (std::string reason = continuation_obstacle(bath.reservoir.spectral_density);
          !reason.empty()) {
        return reason;
      }
    }
  }
  return "";
}

std::vector<SlowEigenvalues> open(std::span<const Model> models, const Options& options) {
  std::vector<Network> corners;
  for (const Model& model : models) corners.push_back(require_network(model));
  const ComplexFamily poles = [corners = std::move(corners), asked = equation_options(options)](
                                  std::span<const Complex> parameters) {
    return pole_matrix(mixed(corners, parameters), asked);
  };
  return {{RelaxationKind::both, poles,
           [poles](const SlowMeeting& start) { return refined(poles, start); }}};
}

}  // namespace

Matrix pole_matrix(const ContinuedNetwork& network, const EquationOptions& options) {
  const Index n = network.exchange.rows();
  const RealVector frequencies = network.network.exchange.diagonal();
  const double left = kLeftEnd * frequencies.minCoeff();
  const double right = kRightEnd * frequencies.maxCoeff();
  std::vector<Complex> of_baths;
  for (const NetworkBath& bath : network.network.baths) {
    add_modes(bath.reservoir.spectral_density, of_baths);
  }
  // The modes of baths decay faster than those of the sites: a flatter contour leaves them out.
  const double flattest = of_baths.empty() ? 1 : kFlattest;
  for (double flatness = 1; flatness >= flattest; flatness /= 2) {
    const Contour contour{(left + right) / 2, (right - left) / 2, flatness};
    const ContourMoments found = moments(network, options, of_baths, contour);
    if (found.poles < n) break;
    if (found.poles > n) continue;
    const Eigen::PartialPivLU<Matrix> lu(found.zeroth);
    if (!(lu.rcond() > kCondition)) break;
    Matrix result = -kI * (found.first * lu.inverse());
    result.diagonal().array() -= kI * contour.centre;
    // Where a pole is next to the contour, both moments miss it.
    if (are_poles(eigenvalues_of(result), network, options, frequencies.maxCoeff())) return result;
  }
  throw_not_apart(!of_baths.empty());
}

const Relaxation& exact_relaxation() {
  static const Relaxation relaxation{poles_obstacle, open};
  return relaxation;
}

}  // namespace quflux::inline network
