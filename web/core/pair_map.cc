#include "pair_map.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <limits>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/method/pair/close_modes.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/numerics/sampled_top.h"

namespace quflux::web {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

RateShape shape(double exponent, double cutoff) {
  return {exponent, cutoff == 0 ? 0 : 1 / cutoff, false};
}

// As the page writes it, so that round numbers are round.
double to_15_digits(double value) {
  return std::strtod(fmt::format("{:.14e}", value).c_str(), nullptr);
}

std::vector<double> centres(double from, double to, int cells) {
  std::vector<double> values(static_cast<std::size_t>(cells));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = to_15_digits(from + (static_cast<double>(i) + 0.5) / cells * (to - from));
  }
  return values;
}

// Those of the axes that were asked for last: while a slider moves they stay, and digits are dear.
const std::vector<double>& recent_centres(double from, double to, int cells) {
  struct Known {
    double from, to;
    int cells;
    std::vector<double> values;
  };
  static std::deque<Known> known;
  const auto found = std::ranges::find_if(
      known, [&](const Known& k) { return k.from == from && k.to == to && k.cells == cells; });
  if (found != known.end()) return found->values;
  constexpr std::size_t kMost = 8;
  if (known.size() == kMost) known.pop_front();
  return known.emplace_back(Known{from, to, cells, centres(from, to, cells)}).values;
}

// Points that have all numbers in common but those of some columns.
PairBatch batch_of(const Numbers& n, std::size_t size) {
  return {size,
          n[omega1],
          n[omega2],
          n[coupling],
          n[temperature1],
          n[temperature2],
          n[coefficient1],
          n[coefficient2],
          shape(n[exponent1], n[cutoff1]),
          shape(n[exponent2], n[cutoff2])};
}

void set_column(PairBatch& batch, Key key, std::span<const double> values) {
  switch (key) {
    case omega1:
      batch.omega1 = Column(values);
      break;
    case omega2:
      batch.omega2 = Column(values);
      break;
    case coupling:
      batch.coupling = Column(values);
      break;
    case coefficient1:
    case coefficients:
      batch.coefficient1 = Column(values);
      break;
    case coefficient2:
      batch.coefficient2 = Column(values);
      break;
    case temperature1:
      batch.temperature1 = Column(values);
      break;
    default:
      batch.temperature2 = Column(values);
  }
}

// The values of coefficient2 beside those of an axis of both.
std::vector<double> in_ratio(const Numbers& n, std::span<const double> first) {
  std::vector<double> second(first.begin(), first.end());
  for (double& value : second) value *= n[coefficient2] / n[coefficient1];
  return second;
}

// Whether the shapes of the spectral densities are allowed, which the kernel does not ask.
bool has_shape(const Numbers& n) {
  return std::isfinite(n[exponent1]) && std::isfinite(n[exponent2]) && n[cutoff1] >= 0 &&
         n[cutoff2] >= 0 && std::isfinite(n[cutoff1]) && std::isfinite(n[cutoff2]);
}

// 1/cutoff, 0 without one; NaN where it is not allowed.
std::vector<double> inverse(std::span<const double> cutoffs) {
  std::vector<double> result(cutoffs.size());
  std::ranges::transform(cutoffs, result.begin(), [](double cutoff) {
    if (cutoff == 0) return 0.0;
    return cutoff > 0 && std::isfinite(cutoff) ? 1 / cutoff : kNaN;
  });
  return result;
}

// Powers of other exponents cost as much as the columns of shapes, which take one exponential for
// power and cutoff.
bool is_whole(double exponent) { return exponent == std::floor(exponent); }

// Gives the points (x_i, y_i) to `work`; where no point is allowed, returns without it.
template <class Work>
bool with_points(const Numbers& numbers, Key x_key, std::span<const double> x, Key y_key,
                 std::span<const double> y, const Work& work) {
  PairBatch batch = batch_of(numbers, x.size());
  std::vector<double> inverse1;
  std::vector<double> inverse2;
  if (is_shape(x_key) || is_shape(y_key) || !is_whole(numbers[exponent1]) ||
      !is_whole(numbers[exponent2])) {
    const auto varying = [&](Key key) {
      return key == x_key ? x : key == y_key ? y : std::span(&numbers[key], 1);
    };
    const auto column = [](std::span<const double> values) {
      return values.size() == 1 ? Column(values.front()) : Column(values);
    };
    inverse1 = inverse(varying(cutoff1));
    inverse2 = inverse(varying(cutoff2));
    batch.shapes = {column(varying(exponent1)), column(inverse1), column(varying(exponent2)),
                    column(inverse2)};
  } else if (!has_shape(numbers)) {
    return false;
  }
  if (!is_shape(x_key)) set_column(batch, x_key, x);
  if (!is_shape(y_key)) set_column(batch, y_key, y);
  std::vector<double> second;
  if (x_key == coefficients || y_key == coefficients) {
    second = in_ratio(numbers, x_key == coefficients ? x : y);
    set_column(batch, coefficient2, second);
  }
  work(batch);
  return true;
}

std::span<double> of(const FlowsOfAll& flows, PairEquation equation) {
  return flows[static_cast<std::size_t>(equation)];
}

// J_1 at points (x_i, y_i).
void flows_at(const Numbers& numbers, Key x_key, std::span<const double> x, Key y_key,
              std::span<const double> y, PairEquation equation, std::span<double> out) {
  const auto write = [&](const PairBatch& batch) { pair_flows(batch, equation, out); };
  if (!with_points(numbers, x_key, x, y_key, y, write)) std::ranges::fill(out, kNaN);
}

// Where slope_rounding() is largest, of an axis along which it falls or rises all the way; none of
// another axis. Without a coupling nothing flows.
std::optional<double> roughest(const Axis& axis) {
  switch (axis.key) {
    case coupling: {
      double least = std::numeric_limits<double>::infinity();
      for (const double value : axis.values) {
        if (value != 0) least = std::min(least, std::abs(value));
      }
      return least;
    }
    case coefficient1:
    case coefficient2:
    case coefficients:
    case temperature1:
    case temperature2:
      return std::ranges::max(axis.values);
    default:
      return std::nullopt;
  }
}

// In place of the flows of close modes, from which the kernel's have lost digits.
void refine_close_modes(const Numbers& numbers, const Axis& x, const Axis& y, PairEquation equation,
                        std::span<double> map) {
  if (equation != PairEquation::partial_secular) return;
  const auto at = [&](Key key, double along_x, double along_y) {
    return key == x.key ? along_x : key == y.key ? along_y : numbers[key];
  };
  const auto close = [&](double a, double b) {
    return may_be_close(at(omega1, a, b), at(omega2, a, b), at(coupling, a, b));
  };
  const auto pair_at = [&](double a, double b) {
    Numbers n = numbers;
    set(n, x.key, a);
    set(n, y.key, b);
    return pair_of(n);
  };
  const auto is_rough = [](const TwoLevelPair& pair) {
    return slope_rounding(pair) > kMostSlopeRounding;
  };
  const auto refine = [&](double& flow, double a, double b) {
    if (std::isnan(flow)) return;
    const TwoLevelPair pair = pair_at(a, b);
    if (!is_rough(pair)) return;
    const double refined = flow_of_close_modes(pair).value;
    if (std::isfinite(refined)) flow = refined;
  };
  // One look is enough along an axis that leaves the modes where they are.
  const auto moves_modes = [](const Axis& axis) { return axis.key <= coupling; };
  const std::optional<double> roughest_x = roughest(x);
  const std::size_t columns = x.values.size();
  for (std::size_t j = 0; j < y.values.size(); ++j) {
    const double b = y.values[j];
    const bool together = !moves_modes(x);
    if (together && !close(x.values[0], b)) {
      if (!moves_modes(y)) return;
      continue;
    }
    if (roughest_x && !is_rough(pair_at(*roughest_x, b))) continue;
    for (std::size_t i = 0; i < columns; ++i) {
      const double a = x.values[i];
      if (together || close(a, b)) refine(map[j * columns + i], a, b);
    }
  }
}

// A map over one coefficient: what does not depend on it is computed once. Rows are its values.
void coefficient_rows(const Numbers& numbers, const Axis& coefficient, const Axis& other,
                      PairEquation equation, std::span<double> out) {
  const std::size_t rows = coefficient.values.size();
  const bool first = coefficient.key != coefficient2;
  const std::vector<double> other_one =
      coefficient.key == coefficients
          ? in_ratio(numbers, coefficient.values)
          : std::vector<double>(rows, numbers[first ? coefficient2 : coefficient1]);
  PairBatch batch = batch_of(numbers, other.values.size());
  set_column(batch, other.key, other.values);
  pair_flow_grid(batch, equation, first ? coefficient.values : other_one,
                 first ? other_one : coefficient.values, out);
}

void make_specific(const Numbers& numbers, const Axis& x, const Axis& y, std::span<double> map) {
  const std::size_t columns = x.values.size();
  for (std::size_t j = 0; j < y.values.size(); ++j) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double omega = x.key == coupling   ? x.values[i]
                           : y.key == coupling ? y.values[j]
                                               : numbers[coupling];
      map[j * columns + i] /= omega;
    }
  }
}

}  // namespace

Axis make_axis(int key, double from, double to, int points, bool centred) {
  if (key < 0 || key > static_cast<int>(coefficients))
    throw Error("the axis is no number of a pair");
  if (!std::isfinite(from) || !std::isfinite(to) || points < 1 || points > 2000) {
    throw Error(fmt::format(
        "an axis has {} points from {} to {}; it must have 1 to 2000 between finite ends", points,
        from, to));
  }
  if (centred) return {static_cast<Key>(key), recent_centres(from, to, points)};
  Axis axis{static_cast<Key>(key), std::vector<double>(static_cast<std::size_t>(points))};
  const double last = std::max(points - 1, 1);
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    const auto k = static_cast<double>(i);
    axis.values[i] = (from * (last - k) + to * k) / last;  // as in model files
  }
  if (points > 1) axis.values.back() = to;
  return axis;
}

void transpose(std::span<const double> from, std::size_t columns, std::size_t rows,
               std::span<double> to) {
  constexpr std::size_t kBlock = 8;  // a line of the cache
  for (std::size_t j0 = 0; j0 < rows; j0 += kBlock) {
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = j0; j < std::min(j0 + kBlock, rows); ++j) {
        to[j * columns + i] = from[i * rows + j];
      }
    }
  }
}

void flows_along(const Numbers& numbers, const Axis& x, PairEquation equation, bool specific,
                 std::span<double> out) {
  // Beside a number that does not vary.
  const Axis y{x.key == omega1 ? omega2 : omega1, {numbers[x.key == omega1 ? omega2 : omega1]}};
  const std::vector<double> same(x.values.size(), y.values.front());
  flows_at(numbers, x.key, x.values, y.key, same, equation, out);
  refine_close_modes(numbers, x, y, equation, out);
  if (specific) make_specific(numbers, x, y, out);
}

double flow_at(const Numbers& numbers, PairEquation equation) {
  const Axis here{coupling, {numbers[coupling]}};
  const TwoLevelPair pair = pair_of(numbers);
  // The kernel takes temperatures next to zero for none, of either sign.
  validate(pair.bath1, "bath 1");
  validate(pair.bath2, "bath 2");
  double flow = kNaN;
  flows_along(numbers, here, equation, false, std::span(&flow, 1));
  return std::isnan(flow) ? stationary(pair, equation).flow1 : flow;
}

void flow_maps(const Numbers& numbers, const Axis& x, const Axis& y, bool specific,
               const FlowsOfAll& out) {
  const std::size_t columns = x.values.size();
  const std::size_t rows = y.values.size();
  const auto hoists = [](const Axis& coefficient, const Axis& other) {
    return is_coefficient(coefficient.key) && !is_coefficient(other.key) && !is_shape(other.key);
  };
  if (!is_shape(x.key) && !is_shape(y.key) && !has_shape(numbers)) {
    for (const auto& map : out) std::ranges::fill(map, kNaN);
  } else if (hoists(y, x)) {
    for (const PairEquation e : kPairEquations) coefficient_rows(numbers, y, x, e, of(out, e));
  } else if (hoists(x, y)) {
    std::vector<double> transposed(columns * rows);
    for (const PairEquation e : kPairEquations) {
      coefficient_rows(numbers, x, y, e, transposed);
      transpose(transposed, columns, rows, of(out, e));
    }
  } else {
    for (std::size_t j = 0; j < rows; ++j) {
      const std::vector<double> same(columns, y.values[j]);
      FlowsOfAll row = out;
      for (auto& part : row) part = part.subspan(j * columns, columns);
      with_points(numbers, x.key, x.values, y.key, same,
                  [&](const PairBatch& batch) { pair_flows(batch, row); });
    }
  }
  for (const PairEquation e : kPairEquations) {
    refine_close_modes(numbers, x, y, e, of(out, e));
    if (specific) make_specific(numbers, x, y, of(out, e));
  }
}

std::vector<double> ridge(const Numbers& numbers, const Axis& x, const Axis& y,
                          PairEquation equation, bool specific, std::span<const double> map) {
  const std::size_t columns = x.values.size();
  std::vector<double> result(y.values.size(), kNaN);
  struct Row {
    std::size_t index;
    double left, right;
  };
  std::vector<Row> rows;
  for (std::size_t j = 0; j < y.values.size(); ++j) {
    const std::span<const double> row = map.subspan(j * columns, columns);
    std::size_t best = 0;
    for (std::size_t i = 1; i + 1 < columns; ++i) {
      const double size = std::abs(row[i]);
      if (size > std::abs(row[i - 1]) && size >= std::abs(row[i + 1]) &&
          (best == 0 || size > std::abs(row[best]))) {
        best = i;
      }
    }
    if (best > 0) rows.push_back({j, x.values[best - 1], x.values[best + 1]});
  }
  constexpr std::size_t kPoints = 11;  // both ends among them
  constexpr int kRounds = 2;
  std::vector<double> xs(rows.size() * kPoints);
  std::vector<double> ys(xs.size());
  std::vector<double> values(xs.size());
  for (int round = 0; round < kRounds; ++round) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
      for (std::size_t k = 0; k < kPoints; ++k) {
        xs[r * kPoints + k] =
            rows[r].left + (rows[r].right - rows[r].left) * static_cast<double>(k) / (kPoints - 1);
        ys[r * kPoints + k] = y.values[rows[r].index];
      }
    }
    flows_at(numbers, x.key, xs, y.key, ys, equation, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = std::abs(values[i]);
      if (specific)
        values[i] /= std::abs(x.key == coupling   ? xs[i]
                              : y.key == coupling ? ys[i]
                                                  : numbers[coupling]);
    }
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto own = std::span(values).subspan(r * kPoints, kPoints);
      const auto at = std::span(xs).subspan(r * kPoints, kPoints);
      std::size_t best = 1;
      for (std::size_t k = 2; k + 1 < kPoints; ++k) {
        if (own[k] > own[best]) best = k;
      }
      if (round + 1 < kRounds) {
        rows[r].left = at[best - 1];
        rows[r].right = at[best + 1];
      } else {
        result[rows[r].index] = at[best] + sampled_top(own, best) * (at[best + 1] - at[best]);
      }
    }
  }
  return result;
}

MissingPoint missing_point(const Numbers& numbers, const Axis& x, const Axis& y,
                           PairEquation equation, bool specific, std::size_t point) {
  MissingPoint found{numbers, ""};
  Numbers& n = found.numbers;
  set(n, x.key, x.values[point % x.values.size()]);
  set(n, y.key, y.values[point / x.values.size()]);
  if ((x.key == coefficients || y.key == coefficients) && numbers[coefficient1] == 0) {
    found.reason = "c_1 is 0, and an axis of both coefficients keeps the ratio c_2/c_1";
    return found;
  }
  try {
    stationary(pair_of(n), equation);
  } catch (const NoAnswer&) {
    return found;
  }
  found.reason = specific && n[coupling] == 0
                     ? "the specific flow J_1/Omega is not defined at Omega = 0"
                     : "the flow is too small or too large for its digits";
  return found;
}

}  // namespace quflux::web
