#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <Eigen/Core>

namespace quflux::inline solve {

/// Memory for problems of different sizes that come again: one T(size) for each size, made when it
/// is asked for first.
template <class T>
class BySize {
 public:
  T& operator()(std::size_t size) {
    if (all_.size() <= size) all_.resize(size + 1);
    if (!all_[size]) all_[size] = std::make_unique<T>(static_cast<Eigen::Index>(size));
    return *all_[size];
  }

 private:
  std::vector<std::unique_ptr<T>> all_;
};

}  // namespace quflux::inline solve
