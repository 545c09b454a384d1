#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::inline pair {

/// A parameter on a grid of points: the number at the index (i, j, ...) is
/// data[i strides[0] + j strides[1] + ...]. A stride of zero means that it does not depend on that
/// axis.
struct GridColumn {
  const double* data = nullptr;
  std::vector<std::ptrdiff_t> strides;  ///< one per axis
};

/// Pairs of two-level systems on a grid of any number of axes, the first varying slowest, with
/// every parameter broadcast along the axes that it does not depend on: the arrays of NumPy as they
/// lie in memory. Units: hbar = k_B = 1.
struct PairGrid {
  std::vector<std::size_t> shape;
  /// omega1, omega2, coupling, coefficient1, coefficient2, temperature1, temperature2.
  std::array<GridColumn, 7> columns;
  RateShape shape1;
  RateShape shape2;
};

struct PairGridOptions {
  int threads = 0;                          ///< 0: as many as there are cores
  const std::atomic<bool>* stop = nullptr;  ///< once true, the rest is left unset
};

/// Number of points.
std::size_t grid_size(const PairGrid& grid);

/// The pair at a point, counted in the order of the grid.
TwoLevelPair pair_at(const PairGrid& grid, std::size_t point);

/// Writes the flow J_1 at every point, as pair_flows(). No parameter is copied but those that lie
/// scattered in memory, a few hundred at a time. Returns the first point without an answer (NaN),
/// if there is one; stationary() of pair_at() tells the reason.
std::optional<std::size_t> pair_flows(const PairGrid& grid, PairEquation equation,
                                      std::span<double> flow1, const PairGridOptions& options = {});

/// The same for stationary states, as pair_states().
std::optional<std::size_t> pair_states(const PairGrid& grid, PairEquation equation,
                                       const PairStates& states,
                                       const PairGridOptions& options = {});

}  // namespace quflux::inline pair
