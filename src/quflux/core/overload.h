#pragma once

namespace quflux::inline core {

/// One function object out of several, for std::visit.
template <class... Ts>
struct Overload : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overload(Ts...) -> Overload<Ts...>;  // Clang 14 does not deduce it

}  // namespace quflux::inline core
