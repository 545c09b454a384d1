// The exports of pair.wasm; pairs.ts calls them.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "exports.h"
#include "pair_file.h"
#include "pair_map.h"
#include "pair_numbers.h"
#include "pair_verdicts.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/solve/not_unique.h"

namespace quflux::web {

namespace {

Numbers numbers_of_pair{};
std::vector<double> places;

std::vector<double>& numbers_out() { return result().numbers; }

PairEquation equation_of(std::int32_t index) {
  return kPairEquations.at(static_cast<std::size_t>(index));
}

/// The order of eigenvalues that continues `before`: with the smallest sum of distances.
Eigen::Vector4cd continued(const Eigen::Vector4cd& values, const Eigen::Vector4cd& before) {
  Eigen::Matrix4d distance;
  for (int k = 0; k < 4; ++k) distance.col(k) = (values.array() - before(k)).abs();
  std::array<int, 4> order{0, 1, 2, 3};
  std::array<int, 4> best = order;
  double least = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (int k = 0; k < 4; ++k) sum += distance(order[static_cast<std::size_t>(k)], k);
    if (sum < least) {
      least = sum;
      best = order;
    }
  } while (std::ranges::next_permutation(order).found);
  return {values(best[0]), values(best[1]), values(best[2]), values(best[3])};
}

// The coupling of an exceptional point; none where none was found.
std::optional<Complex> point_of(const TwoLevelPair& pair, PairEquation equation,
                                RelaxationKind kind) {
  try {
    const auto found = exceptional_coupling(pair, equation, kind);
    return found ? std::optional(found->parameter) : std::nullopt;
  } catch (const NoAnswer&) {
    return std::nullopt;
  }
}

// That of the flows; none where the pair is not allowed, too.
std::optional<Complex> allowed_point_of(const TwoLevelPair& pair, PairEquation equation) {
  try {
    validate(pair);
  } catch (const NoAnswer&) {
    return std::nullopt;
  }
  return point_of(pair, equation, RelaxationKind::flow);
}

void leave(const std::vector<PairVerdict>& rows) {
  for (const PairVerdict& row : rows) {
    numbers_out().insert(numbers_out().end(), {row.value, static_cast<double>(row.verdict)});
    result().text += fmt::format("{}\n{}\n{}\n", name(row.equation), row.check, row.meaning);
  }
}

}  // namespace

/// Where the numbers of the pair go before a call.
QUFLUX_EXPORT(pair_numbers) double* pair_numbers() { return numbers_of_pair.data(); }

/// Refuses the given model file where the program does, in its words.
QUFLUX_EXPORT(pair_read) std::int32_t pair_read() {
  return guarded([] { read_pair_file(given()); });
}

/// Refuses a pair to which the closed form has no answer. Beyond it the density matrix may have
/// one, but where the number is 1: there is none, and the program says so in the same words.
QUFLUX_EXPORT(pair_validate) std::int32_t pair_validate() {
  return guarded([] {
    try {
      for (const PairEquation equation : kPairEquations) flow_at(numbers_of_pair, equation);
    } catch (const NotUnique&) {
      numbers_out() = {1};
      throw;
    }
  });
}

QUFLUX_EXPORT(pair_flow) std::int32_t pair_flow(std::int32_t equation) {
  return guarded([&] { numbers_out() = {flow_at(numbers_of_pair, equation_of(equation))}; });
}

/// The three maps, then the three ridges along x, or along y; then, where a point has no answer,
/// the numbers of the pair there, and the text says why, unless the pair itself has none.
QUFLUX_EXPORT(pair_map)
std::int32_t pair_map(std::int32_t x_key, double x_from, double x_to, std::int32_t x_points,
                      std::int32_t y_key, double y_from, double y_to, std::int32_t y_points,
                      std::int32_t centred, std::int32_t specific, std::int32_t ridges_along_y) {
  return guarded([&] {
    const Axis x = make_axis(x_key, x_from, x_to, x_points, centred != 0);
    const Axis y = make_axis(y_key, y_from, y_to, y_points, centred != 0);
    const bool share = (x.key == coefficients && is_coefficient(y.key)) ||
                       (y.key == coefficients && is_coefficient(x.key));
    if (x.key == y.key) throw Error("a map needs two numbers; both axes are of the same one");
    if (share) {
      throw Error(
          "an axis of both coefficients moves c_1 and c_2; the other axis must be of another "
          "number");
    }
    const std::size_t points = x.values.size() * y.values.size();
    const std::size_t lines = (ridges_along_y != 0 ? x : y).values.size();
    std::vector<double>& out = numbers_out();
    out.resize(3 * points + 3 * lines);
    const auto in = [&](std::vector<double>& maps) -> FlowsOfAll {
      const auto all = std::span(maps);
      return {all.first(points), all.subspan(points, points), all.subspan(2 * points, points)};
    };
    // Rows of both are lines along which ridges are sought.
    std::vector<double> turned(ridges_along_y != 0 ? 3 * points : 0);
    const auto& [along, across] = ridges_along_y != 0 ? std::tie(y, x) : std::tie(x, y);
    const FlowsOfAll rows = in(ridges_along_y != 0 ? turned : out);
    flow_maps(numbers_of_pair, along, across, specific != 0, rows);
    for (const PairEquation equation : kPairEquations) {
      const auto e = static_cast<std::size_t>(equation);
      std::ranges::copy(ridge(numbers_of_pair, along, across, equation, specific != 0, rows[e]),
                        out.begin() + static_cast<std::ptrdiff_t>(3 * points + e * lines));
      if (ridges_along_y != 0) transpose(rows[e], x.values.size(), y.values.size(), in(out)[e]);
    }
    const auto maps = std::span(std::as_const(out)).first(3 * points);
    const auto missing = std::ranges::find_if(maps, [](double value) { return std::isnan(value); });
    if (missing == maps.end()) return;
    const auto index = static_cast<std::size_t>(missing - maps.begin());
    const PairEquation equation = kPairEquations.at(index / points);
    const MissingPoint found =
        missing_point(numbers_of_pair, x, y, equation, specific != 0, index % points);
    out.insert(out.end(), found.numbers.begin(), found.numbers.end());
    result().text = found.reason;
  });
}

/// J_1 along a number, of the three equations.
QUFLUX_EXPORT(pair_flows)
std::int32_t pair_flows_along(std::int32_t key, double from, double to, std::int32_t points,
                              std::int32_t centred) {
  return guarded([&] {
    const Axis x = make_axis(key, from, to, points, centred != 0);
    numbers_out() = x.values;
    numbers_out().resize(4 * x.values.size());
    for (const PairEquation equation : kPairEquations) {
      const auto e = static_cast<std::size_t>(equation) + 1;
      flows_along(numbers_of_pair, x, equation, false,
                  std::span(numbers_out()).subspan(e * x.values.size(), x.values.size()));
    }
  });
}

/// (kind, re, im) of each: 0 of flows, 1 of coherences; of a `wanted` kind, or of both where it
/// is 2.
QUFLUX_EXPORT(pair_exceptional_points)
std::int32_t pair_exceptional_points(std::int32_t equation, std::int32_t wanted) {
  return guarded([&] {
    TwoLevelPair pair = pair_of(numbers_of_pair);
    pair.coupling = 0;
    validate(pair);
    for (const RelaxationKind kind : {RelaxationKind::flow, RelaxationKind::coherence}) {
      const std::int32_t index = kind == RelaxationKind::flow ? 0 : 1;
      if (wanted != 2 && wanted != index) continue;
      const std::optional<Complex> at = point_of(pair, equation_of(equation), kind);
      if (!at) continue;
      numbers_out().insert(numbers_out().end(),
                           {static_cast<double>(index), at->real(), at->imag()});
    }
  });
}

/// Memory for places along two axes, x before y, which the next call reads.
QUFLUX_EXPORT(pair_places) double* pair_places(std::int32_t count) {
  places.resize(static_cast<std::size_t>(count));
  return places.data();
}

/// (re, im) of the point of the flows at each of the places, x varying fastest; NaN where there is
/// none.
QUFLUX_EXPORT(pair_flow_points)
std::int32_t pair_flow_points(std::int32_t equation, std::int32_t x_key, std::int32_t x_points,
                              std::int32_t y_key, std::int32_t y_points) {
  return guarded([&] {
    const auto xs = std::span(std::as_const(places)).first(static_cast<std::size_t>(x_points));
    const auto ys = std::span(std::as_const(places)).last(static_cast<std::size_t>(y_points));
    for (const double y : ys) {
      for (const double x : xs) {
        Numbers numbers = numbers_of_pair;
        set(numbers, static_cast<Key>(x_key), x);
        set(numbers, static_cast<Key>(y_key), y);
        numbers[coupling] = 0;
        const std::optional<Complex> at = allowed_point_of(pair_of(numbers), equation_of(equation));
        constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
        const Complex shown = at.value_or(Complex(kNaN, kNaN));
        numbers_out().insert(numbers_out().end(), {shown.real(), shown.imag()});
      }
    }
  });
}

QUFLUX_EXPORT(pair_optimal_coupling)
std::int32_t pair_optimal_coupling(std::int32_t equation) {
  return guarded([&] {
    const auto found = optimal_coupling(pair_of(numbers_of_pair), equation_of(equation));
    numbers_out() = {found ? found->coupling : std::numeric_limits<double>::quiet_NaN()};
  });
}

/// The couplings, then the real and the imaginary parts of four branches.
QUFLUX_EXPORT(pair_branches)
std::int32_t pair_branches(std::int32_t equation, double from, double to, std::int32_t points,
                           std::int32_t centred) {
  return guarded([&] {
    const Axis x = make_axis(coupling, from, to, points, centred != 0);
    const std::size_t n = x.values.size();
    numbers_out() = x.values;
    numbers_out().resize(9 * n, std::numeric_limits<double>::quiet_NaN());
    std::optional<Eigen::Vector4cd> before;
    Numbers numbers = numbers_of_pair;
    for (std::size_t i = 0; i < n; ++i) {
      numbers[coupling] = x.values[i];
      Eigen::Vector4cd values;
      try {
        values = moment_eigenvalues(pair_of(numbers), equation_of(equation));
      } catch (const NoAnswer&) {
        continue;
      }
      if (before) values = continued(values, *before);
      before = values;
      for (std::size_t k = 0; k < 4; ++k) {
        numbers_out()[(1 + k) * n + i] = values(static_cast<Eigen::Index>(k)).real();
        numbers_out()[(5 + k) * n + i] = values(static_cast<Eigen::Index>(k)).imag();
      }
    }
  });
}

/// The frequencies, then I(nu) of the local equation.
QUFLUX_EXPORT(pair_spectrum)
std::int32_t pair_spectrum(double from, double to, std::int32_t points) {
  return guarded([&] {
    const Axis nu = make_axis(omega1, from, to, points);
    const TwoLevelPair pair = pair_of(numbers_of_pair);
    stationary(pair, PairEquation::local);  // for its checks
    numbers_out() = nu.values;
    for (const double at : nu.values) numbers_out().push_back(local_flow_spectrum(pair, at));
  });
}

/// (value, verdict) of each row; the text has its equation, check and meaning, a line each.
QUFLUX_EXPORT(pair_verdicts) std::int32_t pair_verdicts() {
  return guarded([] { leave(verdicts(pair_of(numbers_of_pair))); });
}

/// The same of the Lamb shift.
QUFLUX_EXPORT(pair_lamb_shift) std::int32_t pair_lamb_shift() {
  return guarded([] { leave(lamb_shift_verdicts(pair_of(numbers_of_pair))); });
}

}  // namespace quflux::web
