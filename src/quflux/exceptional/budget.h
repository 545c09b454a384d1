#pragma once

#include <atomic>
#include <cstddef>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/unit_family.h"

namespace quflux::inline exceptional {

/// What a search may cost, in matrices of the family: about the same time for all sizes.
class Budget {
 public:
  Budget(const UnitFamily& family, Eigen::Index size, const SearchOptions& options);
  /// Whether the search is to end: it cost too much or is told to stop.
  bool exhausted() const;

 private:
  std::shared_ptr<const std::size_t> asked_;
  const std::atomic<bool>* stop_;
  double most_;
};

}  // namespace quflux::inline exceptional
