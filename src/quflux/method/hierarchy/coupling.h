#pragma once

#include <cstddef>

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// Which of the neighbours of a tier are meant.
enum class Tiers { above, below, both };

/// What the auxiliary operators of a hierarchy give to their neighbours, the sums of Eq. (62) with
/// sigma_{n+k} and sigma_{n-k}. Refers to the hierarchy.
class Coupling {
 public:
  /// Of which x: `conjugate` ones have sigma of a partner equal to sigma^+, as those of density
  /// matrices do, and only the first of two partners is found.
  enum class Of { any, conjugate };

  /// `even`: of x that begin with a density matrix that has no elements between states of different
  /// parities, and alternate from tier to tier then; where the states have none, it says nothing.
  Coupling(const Hierarchy& hierarchy, Of of, bool even = false);

  /// What sigma_n gets, written into `out`.
  void find(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
            Eigen::Ref<Vector> out) const;

  /// Whether an operator is found.
  bool finds(std::size_t n) const { return of_ == Of::any || hierarchy_.operators.partner(n) >= n; }

 private:
  template <int Dimension>
  void find_of(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
               Eigen::Ref<Vector> out) const;

  template <int Half>
  void find_half(Tiers tiers, std::size_t n, const Eigen::Ref<const Vector>& x,
                 Eigen::Ref<Vector> out) const;

  const Hierarchy& hierarchy_;
  Of of_;
  bool halves_;                           // only elements of one kind in each tier
  std::vector<double> roots_;             // sqrt(0), sqrt(1), ...
  std::vector<std::size_t> mode_begins_;  // by bath, and the end
  std::vector<Complex> left_;             // a_k/s_k
  std::vector<Complex> right_;            // b_k/s_k
};

}  // namespace quflux::inline hierarchy
