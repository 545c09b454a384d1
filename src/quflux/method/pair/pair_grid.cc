#include "quflux/method/pair/pair_grid.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/parallel.h"

namespace quflux::inline pair {

namespace {

constexpr std::size_t kGridColumns = std::tuple_size_v<decltype(PairGrid::columns)>;

// Points computed at a time: the call of the kernel costs nothing against them, and Ctrl-C is seen
// soon.
constexpr std::size_t kPlainTile = 4096;

// The same where columns are gathered, whose copies stay in the first cache.
constexpr std::size_t kGatheredTile = 512;

// A row shorter than this is not worth a call of the kernel; several are gathered into one tile.
constexpr std::size_t kShortRow = 64;

// Below this, threads cost more than they save.
constexpr std::size_t kFewPoints = 16384;

// The same grid with as few axes as possible: none of length one, and neighbours joined that all
// columns run through without a jump.
PairGrid joined_axes(const PairGrid& grid) {
  PairGrid result{{}, {}, grid.shape1, grid.shape2};
  for (std::size_t c = 0; c < kGridColumns; ++c) result.columns[c].data = grid.columns[c].data;
  for (std::size_t axis = 0; axis < grid.shape.size(); ++axis) {
    if (grid.shape[axis] == 1) continue;
    const auto length = static_cast<std::ptrdiff_t>(grid.shape[axis]);
    bool joins = !result.shape.empty();
    for (std::size_t c = 0; joins && c < kGridColumns; ++c) {
      joins = result.columns[c].strides.back() == grid.columns[c].strides[axis] * length;
    }
    if (joins) {
      result.shape.back() *= grid.shape[axis];
    } else {
      result.shape.push_back(grid.shape[axis]);
    }
    for (std::size_t c = 0; c < kGridColumns; ++c) {
      std::vector<std::ptrdiff_t>& strides = result.columns[c].strides;
      if (joins) strides.pop_back();
      strides.push_back(grid.columns[c].strides[axis]);
    }
  }
  if (result.shape.empty()) {  // a single point
    result.shape.push_back(1);
    for (GridColumn& column : result.columns) column.strides.push_back(0);
  }
  return result;
}

// Whether the rows of the grid can be read as they lie in memory.
bool has_plain_rows(const PairGrid& grid) {
  return grid.shape.back() >= kShortRow &&
         std::ranges::all_of(grid.columns, [](const GridColumn& column) {
           return column.strides.back() == 0 || column.strides.back() == 1;
         });
}

const double* address(const PairGrid& grid, std::size_t column, std::size_t point) {
  const GridColumn& c = grid.columns[column];
  const double* result = c.data;
  for (std::size_t axis = grid.shape.size(); axis-- > 0;) {
    result += static_cast<std::ptrdiff_t>(point % grid.shape[axis]) * c.strides[axis];
    point /= grid.shape[axis];
  }
  return result;
}

// Points [begin, end) of the grid as a batch for the kernel.
class GatheredTile {
 public:
  GatheredTile(const PairGrid& grid, std::size_t begin, std::size_t end) : size_(end - begin) {
    const std::size_t row = grid.shape.back();
    const bool one_row = begin / row == (end - 1) / row;
    for (std::size_t c = 0; c < kGridColumns; ++c) {
      const GridColumn& column = grid.columns[c];
      const double* first = address(grid, c, begin);
      const std::ptrdiff_t step = column.strides.back();
      if (one_row && step == 1) {
        columns_[c] = Column(std::span(first, size_));
      } else if (one_row && step == 0) {
        columns_[c] = Column(*first);
      } else if (std::ranges::all_of(column.strides, [](auto stride) { return stride == 0; })) {
        columns_[c] = Column(*column.data);
      } else {
        gather(grid, c, begin);
        columns_[c] = Column(std::span<const double>(gathered_[c].data(), size_));
      }
    }
  }
  GatheredTile(const GatheredTile&) = delete;
  GatheredTile& operator=(const GatheredTile&) = delete;

  PairBatch batch(const PairGrid& grid) const {
    const auto& [omega1, omega2, coupling, c1, c2, t1, t2] = columns_;
    return {size_, omega1, omega2, coupling, t1, t2, c1, c2, grid.shape1, grid.shape2};
  }

 private:
  void gather(const PairGrid& grid, std::size_t c, std::size_t begin) {
    const std::size_t row = grid.shape.back();
    const std::ptrdiff_t step = grid.columns[c].strides.back();
    for (std::size_t done = 0; done < size_;) {
      const double* from = address(grid, c, begin + done);
      const std::size_t count = std::min(size_ - done, row - (begin + done) % row);
      for (std::size_t k = 0; k < count; ++k, from += step) gathered_[c][done + k] = *from;
      done += count;
    }
  }

  std::size_t size_;
  std::array<Column, kGridColumns> columns_{0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  std::array<std::array<double, kGatheredTile>, kGridColumns> gathered_;
};

std::size_t first_nan(std::span<const double> flows) {
  const auto found = std::ranges::find_if(flows, [](double flow) { return std::isnan(flow); });
  return static_cast<std::size_t>(found - flows.begin());
}

void keep_smaller(std::atomic<std::size_t>& smallest, std::size_t value) {
  std::size_t current = smallest;
  while (value < current && !smallest.compare_exchange_weak(current, value)) {
  }
}

// Calls compute(begin, batch) for tiles that cover the grid; it writes their flows and returns
// whether every point has an answer. The result is the first point whose flow is NaN.
template <class Compute>
std::optional<std::size_t> for_each_tile(const PairGrid& original, std::span<const double> flow1,
                                         const PairGridOptions& options, const Compute& compute) {
  const std::size_t size = grid_size(original);
  if (size == 0) return std::nullopt;
  std::atomic<std::size_t> first_missing{size};
  const PairGrid grid = joined_axes(original);
  const std::size_t row = grid.shape.back();
  const std::size_t most = has_plain_rows(grid) ? kPlainTile : kGatheredTile;
  const auto points = [&](std::size_t from, std::size_t to) {
    for (std::size_t begin = from; begin < to;) {
      if (options.stop != nullptr && *options.stop) return;
      std::size_t end = std::min(begin + most, to);
      // Within a long row nothing is copied.
      if (row >= kShortRow) end = std::min(end, begin - begin % row + row);
      const GatheredTile tile(grid, begin, end);
      if (!compute(begin, tile.batch(grid))) {
        keep_smaller(first_missing, begin + first_nan(flow1.subspan(begin, end - begin)));
      }
      begin = end;
    }
  };
  if (options.threads == 1 || size < kFewPoints) {
    points(0, size);
  } else {
    with_threads(options.threads, [&] { parallel_for(size, kFewPoints / 2, points); });
  }
  return first_missing == size ? std::nullopt : std::optional<std::size_t>(first_missing);
}

}  // namespace

std::size_t grid_size(const PairGrid& grid) {
  std::size_t size = 1;
  for (const std::size_t length : grid.shape) size *= length;
  return size;
}

TwoLevelPair pair_at(const PairGrid& grid, std::size_t point) {
  const auto value = [&](std::size_t column) { return *address(grid, column, point); };
  const auto reservoir = [&](std::size_t coefficient, std::size_t temperature,
                             const RateShape& shape) {
    const double c = value(coefficient);
    if (shape.drude) return Reservoir{Drude{c, 1 / shape.inverse_cutoff}, value(temperature)};
    PowerLaw law{c, shape.exponent};
    if (shape.inverse_cutoff > 0) law.cutoff = 1 / shape.inverse_cutoff;
    return Reservoir{law, value(temperature)};
  };
  return {value(0), value(1), value(2), reservoir(3, 5, grid.shape1), reservoir(4, 6, grid.shape2)};
}

std::optional<std::size_t> pair_flows(const PairGrid& grid, PairEquation equation,
                                      std::span<double> flow1, const PairGridOptions& options) {
  return for_each_tile(grid, flow1, options, [&](std::size_t begin, const PairBatch& batch) {
    return pair_flows(batch, equation, flow1.subspan(begin, batch.size));
  });
}

std::optional<std::size_t> pair_states(const PairGrid& grid, PairEquation equation,
                                       const PairStates& states, const PairGridOptions& options) {
  return for_each_tile(
      grid, states.occupation1, options, [&](std::size_t begin, const PairBatch& batch) {
        const auto part = [&](std::span<double> all) { return all.subspan(begin, batch.size); };
        return pair_states(batch, equation,
                           {part(states.flow1), part(states.occupation1), part(states.occupation2),
                            part(states.coherence_re), part(states.coherence_im)});
      });
}

}  // namespace quflux::inline pair
