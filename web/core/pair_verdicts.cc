#include "pair_verdicts.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/options.h"
#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/stationary.h"

namespace quflux::web {

namespace {

// A row of the table of checks, see src/quflux/validity; web/tests compares the two.
struct CheckRow {
  const char* name;
  double good;
  double doubtful;
  std::array<const char*, 3> means;
};

constexpr CheckRow kSecular{"secular",
                            0.1,
                            0.3,
                            {"what is dropped turns fast: J is off by less than 1% for that",
                             "what is dropped turns slowly: J may be off by 10% for that",
                             "what is dropped hardly turns: J may be off by any factor"}};
constexpr CheckRow kMarkov{
    "markov",
    0.05,
    0.2,
    {"baths forget fast: rates are those of weak coupling",
     "baths remember for a while: J is off by corrections of the next order",
     "baths remember as long as the system relaxes: J of no equation of the second order can be "
     "believed"}};
constexpr CheckRow kLambShift{
    "lamb_shift",
    0.02,
    1,
    {"the baths leave levels where they are",
     "the baths move levels by what counts beside their splitting: J changes with it",
     "the baths move levels by more than they are apart: J without that is that of another "
     "system"}};
constexpr CheckRow kLocalSplitting{
    "local_splitting",
    0.1,
    0.3,
    {"baths are faster than couplings: each sees its own site",
     "baths are hardly faster than couplings: J is off where detuned",
     "couplings and detunings are faster than the baths, which see the whole: J may be off by any "
     "factor"}};
constexpr CheckRow kLocalFrequency{
    "local_frequency",
    0.05,
    0.2,
    {"rates at the frequencies of the sites are those of the coupled system",
     "rates at the frequencies of the sites are somewhat off, and J with them",
     "rates at the frequencies of the sites are not those of the coupled system: J can be off by "
     "any factor and go from cold to hot"}};
constexpr CheckRow kSecondLaw{"second_law",
                              1e-9,
                              1e-6,
                              {"J makes entropy, as it must", "J makes no entropy within rounding",
                               "J destroys entropy, which no flow between baths can: it is wrong"}};

// What double precision leaves of a flow that is the difference of two larger ones.
constexpr double kFlowRounding = 1e-12;

PairVerdict row(PairEquation equation, const CheckRow& check, double value, double badness) {
  const int verdict = badness <= check.good ? 0 : badness <= check.doubtful ? 1 : 2;
  return {equation, check.name, value, verdict, check.means[static_cast<std::size_t>(verdict)]};
}

// A mode of h: its energy, how far each bath acts on it, and its width g(E) by both.
struct Mode {
  double energy;
  std::array<double, 2> weights;
  std::array<double, 2> rates;  // of emission
  double width;
};

Mode mode(const TwoLevelPair& pair, double energy, double weight1, double weight2) {
  const auto emission = [&](const Reservoir& bath) {
    return evaluate(bath.spectral_density, energy) *
           (occupation_number(energy, bath.temperature) + 1);
  };
  return {energy,
          {weight1, weight2},
          {weight1 * emission(pair.bath1), weight2 * emission(pair.bath2)},
          weight1 * relaxation_rate(pair.bath1, energy) +
              weight2 * relaxation_rate(pair.bath2, energy)};
}

struct Modes {
  Mode upper;
  Mode lower;
};

Modes modes_of(const TwoLevelPair& pair) {
  const auto m = modes(point(pair));
  if (m.split == 0) return {mode(pair, m.mean, 1, 0), mode(pair, m.mean, 0, 1)};
  const auto [upper1, lower1] = site_weights(m);
  return {mode(pair, m.upper, upper1, lower1), mode(pair, m.lower, lower1, upper1)};
}

bool is_one_line(const Modes& m) {
  return m.upper.energy - m.lower.energy <= kDegeneracyTolerance * m.upper.energy;
}

// Whether a bath acts on a mode by more than the rounding of its operator, see rounding_of().
bool acts(double weight) {
  constexpr double kRounding = 16 * std::numeric_limits<double>::epsilon();
  return weight > kRounding * kRounding;
}

// A frequency at which a bath acts, and how strongly.
struct Line {
  const Reservoir& bath;
  double own;  ///< of its atom
  double frequency;
  double strength;
};

std::vector<Line> lines_of(const TwoLevelPair& pair, const Modes& m) {
  std::vector<Line> lines;
  const std::array baths{&pair.bath1, &pair.bath2};
  const std::array own{pair.omega1, pair.omega2};
  for (std::size_t j = 0; j < baths.size(); ++j) {
    if (is_one_line(m) && acts(m.upper.weights[j]) && acts(m.lower.weights[j])) {
      lines.push_back({*baths[j], own[j], (m.upper.energy + m.lower.energy) / 2, 1});
      continue;
    }
    for (const Mode* of : {&m.lower, &m.upper}) {
      if (acts(of->weights[j])) {
        lines.push_back({*baths[j], own[j], of->energy, of->weights[j]});
      }
    }
  }
  return lines;
}

// The largest width over distance of two lines, E_u, E_l, -E_l and -E_u, that the equation drops:
// in the partial secular equation those of opposite signs.
double secular(const Modes& m, PairEquation equation) {
  if (is_one_line(m)) return (m.upper.width + m.lower.width) / m.upper.energy;
  const double across = (m.upper.width + m.lower.width) / (m.upper.energy + m.lower.energy);
  const double own = std::max(m.upper.width / m.upper.energy, m.lower.width / m.lower.energy);
  const double distance = m.upper.energy - m.lower.energy;
  // A bath that acts on one mode alone sees one line.
  const bool both = acts(m.upper.weights[0]) && acts(m.lower.weights[0]);
  const double beside =
      equation == PairEquation::global && both ? (m.upper.width + m.lower.width) / distance : 0;
  return std::max({across, own, beside});
}

double local_splitting(const TwoLevelPair& pair, const Modes& m) {
  if (pair.coupling == 0) return 0;
  const double largest =
      std::max({m.upper.rates[0], m.upper.rates[1], m.lower.rates[0], m.lower.rates[1]});
  return std::hypot(pair.omega1 - pair.omega2, 2 * pair.coupling) / largest;
}

double local_frequency(const TwoLevelPair& pair, const std::vector<Line>& lines) {
  double shift = 0;
  for (const Line& line : lines) shift = std::max(shift, std::abs(line.frequency - line.own));
  return shift == 0 ? 0 : shift / std::min(pair.bath1.temperature, pair.bath2.temperature);
}

// Energy times absorption rate: no flow is larger.
double largest_feed(const std::vector<Line>& lines) {
  double largest = 0;
  for (const auto& [bath, own, frequency, strength] : lines) {
    const double absorption = transition_rate(bath, -frequency).value_or(0);
    largest = std::max(largest, strength * frequency * absorption);
  }
  return largest;
}

// The largest |dR/dw|: <S^2> is 1.
double markov(const std::vector<Line>& lines) {
  double largest = 0;
  for (const auto& [bath, own, frequency, strength] : lines) {
    const double step = 1e-4 * frequency;
    const auto rate = [&](double w) { return transition_rate(bath, w).value_or(0); };
    for (const double w : {frequency, -frequency}) {
      largest = std::max(largest, std::abs(rate(w + step) - rate(w - step)) / (2 * step));
    }
  }
  return largest;
}

double lamb_shift_over_splitting(const std::vector<Line>& lines, const Modes& m) {
  double largest = 0;
  for (const auto& [bath, own, frequency, strength] : lines) {
    for (const double w : {frequency, -frequency}) {
      largest = std::max(largest, strength * std::abs(lamb_shift(bath, w)));
    }
  }
  // Of two lines, or of one from zero.
  const double distance = m.upper.energy - m.lower.energy;
  return largest / (is_one_line(m) ? m.upper.energy : std::min(m.lower.energy, distance));
}

}  // namespace

std::vector<PairVerdict> lamb_shift_verdicts(const TwoLevelPair& pair) {
  try {
    validate(pair);
  } catch (const NoAnswer&) {
    return {};
  }
  const Modes m = modes_of(pair);
  std::vector<PairVerdict> rows;
  try {
    const double value = lamb_shift_over_splitting(lines_of(pair, m), m);
    for (const PairEquation e : kPairEquations) rows.push_back(row(e, kLambShift, value, value));
  } catch (const NoAnswer& error) {
    for (const PairEquation e : kPairEquations) {
      constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
      rows.push_back(
          {e, kLambShift.name, kNaN, 1,
           fmt::format("how far the baths move levels, and J with them, is not known: {}",
                       error.what())});
    }
  }
  return rows;
}

std::vector<PairVerdict> verdicts(const TwoLevelPair& pair) {
  try {
    validate(pair);
  } catch (const NoAnswer&) {
    return {};
  }
  const Modes m = modes_of(pair);
  const std::vector<Line> lines = lines_of(pair, m);
  const double memory = markov(lines);
  const double least_flow = kFlowRounding * largest_feed(lines);
  std::vector<PairVerdict> rows;
  const auto add = [&](PairEquation equation, const CheckRow& check, double value) {
    rows.push_back(row(equation, check, value, value));
  };
  for (const PairEquation equation : kPairEquations) {
    if (equation == PairEquation::local) {
      add(equation, kMarkov, memory);
      add(equation, kLocalSplitting, local_splitting(pair, m));
      add(equation, kLocalFrequency, local_frequency(pair, lines));
    } else {
      add(equation, kSecular, secular(m, equation));
      add(equation, kMarkov, memory);
    }
    const double t1 = pair.bath1.temperature;
    const double t2 = pair.bath2.temperature;
    if (!(t1 > 0 && t2 > 0)) continue;
    try {
      const double flow = stationary(pair, equation).flow1;
      const double sigma = flow * (1 / t2 - 1 / t1);
      const double unit = std::abs(flow) * (1 / t1 + 1 / t2);
      if (std::abs(flow) > least_flow)
        rows.push_back(row(equation, kSecondLaw, sigma, -sigma / unit));
    } catch (const NoAnswer&) {
      continue;  // no flow to judge
    }
  }
  return rows;
}

}  // namespace quflux::web
