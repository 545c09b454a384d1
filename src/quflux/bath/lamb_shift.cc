#include "quflux/bath/lamb_shift.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <queue>
#include <string>
#include <vector>

#include <boost/math/quadrature/gauss_kronrod.hpp>

#include "quflux/bath/density_slopes.h"
#include "quflux/core/error.h"

// All integrals run over x = ln(v/u), where u = |w| is the pole. There every feature of a density
// is about one wide wherever its scale lies: the poles of n(v) and of a Drude density stay at a
// distance pi/2 from the real axis for any temperature and cutoff, and v -> 0 and v -> infinity are
// exponential tails. The two sides of the pole are folded onto x > 0, which makes the principal
// value an ordinary integral: with dv/(u - v) = dx/expm1(-x),
//
//     P int_0^inf dv f(v)/(u - v) = int_0^inf dx [ f(u e^-x)/expm1(x) + f(u e^x)/expm1(-x) ].
namespace quflux::inline bath {

namespace {

constexpr double kAccuracy = 1e-10;
constexpr double kNegligibleTail = 1e-12;
// A density of unknown scales is followed at least this far to both sides: thirteen decades.
constexpr double kLeastReach = 30;
// Beyond the cutoff the search goes on by this much: three decades.
constexpr double kBeyondCutoff = 7;
// The smallest and largest frequencies, so that v/T and products with v stay finite.
constexpr double kTiny = 1e-290;
constexpr double kHuge = 1e290;
// A panel this short that still has an error holds a step at the pole.
constexpr double kShortestPanel = 1e-13;
// Enough for a density with a thousand kinks.
constexpr std::size_t kMostPanels = 40000;

bool is_zero(const SpectralDensity& density) {
  return std::visit(
      [](const auto& d) {
        if constexpr (requires { d.coefficient; }) {
          return d.coefficient == 0;
        } else if constexpr (requires { d.coupling; }) {
          return d.coupling == 0;
        } else {
          return false;
        }
      },
      density);
}

// The parts of the integrand below and above the pole, per unit of x.
struct Sides {
  double below = 0;
  double above = 0;
};

// What is integrated: the shift through a + a^+, or that by the quanta through an exchange.
enum class Shift { whole, quanta };

// What is integrated at one frequency v > 0, e(v) = R(v) and a(v) = R(-v) or what changes of them:
// a + vacuum and a.
struct Rates {
  double vacuum;
  double thermal;
};

// `rates` gives those at any v.
template <class RatesAt>
struct Integrand {
  const SpectralDensity& density;
  RatesAt rates;
  double frequency = 0;
  double pole = 0;  // u = |w|; at w = 0, where there is none, any frequency of the right order
  Shift shift = Shift::whole;

  // f(v) in [e/(w - v) + a/(w + v)] or a/(w - v) = f(v)/(u - v).
  [[nodiscard]] double numerator(double v) const {
    const auto [vacuum, thermal] = rates(v);
    if (shift == Shift::quanta) {
      return frequency > 0 ? thermal : thermal * (v - pole) / (pole + v);
    }
    return frequency > 0 ? vacuum + 2 * pole * thermal / (pole + v)
                         : (vacuum * (v - pole) - 2 * pole * thermal) / (pole + v);
  }

  [[nodiscard]] Sides operator()(double x) const {
    const double below = pole * std::exp(-x);
    const double above = pole * std::exp(x);
    // At w = 0 a drops out: the integrand is -vacuum/v.
    if (frequency == 0) return {-rates(below).vacuum, -rates(above).vacuum};
    return {numerator(below) / std::expm1(x), numerator(above) / std::expm1(-x)};
  }
};

// The x at which a panel must end so that no peak lies between the points of a rule: the peak and
// its flanks, at ever longer steps from it.
std::vector<double> cuts(const SpectralDensity& density, double pole) {
  std::vector<double> result;
  for (const Peak& peak : peaks(density)) {
    const auto add = [&](double v) {
      if (v > 0) result.push_back(std::abs(std::log(v / pole)));
    };
    add(peak.frequency);
    for (double step = peak.width; step < peak.frequency; step *= 4) {
      add(peak.frequency - step);
      add(peak.frequency + step);
    }
  }
  std::ranges::sort(result);
  return result;
}

struct Panel {
  double from = 0;
  double to = 0;
  double value = 0;
  double magnitude = 0;  // integral of the absolute value
  double error = 0;

  bool operator<(const Panel& other) const { return error < other.error; }
};

// Globally adaptive quadrature: the panel with the largest error is halved until the sum of errors
// is small against the largest contribution.
template <class Integrand>
class Quadrature {
 public:
  explicit Quadrature(const Integrand& integrand)
      : integrand_(integrand), cuts_(cuts(integrand.density, integrand.pole)) {}

  double integrate(double least_reach, double most_reach) {
    march(least_reach, most_reach);
    refine();
    double sum = 0;
    for (; !panels_.empty(); panels_.pop()) {
      sum += panels_.top().value;
    }
    return sum;
  }

 private:
  Panel panel(double from, double to) {
    const double middle = std::midpoint(from, to);
    const double half = (to - from) / 2;
    // Integrated over [-1, 1], because some versions of Boost do not scale the error estimate with
    // the length of the interval.
    const auto folded = [&](double t) {
      const double x = middle + half * t;
      const Sides sides = integrand_(x);
      // At the pole the sides diverge as 1/x and only their sum counts.
      const double size = (std::abs(sides.below) + std::abs(sides.above)) * std::min(x, 1.0);
      scale_ = std::max(scale_, size);
      return half * (sides.below + sides.above);
    };
    Panel p{.from = from, .to = to};
    p.value = boost::math::quadrature::gauss_kronrod<double, 15>::integrate(folded, -1, 1, 0, 0,
                                                                            &p.error, &p.magnitude);
    if (!std::isfinite(p.value)) {
      fail("is not finite");
    }
    return p;
  }

  // Panels of length one, outwards from the pole, until what is left is negligible.
  void march(double least_reach, double most_reach) {
    double previous = 0;
    for (int k = 0; k + 1 <= most_reach; ++k) {
      const double x = k;
      const double current = add_panels(x, x + 1);
      // The tails are exponentials in x, so the panels are a geometric series.
      if (x >= least_reach && scale_ > 0 && current < previous &&
          current * current <= kNegligibleTail * scale_ * (previous - current)) {
        return;
      }
      if (x >= least_reach && scale_ > 0 && current == 0 && previous == 0) {
        return;
      }
      previous = current;
    }
    if (scale_ > 0) {
      fail("decays too slowly towards small or large frequencies");
    }
  }

  // The panels of an interval; returns their magnitude.
  double add_panels(double from, double to) {
    double magnitude = 0;
    for (const double cut : cuts_) {
      if (!(cut > from && cut < to)) continue;
      magnitude += add_panel(from, cut);
      from = cut;
    }
    return magnitude + add_panel(from, to);
  }

  double add_panel(double from, double to) {
    const Panel p = panel(from, to);
    panels_.push(p);
    return p.magnitude;
  }

  void refine() {
    double error = 0;
    for (auto copy = panels_; !copy.empty(); copy.pop()) {
      error += copy.top().error;
    }
    while (error > kAccuracy * scale_) {
      const Panel worst = panels_.top();
      if (panels_.size() >= kMostPanels || worst.to - worst.from < kShortestPanel) {
        fail(fmt::format("has an error of {:.1e} times its scale, more than {:.0e}", error / scale_,
                         kAccuracy));
      }
      panels_.pop();
      const double middle = std::midpoint(worst.from, worst.to);
      const Panel left = panel(worst.from, middle);
      const Panel right = panel(middle, worst.to);
      panels_.push(left);
      panels_.push(right);
      error += left.error + right.error - worst.error;
    }
  }

  [[noreturn]] void fail(const std::string& how) const {
    throw NoAnswer(fmt::format(
        "the Lamb shift integral at the frequency {} {}; the spectral density must be finite, "
        "continuous at that frequency, and vanish at zero and at infinity",
        integrand_.frequency, how));
  }

  Integrand integrand_;
  std::vector<double> cuts_;
  double scale_ = 0;  // the largest contribution of an interval of length one
  std::priority_queue<Panel> panels_;
};

void require_shift(const SpectralDensity& density, double frequency) {
  require_finite(frequency, "the frequency of a Lamb shift");
  if (const auto obstacle = lamb_shift_obstacle(density)) {
    throw NoAnswer("there is no Lamb shift: " + *obstacle);
  }
}

template <class RatesAt>
double integral(const Reservoir& reservoir, double frequency, Shift which, const RatesAt& rates) {
  const SpectralDensity& density = reservoir.spectral_density;
  const std::vector<double> cutoff = cutoffs(density);
  const double pole = frequency != 0 ? std::abs(frequency) : cutoff.empty() ? 1 : cutoff.front();
  const double least = std::max(
      kLeastReach, cutoff.empty() ? 0 : std::abs(std::log(cutoff.front() / pole)) + kBeyondCutoff);
  const double smallest = kTiny * std::max(1.0, reservoir.temperature);
  const double most = std::min(std::log(pole / smallest), std::log(kHuge / pole));
  Quadrature quadrature(Integrand<RatesAt>{density, rates, frequency, pole, which});
  return quadrature.integrate(least, most) / (2 * std::numbers::pi);
}

double shift(const Reservoir& reservoir, double frequency, Shift which) {
  require_shift(reservoir.spectral_density, frequency);
  if (const auto* sum = std::get_if<DensitySum>(&reservoir.spectral_density)) {
    double total = 0;
    for (const SingleDensity& term : sum->terms) {
      total += shift({any_density(term), reservoir.temperature}, frequency, which);
    }
    return total;
  }
  const bool vacuum = which == Shift::quanta && reservoir.temperature == 0;
  if (vacuum || is_zero(reservoir.spectral_density)) return 0;
  return integral(reservoir, frequency, which, [&](double v) {
    const double gamma = evaluate(reservoir.spectral_density, v);
    return Rates{gamma, gamma * occupation_number(v, reservoir.temperature)};
  });
}

// n (n + 1)/T, which is -dn/dv and, times v/T, dn/dT.
double occupation_slope(double v, double temperature) {
  if (temperature == 0) return 0;
  const double n = occupation_number(v, temperature);
  return n * (n + 1) / temperature;
}

}  // namespace

double lamb_shift(const Reservoir& reservoir, double frequency) {
  return shift(reservoir, frequency, Shift::whole);
}

double quanta_shift(const Reservoir& reservoir, double frequency) {
  return shift(reservoir, frequency, Shift::quanta);
}

// By parts: R'(v) = e' and R'(-v) = -a', so that -a' stands in the place of a, e' + a' beside it.
std::optional<double> lamb_shift_slope(const Reservoir& reservoir, double frequency) {
  const SpectralDensity& density = reservoir.spectral_density;
  require_shift(density, frequency);
  if (frequency == 0) return std::nullopt;
  return integral(reservoir, frequency, Shift::whole, [&](double v) {
    const double slope = density_slope(density, v);
    const double of_quanta = slope * occupation_number(v, reservoir.temperature) -
                             evaluate(density, v) * occupation_slope(v, reservoir.temperature);
    return Rates{slope + 2 * of_quanta, -of_quanta};
  });
}

double lamb_shift_slope(const Reservoir& reservoir, std::string_view number, double frequency) {
  const SpectralDensity& density = reservoir.spectral_density;
  const double t = reservoir.temperature;
  require_shift(density, frequency);
  if (number == "temperature") {
    if (t == 0) return 0;
    return integral(reservoir, frequency, Shift::whole, [&](double v) {
      return Rates{0, evaluate(density, v) * (v / t) * occupation_slope(v, t)};
    });
  }
  const std::string_view of_density = number_of_density(number);
  return integral(reservoir, frequency, Shift::whole, [&](double v) {
    const double slope = density_slope(density, of_density, v);
    return Rates{slope, slope * occupation_number(v, t)};
  });
}

}  // namespace quflux::inline bath
