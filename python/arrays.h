#pragma once

#include <memory>
#include <vector>

#include "python/bindings.h"

namespace quflux::python {

/// A NumPy array that owns the numbers; nothing is copied.
inline nb::object to_numpy(std::vector<double> numbers, const std::vector<std::size_t>& shape) {
  auto held = std::make_unique<std::vector<double>>(std::move(numbers));
  double* data = held->data();
  const nb::capsule owner(held.release(), [](void* p) noexcept {
    delete static_cast<std::vector<double>*>(p);  // NOLINT: the capsule owns it
  });
  return nb::cast(nb::ndarray<nb::numpy, double>(data, shape.size(), shape.data(), owner));
}

}  // namespace quflux::python
