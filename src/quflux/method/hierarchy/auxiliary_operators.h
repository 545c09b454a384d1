#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace quflux::inline hierarchy {

/// How many auxiliary operators a hierarchy of so many modes and tiers has:
/// (modes + depth)!/(modes! depth!).
double auxiliary_operator_count(std::size_t modes, std::size_t depth);

/// The numbers n = (n_1, n_2, ...) of the auxiliary operators of a hierarchy, which say how often
/// each mode is excited: all with n_1 + n_2 + ... <= depth, tier after tier, a tier being all of
/// one sum. Operator 0 is the density matrix, and operator 1 + k has n_k = 1.
class AuxiliaryOperators {
 public:
  static constexpr std::int32_t kNone = -1;

  /// `partners`: of each mode the one that it becomes where rho is conjugated, see
  /// Exponential::partner.
  AuxiliaryOperators(std::size_t depth, std::vector<std::size_t> partners);

  std::size_t modes() const { return partners_.size(); }
  std::size_t depth() const { return begins_.size() - 2; }
  std::size_t count() const { return begins_.back(); }
  /// Where tier t begins; tier depth() + 1 begins at the end.
  std::size_t tier(std::size_t t) const { return begins_[t]; }

  /// n_k of operator n, for all k.
  std::span<const std::uint8_t> numbers(std::size_t n) const {
    return std::span(numbers_).subspan(n * modes(), modes());
  }
  /// Those with n_k + 1 in the place of n_k, for all k; kNone beyond the last tier.
  std::span<const std::int32_t> above(std::size_t n) const {
    return std::span(above_).subspan(n * modes(), modes());
  }
  /// Those with n_k - 1, likewise; kNone where n_k = 0.
  std::span<const std::int32_t> below(std::size_t n) const {
    return std::span(below_).subspan(n * modes(), modes());
  }
  /// The one whose sigma is sigma_n^+.
  std::size_t partner(std::size_t n) const { return partner_of_[n]; }

 private:
  std::vector<std::size_t> partners_;
  std::vector<std::size_t> begins_;
  std::vector<std::uint8_t> numbers_;
  std::vector<std::int32_t> above_;
  std::vector<std::int32_t> below_;
  std::vector<std::size_t> partner_of_;
};

}  // namespace quflux::inline hierarchy
