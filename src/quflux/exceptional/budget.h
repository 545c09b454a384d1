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
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;
  Budget(Budget&&) = delete;
  Budget& operator=(Budget&&) = delete;
  ~Budget() = default;

  /// The family, with its matrices counted; not to outlive the budget.
  const UnitFamily& family() const { return family_; }

  /// Whether the search is to end: it cost too much or is told to stop.
  bool exhausted() const;

 private:
  UnitFamily family_;
  const std::atomic<bool>* stop_;
  std::size_t matrices_ = 0;
  double most_;
};

}  // namespace quflux::inline exceptional
