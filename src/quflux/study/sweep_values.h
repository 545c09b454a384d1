#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "quflux/observable/observable.h"

namespace quflux::inline study {

/// All numbers of a sweep while it is computed. Each array of the layout has its own memory, in the
/// order of the result (point, equation, then the array's own dimensions), so that nothing is
/// copied in the end. Threads write different points.
class SweepValues {
 public:
  SweepValues(const std::vector<OutputArray>& layout, std::size_t points, std::size_t equations);

  std::size_t points() const { return finished.size(); }
  std::size_t equations() const { return equations_; }

  /// Where the numbers of an array of one equation go, from one point on.
  OutputColumn column(std::size_t array, std::size_t point, std::size_t equation) {
    const std::size_t size = sizes_[array];
    return {arrays[array].data() + (point * equations_ + equation) * size, equations_ * size};
  }

  /// Makes the outputs of an equation at a point NaN for this reason.
  void fail(std::size_t point, std::size_t equation, const std::string& reason);

  /// Says what is to be known about the outputs of an equation at a point.
  void warn(std::size_t point, std::size_t equation, const std::string& warning);

  std::vector<std::vector<double>> arrays;
  std::vector<char> finished;                   ///< per point
  std::map<std::size_t, std::string> reasons;   ///< by point * equations + equation
  std::map<std::size_t, std::string> warnings;  ///< likewise

 private:
  std::vector<std::size_t> sizes_;
  std::size_t equations_;
  std::mutex remarks_mutex_;
};

}  // namespace quflux::inline study
