#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quflux/core/parallel.h"
#include "quflux/observable/observable.h"

namespace quflux::inline study {

/// All numbers of a range of a sweep's points while it is computed. Each array of the layout has
/// its own memory, in the order of the result (point, equation, then the array's own dimensions),
/// so that nothing is copied in the end. Threads write different points.
class SweepValues {
 public:
  SweepValues(const std::vector<OutputArray>& layout, Tile range, std::size_t equations);

  Tile range() const { return range_; }
  std::size_t points() const { return range_.size(); }
  std::size_t equations() const { return equations_; }
  /// Numbers of an array at a point.
  std::size_t stride(std::size_t array) const { return equations_ * sizes_[array]; }

  /// Where the numbers of an array of one equation go, from one point on.
  OutputColumn column(std::size_t array, std::size_t point, std::size_t equation) {
    const std::size_t size = sizes_[array];
    const std::size_t cell = (point - range_.begin) * equations_ + equation;
    return {arrays[array].data() + cell * size, equations_ * size};
  }

  /// Makes the outputs of an equation at a point NaN for this reason.
  void fail(std::size_t point, std::size_t equation, const std::string& reason);

  /// Says what is to be known about the outputs of an equation at a point.
  void warn(std::size_t point, std::size_t equation, const std::string& warning);

  /// What was said so far about the points of a tile, by cells counted from its first.
  Remarks reasons_of(Tile tile) const;
  Remarks warnings_of(Tile tile) const;

  std::vector<std::vector<double>> arrays;
  std::vector<char> finished;  ///< per point
  Remarks reasons;   ///< by cells, point * equations + equation, from the first of the range
  Remarks warnings;  ///< likewise

 private:
  Remarks remarks_of(const Remarks& all, Tile tile) const;

  std::vector<std::size_t> sizes_;
  Tile range_;
  std::size_t equations_;
  mutable Mutex remarks_mutex_;
};

}  // namespace quflux::inline study
