#include "quflux/method/blip/blip_rates.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/blip/lineshape_along.h"

namespace quflux::inline blip {

namespace {

using Eigen::Index;

// The integrand at Re t = 0 falls by exp(-37) before it is left out, the trapezoidal rule is right
// to exp(-36).
constexpr double kDecay = 37;
constexpr double kAccuracy = 36;
constexpr std::size_t kMostTimes = 400'000;
constexpr std::size_t kTimesBetweenStops = 4096;

// q_j and q_j' of all baths along lines of times start_j + n step, as far as they were asked for.
class Samples {
 public:
  Samples(const std::vector<Lineshape>& lineshapes, std::span<const Complex> starts, double step) {
    for (std::size_t j = 0; j < lineshapes.size(); ++j) {
      lineshapes_.emplace_back(lineshapes[j], starts[j], step);
    }
  }

  // By bath. Valid until the next call.
  std::span<const Lineshape::Values> at(std::size_t n) {
    for (; count_ <= n; ++count_) {
      if (count_ % kTimesBetweenStops == 0) throw_if_stopped();
      for (LineshapeAlong& lineshape : lineshapes_) values_.push_back(lineshape.at(count_));
    }
    return std::span(values_).subspan(n * lineshapes_.size(), lineshapes_.size());
  }

 private:
  std::vector<LineshapeAlong> lineshapes_;
  std::size_t count_ = 0;
  std::vector<Lineshape::Values> values_;  // by time and bath
};

// Q(t) = sum_j d_j q_j(t).
Complex exponent(const RealVector& squares, std::span<const Lineshape::Values> values) {
  Complex q = 0;
  for (std::size_t j = 0; j < values.size(); ++j) {
    q += squares(static_cast<Index>(j)) * values[j].value;
  }
  return q;
}

[[noreturn]] void throw_slow(double decay, double time) {
  throw NoAnswer(
      fmt::format("e^(-Q(t)) decays too slowly: it has fallen to e^-{:.2g} at t = {:.3g}; niba "
                  "needs stronger coupling to the baths or a higher temperature",
                  decay, time));
}

// How many times it takes until Re Q has grown by kDecay for good, as far as the latter half of
// them tells.
std::size_t count_times(const RealVector& squares, Samples& samples, double step) {
  const double first = exponent(squares, samples.at(0)).real();
  std::size_t grown_since = 0;  // 0: it has not
  for (std::size_t n = 1; n < kMostTimes; ++n) {
    const double growth = exponent(squares, samples.at(n)).real() - first;
    if (!(growth > kDecay)) {
      grown_since = 0;
    } else if (grown_since == 0) {
      grown_since = n;
    } else if (n >= 2 * grown_since) {
      return grown_since;
    }
  }
  throw_slow(exponent(squares, samples.at(kMostTimes - 1)).real() - first, step * (kMostTimes - 1));
}

}  // namespace

BlipSystem::BlipSystem(const System& system) : states_(pointer_states(system)) {
  temperatures_.resize(static_cast<Index>(system.baths.size()));
  margin_ = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const SystemBath& bath = system.baths[j];
    try {
      lineshapes_.emplace_back(bath.reservoir);
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("bath '{}': {}", bath.name, error.what()));
    }
    temperatures_(static_cast<Index>(j)) = bath.reservoir.temperature;
    margin_ = std::min(margin_, lineshapes_.back().margin());
  }
  if (!(temperatures_.size() > 0 && temperatures_.maxCoeff() > 0)) {
    throw NoAnswer("niba needs a bath with a temperature above 0");
  }
  for (Index a = 0; a < states_.energies.size(); ++a) {
    for (Index b = 0; b < a; ++b) {
      if (states_.tunnelling(a, b) == 0) continue;
      const RealVector squares = jump(a, b).squares;
      bool grows = false;
      for (std::size_t j = 0; j < lineshapes_.size(); ++j) {
        grows = grows || (squares(static_cast<Index>(j)) > 0 && lineshapes_[j].grows());
      }
      if (grows) continue;
      throw NoAnswer(
          "e^(-Q(t)) does not decay, so that there are no rates: one of the baths that tell the "
          "states apart must be Drude, Brownian or a power law with an exponent up to 2, at a "
          "temperature above 0, or up to 1 at T = 0");
    }
  }
}

// In the middle of the strip. Jumps by many times the temperature are small differences there, and
// less so towards its edges.
BlipSystem::Line BlipSystem::line(double energy) const {
  constexpr double kFar = 10;
  constexpr double kEdge = 0.1;
  const double hottest = temperatures_.maxCoeff();
  double part = 0.5;
  if (energy > kFar * hottest) part = kEdge;
  if (energy < -kFar * hottest) part = 1 - kEdge;
  return {part / hottest, std::min(part, 1 - part) / hottest + margin_};
}

double BlipSystem::time_step(const RealVector& squares, std::span<const Complex> middles,
                             double distance) const {
  const double near = 1e-3 * distance;
  double curvature = 0;
  for (std::size_t j = 0; j < lineshapes_.size(); ++j) {
    const double change =
        (lineshapes_[j].at(middles[j] + near).slope - lineshapes_[j].at(middles[j] - near).slope)
            .real();
    curvature += squares(static_cast<Index>(j)) * change / (2 * near);
  }
  const double width =
      curvature > 0 ? 1 / std::sqrt(curvature) : std::numeric_limits<double>::infinity();
  return 2 * kPi * std::min(distance / kAccuracy, width / std::sqrt(2 * kAccuracy));
}

BlipSystem::Jump BlipSystem::jump(Index a, Index b) const {
  const RealMatrix& s = states_.eigenvalues;
  Jump result{states_.energies(a) - states_.energies(b), states_.tunnelling(a, b),
              (s.col(a) - s.col(b)).cwiseAbs2()};
  for (std::size_t j = 0; j < lineshapes_.size(); ++j) {
    const auto row = static_cast<Index>(j);
    result.energy -=
        lineshapes_[j].reorganisation_energy() * (s(row, a) - s(row, b)) * (s(row, a) + s(row, b));
  }
  return result;
}

BlipRates BlipSystem::rates() const {
  const Index d = states_.energies.size();
  const std::size_t baths = lineshapes_.size();
  const RealMatrix zero = RealMatrix::Zero(d, d);
  BlipRates result{zero, std::vector(baths, zero), std::vector(baths, std::vector(baths, zero)),
                   zero, zero};
  std::map<std::pair<double, double>, Samples> lines;  // by shift and step
  for (Index a = 0; a < d; ++a) {
    for (Index b = 0; b < d; ++b) {
      const Jump jump_ab = jump(a, b);
      if (a == b || jump_ab.tunnelling == 0) continue;
      const auto [shift, distance] = line(jump_ab.energy);
      const std::vector<Complex> middles(baths, Complex(0, -shift));
      const double step = time_step(jump_ab.squares, middles, distance);
      Samples& samples = lines.try_emplace({shift, step}, lineshapes_, middles, step).first->second;
      const std::size_t count = count_times(jump_ab.squares, samples, step);
      std::vector<Complex> slopes(baths);  // Q_j'
      for (std::size_t n = 0; n <= count; ++n) {
        const std::span<const Lineshape::Values> values = samples.at(n);
        // The other half of the line has the conjugate values.
        const double weight = jump_ab.tunnelling * step * (n == 0 ? 1 : 2);
        const Complex time(step * static_cast<double>(n), -shift);
        const Complex f =
            weight * std::exp(kI * jump_ab.energy * time - exponent(jump_ab.squares, values));
        Complex all_slopes = 0;
        for (std::size_t j = 0; j < baths; ++j) {
          slopes[j] = jump_ab.squares(static_cast<Index>(j)) * values[j].slope;
          all_slopes += slopes[j];
        }
        result.rates(a, b) += f.real();
        result.rate_size(a, b) += std::abs(f);
        double largest = 0;
        for (std::size_t j = 0; j < baths; ++j) {
          result.heats[j](a, b) += (kI * slopes[j] * f).real();
          largest = std::max(largest, std::abs(slopes[j] * f));
          for (std::size_t k = 0; k < baths; ++k) {
            // Q_j'' is integrated by parts.
            const Complex other =
                j == k ? all_slopes - slopes[j] - kI * jump_ab.energy : -slopes[k];
            result.noise[j][k](a, b) += (slopes[j] * other * f).real();
          }
        }
        result.heat_size(a, b) += largest;
      }
      if (!std::isfinite(result.rate_size(a, b))) {
        throw NoAnswer(fmt::format(
            "the rate of a jump by the energy {:.3g} leaves the range of floating-point numbers; "
            "energies must be below some 700 times the highest temperature",
            jump_ab.energy));
      }
    }
  }
  return result;
}

double BlipSystem::counting_radius() const { return line(0).distance; }

Matrix BlipSystem::counted_rates(const Vector& s) const {
  const Index d = states_.energies.size();
  // Times t - i s_j must stay in the strip of each bath.
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < lineshapes_.size(); ++j) {
    const auto row = static_cast<Index>(j);
    const double margin = lineshapes_[j].margin();
    lowest = std::max(lowest, -margin - s(row).real());
    if (temperatures_(row) > 0) {
      highest = std::min(highest, 1 / temperatures_(row) + margin - s(row).real());
    }
  }
  if (!(highest > lowest)) return {};
  const double shift = (lowest + highest) / 2;
  const double distance = (highest - lowest) / 2;
  std::vector<Complex> middles;
  for (const Complex counted : s) middles.push_back(-kI * (shift + counted));
  std::map<double, Samples> lines;  // by the step
  Matrix result = Matrix::Zero(d, d);
  for (Index a = 0; a < d; ++a) {
    for (Index b = 0; b < d; ++b) {
      const Jump jump_ab = jump(a, b);
      if (a == b || jump_ab.tunnelling == 0) continue;
      const double step = time_step(jump_ab.squares, middles, distance);
      Samples& later_times = lines.try_emplace(step, lineshapes_, middles, step).first->second;
      Samples& earlier_times = lines.try_emplace(-step, lineshapes_, middles, -step).first->second;
      const auto integrand = [&](double real_time, std::span<const Lineshape::Values> values) {
        return std::exp(kI * jump_ab.energy * Complex(real_time, -shift) -
                        exponent(jump_ab.squares, values));
      };
      Complex sum = integrand(0, later_times.at(0));
      double largest = std::abs(sum);
      std::size_t small_since = 0;  // 0: it is not
      for (std::size_t n = 1; n < kMostTimes; ++n) {
        const double time = step * static_cast<double>(n);
        const Complex later = integrand(time, later_times.at(n));
        const Complex earlier = integrand(-time, earlier_times.at(n));
        sum += later + earlier;
        const double size = std::max(std::abs(later), std::abs(earlier));
        largest = std::max(largest, size);
        if (size > std::exp(-kDecay) * largest) {
          small_since = 0;
        } else if (small_since == 0) {
          small_since = n;
        } else if (n >= 2 * small_since) {
          break;
        }
      }
      result(a, b) = jump_ab.tunnelling * step * sum;
    }
  }
  return result;
}

}  // namespace quflux::inline blip
