#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <vector>

#include "quflux/bath/correlation.h"

namespace quflux::inline hierarchy {

/// The correlation functions of all baths as sums of exponentials, each number of them found once.
class BathSums {
 public:
  /// Refers to the correlation functions. `frequencies`: at which R(w) matters, ascending.
  BathSums(std::span<const CorrelationFunction> baths, std::vector<double> frequencies);

  /// So many exponentials a bath, or as many as it has.
  const std::vector<ExponentialSum>& of(std::size_t exponentials);
  /// Of all baths together.
  std::size_t modes(std::size_t exponentials);

 private:
  std::span<const CorrelationFunction> baths_;
  std::vector<double> frequencies_;
  std::map<std::size_t, std::vector<ExponentialSum>> sums_;
};

}  // namespace quflux::inline hierarchy
