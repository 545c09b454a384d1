#pragma once

#include <span>
#include <string>
#include <vector>

#include "pair_numbers.h"
#include "quflux/method/pair/pair_equation.h"

namespace quflux::web {

/// A number of the pair that varies.
struct Axis {
  Key key;
  std::vector<double> values;
};

/// Equally spaced from one end to the other. Throws Error unless there are 1 to 2000 points between
/// finite ends.
Axis make_axis(int key, double from, double to, int points);

/// Writes J_1 along an axis, or J_1/Omega; NaN where there is no answer.
void flows_along(const Numbers& numbers, const Axis& x, PairEquation equation, bool specific,
                 std::span<double> out);

/// The same on a grid, x varying fastest.
void flow_map(const Numbers& numbers, const Axis& x, const Axis& y, PairEquation equation,
              bool specific, std::span<double> out);

/// to[j * columns + i] = from[i * rows + j].
void transpose(std::span<const double> from, std::size_t columns, std::size_t rows,
               std::span<double> to);

/// For each y the x of the largest maximum of |value| within the row; NaN where there is none.
/// Found by refining the map: between the neighbours of the largest value of a row that is larger
/// than both, ever closer points, then the top of the polynomial through five of them.
std::vector<double> ridge(const Numbers& numbers, const Axis& x, const Axis& y,
                          PairEquation equation, bool specific, std::span<const double> map);

/// Why the first point without an answer has none; empty where all have one.
std::string reason(const Numbers& numbers, const Axis& x, const Axis& y, PairEquation equation,
                   bool specific, std::span<const double> map);

}  // namespace quflux::web
