#include "quflux/method/network/network.h"

#include <cmath>

#include "quflux/core/error.h"

namespace quflux::inline network {

namespace {

// a b - c d to the last digits (W. Kahan).
double difference_of_products(double a, double b, double c, double d) {
  const double cd = c * d;
  return std::fma(a, b, -cd) + std::fma(-c, d, cd);
}

void require_symmetric(const RealMatrix& m, Eigen::Index sites, const std::string& what) {
  if (m.rows() != sites || m.cols() != sites) {
    throw NoAnswer(fmt::format("{} is {} x {}, but the network has {} sites; they must agree", what,
                               m.rows(), m.cols(), sites));
  }
  if (!m.allFinite()) throw NoAnswer(what + " has a number that is not finite");
  if (m != m.transpose()) throw NoAnswer(what + " is not symmetric");
}

// exp(-w/T), at T = 0 zero for w > 0 and one for w = 0.
double boltzmann(double frequency, double temperature) {
  if (temperature > 0) return std::exp(-frequency / temperature);
  return frequency > 0 ? 0 : 1;
}

// 1 - e for bosons and 1 + e for fermions, e = exp(-w/T).
double denominator(Statistics statistics, double frequency, double temperature) {
  if (statistics == Statistics::fermions) return 1 + boltzmann(frequency, temperature);
  return temperature == 0 ? 1 : -std::expm1(-frequency / temperature);
}

}  // namespace

bool has_position_coupling(const Network& network) {
  return network.position.size() > 0 && !network.position.isZero(0);
}

bool has_phases(const Network& network) { return network.exchange_imaginary.size() > 0; }

bool are_coupled(const Network& network, Eigen::Index i, Eigen::Index l) {
  return i != l && (network.exchange(i, l) != 0 ||
                    (network.position.size() > 0 && network.position(i, l) != 0) ||
                    (has_phases(network) && network.exchange_imaginary(i, l) != 0));
}

void validate(const Network& network) {
  const Eigen::Index sites = network.exchange.rows();
  if (sites == 0) throw NoAnswer("the network has no sites; it must have at least one");
  require_symmetric(network.exchange, sites, "the exchange matrix");
  if (network.position.size() > 0) {
    require_symmetric(network.position, sites, "the matrix of position couplings");
    if (!network.position.diagonal().isZero(0)) {
      throw NoAnswer("the matrix of position couplings has a diagonal that is not zero");
    }
  }
  if (has_phases(network)) {
    const RealMatrix& imaginary = network.exchange_imaginary;
    if (imaginary.rows() != sites || imaginary.cols() != sites || !imaginary.allFinite() ||
        imaginary != -imaginary.transpose()) {
      throw NoAnswer("the imaginary part of the exchange matrix is not antisymmetric");
    }
    if (network.statistics == Statistics::fermions) {
      throw NoAnswer("the phases of a chain of two-level systems belong into its operators");
    }
  }
  for (const NetworkBath& bath : network.baths) {
    if (bath.weights.size() != sites || !bath.weights.allFinite()) {
      throw NoAnswer(
          fmt::format("bath '{}' has {} weights; it must have a finite one for each of {} "
                      "sites",
                      bath.name, bath.weights.size(), sites));
    }
    validate(bath.reservoir, "bath '" + bath.name + "'");
  }
}

double occupation(Statistics statistics, double frequency, double temperature) {
  return boltzmann(frequency, temperature) / denominator(statistics, frequency, temperature);
}

double occupation_difference(Statistics statistics, double frequency_b, double temperature_b,
                             double frequency_a, double temperature_a) {
  if (temperature_a == 0 || temperature_b == 0) {
    return occupation(statistics, frequency_b, temperature_b) -
           occupation(statistics, frequency_a, temperature_a);
  }
  const double xa = frequency_a / temperature_a;
  const double xb = frequency_b / temperature_b;
  // xb - xa, which keeps its digits where the two are close.
  const double rise =
      difference_of_products(frequency_b, temperature_a, frequency_a, temperature_b) /
      temperature_a / temperature_b;
  // exp(-xb) - exp(-xa); the exponent that is kept negative cannot overflow.
  const double difference =
      rise > 0 ? std::exp(-xa) * std::expm1(-rise) : -std::exp(-xb) * std::expm1(rise);
  return difference / denominator(statistics, frequency_a, temperature_a) /
         denominator(statistics, frequency_b, temperature_b);
}

}  // namespace quflux::inline network
