#include "quflux/method/pair/pair_road.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/method/pair/close_modes.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/pair_course.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/road/answer_at.h"

namespace quflux::inline pair {

namespace {

// Points of a tile: enough to hide what a tile costs, few enough to stay in the second cache.
constexpr std::size_t kRoadTile = 1024;

// Batches are filled up to whole vectors of any instruction set, so that a point gives the same
// bits wherever it lies in a batch.
constexpr std::size_t kWholeVectors = 16;

constexpr Quantities kNeeds{Quantity::flows, Quantity::flow_digits};

// Of sums of positive terms.
constexpr double kDigits = kMostDigits;

double frequency(const Site& site) { return std::get<TwoLevel>(site.kind).frequency; }

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!has_defaults(equation.options)) return "the closed form of a pair knows no options";
  if (!quantities.within({Quantity::flows, Quantity::flow_digits}))
    return "the closed form of a pair gives flows only";
  return recognise_pair(model) ? "" : "the model is no pair of two-level systems";
}

std::string obstacle_in_time(const Model& model, const RoadEquation& equation,
                             const Quantities& quantities, const Course& /*course*/) {
  const std::string reason = obstacle(model, equation, {});
  return reason.empty() ? course_obstacle(quantities) : reason;
}

// Where the last term cancels the others: the partial secular flow can change its sign.
double digits_of_terms(const SumOfTerms<double>& flow) {
  if (flow.value == 0 || !std::isfinite(flow.size)) return kDigits;
  return std::min(kDigits, digits_of(kRateRounding * flow.size / std::abs(flow.value)));
}

// The local flow goes as the difference of n(x) at x_j = w_j/T_j, whose quotients are rounded:
// where they are close, and it changes its sign, that is left of it.
double local_digits(const TwoLevelPair& pair) {
  const double x1 = pair.omega1 / pair.bath1.temperature;
  const double x2 = pair.omega2 / pair.bath2.temperature;
  const bool alike = pair.omega1 == pair.omega2 && pair.bath1.temperature == pair.bath2.temperature;
  if (alike || !std::isfinite(x1 + x2)) return kDigits;
  constexpr double kRounding = std::numeric_limits<double>::epsilon() / 2;
  return std::min(kDigits, digits_of(kRounding * (x1 + x2) / std::abs(x1 - x2)));
}

double digits_at(const TwoLevelPair& pair, PairEquation equation) {
  switch (equation) {
    case PairEquation::local:
      return local_digits(pair);
    case PairEquation::partial_secular:
      return digits_of_terms(partial_secular_flow(point(pair)));
    case PairEquation::global:
      break;
  }
  return kDigits;
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>& equations) : points_(points) {
    const PairModel pair = require_pair(points.model);
    bath1_ = pair.bath1;
    bath2_ = pair.bath2;
    for (const RoadEquation& equation : equations) {
      equations_.push_back(std::any_cast<PairEquation>(equation.form));
    }
    fallbacks_.resize(equations_.size());
    for (std::vector<double>& column : columns_) column.resize(kRoadTile);
    flow1_.resize(kRoadTile);
  }

  void solve(Tile tile, std::span<Answer> answers) {
    for (std::size_t begin = tile.begin; begin < tile.end;) {
      const std::size_t end = read_batch(begin, tile.end);
      for (std::size_t e = 0; e < equations_.size(); ++e) {
        if (shape1_ && shape2_) {
          solve_batch(begin, tile.begin, e, answers[e]);
        } else {
          for (std::size_t p = begin; p < end; ++p) solve_point(p, tile.begin, e, answers[e]);
        }
      }
      begin = end;
    }
  }

 private:
  // Reads points from `begin` on until the shape of a spectral density changes; returns the end.
  std::size_t read_batch(std::size_t begin, std::size_t end) {
    auto& [omega1, omega2, coupling, temperature1, temperature2, coefficient1, coefficient2] =
        columns_;
    count_ = 0;
    for (std::size_t point = begin; point < end; ++point) {
      const Model& model = points_.at(point);
      const ModelBath& bath1 = model.baths[bath1_];
      const ModelBath& bath2 = model.baths[bath2_];
      const std::optional<RateShape> shape1 = rate_shape(bath1.spectral_density);
      const std::optional<RateShape> shape2 = rate_shape(bath2.spectral_density);
      if (count_ > 0 && (shape1 != shape1_ || shape2 != shape2_)) break;
      shape1_ = shape1;
      shape2_ = shape2;
      const std::size_t i = count_++;
      omega1[i] = frequency(model.sites[0]);
      omega2[i] = frequency(model.sites[1]);
      coupling[i] = 0;
      for (const Coupling& c : model.couplings) coupling[i] += c.strength;
      temperature1[i] = bath1.temperature;
      temperature2[i] = bath2.temperature;
      coefficient1[i] = coefficient(bath1.spectral_density);
      coefficient2[i] = coefficient(bath2.spectral_density);
    }
    return begin + count_;
  }

  void solve_batch(std::size_t begin, std::size_t tile_begin, std::size_t e, Answer& answer) {
    const std::size_t padded = (count_ + kWholeVectors - 1) / kWholeVectors * kWholeVectors;
    for (std::vector<double>& column : columns_) {
      std::fill(column.begin() + static_cast<std::ptrdiff_t>(count_),
                column.begin() + static_cast<std::ptrdiff_t>(padded), column[count_ - 1]);
    }
    const auto column = [&](std::size_t c) {
      return std::span<const double>(columns_[c].data(), padded);
    };
    const PairBatch batch{padded,    column(0), column(1), column(2), column(3),
                          column(4), column(5), column(6), *shape1_,  *shape2_};
    const bool all = pair_flows(batch, equations_[e], std::span(flow1_.data(), padded));
    if (!answer.flow_digits.empty()) {
      const auto digits =
          answer.flow_digits.begin() + static_cast<std::ptrdiff_t>(begin - tile_begin);
      for (std::size_t i = 0; i < count_; ++i) {
        digits[static_cast<std::ptrdiff_t>(i)] =
            digits_at(require_pair(points_.at(begin + i)).pair, equations_[e]);
      }
    }
    if (answer.flows.empty()) return;
    double* flows = answer.flows.data() + 2 * (begin - tile_begin);
    for (std::size_t i = 0; i < count_; ++i) {
      flows[2 * i + bath1_] = flow1_[i];
      flows[2 * i + bath2_] = -flow1_[i];
    }
    if (equations_[e] == PairEquation::partial_secular) {
      refine_slopes(batch, begin, tile_begin, e, answer);
    }
    if (all) return;
    for (std::size_t i = 0; i < count_; ++i) {
      if (std::isnan(flow1_[i])) solve_point(begin + i, tile_begin, e, answer);
    }
  }

  // Points whose flows depend on differences of rates beyond the digits that these have.
  void refine_slopes(const PairBatch& batch, std::size_t begin, std::size_t tile_begin,
                     std::size_t e, Answer& answer) {
    const auto& [omega1, omega2, coupling, temperature1, temperature2, coefficient1, coefficient2] =
        columns_;
    const auto gamma = [](double coefficient, double energy, double exponent) {
      return coefficient * (exponent == 1 ? energy : std::pow(energy, exponent));  // without cutoff
    };
    for (std::size_t i = 0; i < count_; ++i) {
      const PairScales modes = pair_scales(omega1[i], omega2[i], coupling[i]);
      const double rounding = slope_rounding(
          modes, gamma(coefficient1[i], modes.energy, batch.shape1.exponent), temperature1[i],
          gamma(coefficient2[i], modes.energy, batch.shape2.exponent), temperature2[i]);
      if (rounding > kMostSlopeRounding) refine_slope(begin + i, tile_begin, e, rounding, answer);
    }
  }

  void refine_slope(std::size_t point, std::size_t tile_begin, std::size_t e, double rounding,
                    Answer& answer) {
    const std::size_t i = point - tile_begin;
    if (shape1_ && shape2_) {
      const SumOfTerms<double> flow = flow_of_close_modes(require_pair(points_.at(point)).pair);
      if (std::isfinite(flow.value)) {
        answer.flows[2 * i + bath1_] = flow.value;
        answer.flows[2 * i + bath2_] = -flow.value;
        if (!answer.flow_digits.empty()) answer.flow_digits[i] = digits_of_terms(flow);
        return;
      }
    }
    const double digits = digits_of(rounding);
    if (!answer.flow_digits.empty()) answer.flow_digits[i] = digits;
    solve_in_general(point, e);
    if (general_.answered(0) && general_.flow_digits[0] >= digits) put_flows(general_, i, answer);
  }

  // One point by the scalar closed form or, where that is not allowed (a mode without an energy
  // gap, say), by the density matrix.
  void solve_point(std::size_t point, std::size_t tile_begin, std::size_t e, Answer& answer) {
    const std::size_t i = point - tile_begin;
    try {
      const TwoLevelPair pair = require_pair(points_.at(point)).pair;
      const StationaryPair state = stationary(pair, equations_[e]);
      if (!answer.flow_digits.empty()) answer.flow_digits[i] = digits_at(pair, equations_[e]);
      if (answer.flows.empty()) return;
      answer.flows[2 * i + bath1_] = state.flow1;
      answer.flows[2 * i + bath2_] = state.flow2;
      if (equations_[e] == PairEquation::partial_secular) {
        const double rounding = slope_rounding(pair);
        if (rounding > kMostSlopeRounding) refine_slope(point, tile_begin, e, rounding, answer);
      }
    } catch (const NoAnswer&) {
      solve_in_general(point, e);
      put_flows(general_, i, answer);
      if (!general_.answered(0)) answer.reasons[i] = general_.reasons[0];
    }
  }

  // By the density matrix, into general_.
  void solve_in_general(std::size_t point, std::size_t e) {
    Solve& general = fallbacks_[e];
    if (!general) {
      general = density_matrix_road().open(
          points_, {{find_master_equation(name(equations_[e])), {}}}, kNeeds);
    }
    general_.reset(1, kNeeds, 2, 2, 0);
    general({point, point + 1}, std::span(&general_, 1));
  }

  Points points_;
  std::size_t bath1_ = 0;  // index in the model of the bath at the first atom
  std::size_t bath2_ = 0;
  std::vector<PairEquation> equations_;
  std::vector<Solve> fallbacks_;  // once they are needed
  Answer general_;
  std::array<std::vector<double>, 7> columns_;  // in the order of PairBatch
  std::vector<double> flow1_;
  std::size_t count_ = 0;  // points of the batch at hand
  std::optional<RateShape> shape1_;
  std::optional<RateShape> shape2_;
};

}  // namespace

const Road& pair_road() {
  static const Road road{
      .name = "pair",
      .solves = "a pair of two-level systems",
      .tile = kRoadTile,
      .obstacle = obstacle,
      .open = [](const Points& points, const std::vector<RoadEquation>& equations,
                 const Quantities& /*quantities*/) -> Solve {
        return [solver = std::make_shared<Solver>(points, equations)](
                   Tile tile, std::span<Answer> answers) { solver->solve(tile, answers); };
      },
      .in_time = InTime{.obstacle = obstacle_in_time, .open = follow_pair}};
  return road;
}

}  // namespace quflux::inline pair
