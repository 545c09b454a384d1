#include "quflux/method/hierarchy/bath_sums.h"

#include <utility>

namespace quflux::inline hierarchy {

BathSums::BathSums(std::span<const CorrelationFunction> baths, std::vector<double> frequencies)
    : baths_(baths), frequencies_(std::move(frequencies)) {}

const std::vector<ExponentialSum>& BathSums::of(std::size_t exponentials) {
  std::vector<ExponentialSum>& sums = sums_[exponentials];
  if (sums.empty()) {
    for (const CorrelationFunction& bath : baths_) {
      sums.push_back(bath.sum(exponentials, frequencies_));
    }
  }
  return sums;
}

std::size_t BathSums::modes(std::size_t exponentials) {
  std::size_t modes = 0;
  for (const ExponentialSum& sum : of(exponentials)) modes += sum.terms.size();
  return modes;
}

}  // namespace quflux::inline hierarchy
