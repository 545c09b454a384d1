#include "quflux/method/network/exact_poles.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>
#include <vector>

#include <Eigen/LU>

#include "quflux/core/error.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/network/continued_self_energy.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline network {

using Eigen::Index;

namespace {

constexpr Complex kI{0, 1};
constexpr int kNodes = 256;           // of the contour: 1e-14 for poles away from it
constexpr double kLeftEnd = 0.04;     // of the lowest frequency
constexpr double kRightEnd = 1.5;     // of the highest one
constexpr double kSettled = 1e-13;    // of a parameter
constexpr double kKnown = 1e-11;      // what the contour leaves of it
constexpr double kScale = 0.1;        // of a parameter, over which the matrix changes
constexpr double kCondition = 1e-10;  // of A_0, below which a pole is missing

Matrix self_energy(const ContinuedNetwork& network, const EquationOptions& options, Complex w) {
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
  const Matrix sigma = self_energy(network, options, w);
  if (options.bath_coupling == BathCoupling::exchange) {
    return w * one - network.exchange - sigma;
  }
  const Matrix mixing = network.position.size() > 0 ? Matrix(network.position + sigma) : sigma;
  Matrix result(2 * n, 2 * n);
  result << w * one - network.exchange - mixing, -mixing, -mixing,
      -w * one - network.exchange - mixing;
  return result;
}

[[noreturn]] void throw_not_apart() {
  throw NoAnswer(
      "the poles of the modes are not apart from those of the baths, or the modes are unstable; "
      "weaker coupling to the baths helps");
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

std::string obstacle(std::span<const Model> models, const Options& options) {
  const EquationOptions asked = equation_options(options);
  if (asked.self_energy == SelfEnergy::dissipative) {
    return "without its real part the self-energy has no continuation to complex frequencies";
  }
  for (const Model& model : models) {
    const Recognition found = recognise_network(model);
    if (!found.network) return found.obstacle;
    const Network& network = *found.network;
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
  const double centre = (left + right) / 2;
  const double radius = (right - left) / 2;
  Matrix zeroth = Matrix::Zero(n, n);
  Matrix first = Matrix::Zero(n, n);
  double turned = 0;
  Complex before = 0;
  for (int k = 0; k <= kNodes; ++k) {
    const Complex direction = std::polar(1.0, 2 * std::numbers::pi * (k % kNodes + 0.5) / kNodes);
    const Complex w = centre + radius * direction;
    const Eigen::PartialPivLU<Matrix> lu(inverse_green(network, options, w));
    const Complex determinant = lu.determinant();
    if (k > 0) turned += std::arg(determinant / before);
    before = determinant;
    if (k == kNodes) break;
    const Matrix green = lu.inverse().topLeftCorner(n, n);
    const Complex weight = radius * direction / static_cast<double>(kNodes);
    zeroth += weight * green;
    first += weight * (w - centre) * green;
  }
  if (std::lround(turned / (2 * std::numbers::pi)) != n) throw_not_apart();
  const Eigen::PartialPivLU<Matrix> lu(zeroth);
  if (!(lu.rcond() > kCondition)) throw_not_apart();
  Matrix result = -kI * (first * lu.inverse());
  result.diagonal().array() -= kI * centre;
  return result;
}

const Relaxation& exact_relaxation() {
  static const Relaxation relaxation{obstacle, open};
  return relaxation;
}

}  // namespace quflux::inline network
