#pragma once

#include <span>
#include <string>
#include <vector>

#include "pair_numbers.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/pair_equation.h"

namespace quflux::web {

/// A number of the pair that varies.
struct Axis {
  Key key;
  std::vector<double> values;
};

/// Equally spaced from one end to the other, or at the centres of as many cells between them.
/// Throws Error unless there are 1 to 2000 points between finite ends.
Axis make_axis(int key, double from, double to, int points, bool centred = false);

/// J_1 at a point, by the vector kernel as on axes and maps and in the program, so that all have
/// the same digits; where that has none, as stationary(). Throws NoAnswer where that does.
double flow_at(const Numbers& numbers, PairEquation equation);

/// Writes J_1 along an axis, or J_1/Omega; NaN where there is no answer.
void flows_along(const Numbers& numbers, const Axis& x, PairEquation equation, bool specific,
                 std::span<double> out);

/// The same of all equations on a grid, x varying fastest.
void flow_maps(const Numbers& numbers, const Axis& x, const Axis& y, bool specific,
               const FlowsOfAll& out);

/// to[j * columns + i] = from[i * rows + j].
void transpose(std::span<const double> from, std::size_t columns, std::size_t rows,
               std::span<double> to);

/// For each y the x of the largest maximum of |value| within the row; NaN where there is none.
/// Found by refining the map: between the neighbours of the largest value of a row that is larger
/// than both, ever closer points, then the top of the polynomial through five of them.
std::vector<double> ridge(const Numbers& numbers, const Axis& x, const Axis& y,
                          PairEquation equation, bool specific, std::span<const double> map);

/// A point of a map without an answer.
struct MissingPoint {
  Numbers numbers;
  std::string reason;  ///< empty: the pair itself has no answer
};

MissingPoint missing_point(const Numbers& numbers, const Axis& x, const Axis& y,
                           PairEquation equation, bool specific, std::size_t point);

}  // namespace quflux::web
