#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include <Eigen/LU>

#include "quflux/bath/correlation.h"
#include "quflux/core/matrix.h"
#include "quflux/method/hierarchy/auxiliary_operators.h"
#include "quflux/method/hierarchy/coupling.h"
#include "quflux/road/relaxation_kind.h"

namespace quflux::inline hierarchy {

/// Elements of an operator in a sector, at most: half of those of 16 states, eight of
/// each parity.
inline constexpr int kLargestSector = 128;

/// The exponentials and auxiliary operators of a hierarchy, which stay as they are while the
/// Hamiltonian changes.
struct HierarchyFrame {
  HierarchyFrame(std::span<const ExponentialSum> baths, std::size_t depth);

  struct Term {
    Complex rate;   ///< nu_k
    double up;      ///< s_k
    Complex left;   ///< a_k/s_k
    Complex right;  ///< b_k/s_k
  };
  std::vector<Term> terms;
  std::vector<std::size_t> begins;  ///< of the terms of each bath, and the end
  AuxiliaryOperators operators;
  std::vector<Complex> damping;  ///< -sum_k n_k nu_k by operator
};

/// A Hamiltonian, continued to complex values of its parameters, and couplings to baths of states
/// with parities.
struct SectorSystem {
  Matrix hamiltonian;
  std::vector<Matrix> couplings;
  std::vector<int> parities;
};

/// Half of the hierarchical equations of motion, Eq. (62), of a system with parities: the tiers of
/// a sector have, by turns, the elements of an operator between states of one parity and those
/// between states of different ones. H is the same on both sides of rho, also where it is complex:
/// the generator is analytic in the parameters of H.
///
/// A vector x holds the operators one behind the other, each the elements of its sector in the
/// eigenbasis of H.
class SectorHierarchy {
 public:
  /// Throws NoAnswer where H has lost an eigenvector.
  SectorHierarchy(std::shared_ptr<const HierarchyFrame> frame, const SectorSystem& system,
                  RelaxationKind kind);

  const HierarchyFrame& frame() const { return *frame_; }
  Eigen::Index size() const { return size_; }
  /// Elements of an operator of tier t.
  Eigen::Index width(std::size_t tier) const;
  /// Where operator n of tier t begins.
  Eigen::Index begin(std::size_t tier, std::size_t n) const;

  /// y = L x.
  void apply(const Vector& x, Vector& y) const;
  /// What the neighbours of operator n of tier t give to it.
  void find(Tiers tiers, std::size_t tier, std::size_t n, const Vector& x,
            Eigen::Ref<Vector> out) const;
  /// -i(E_a - E_b) of the elements of tier t.
  const Vector& turning(std::size_t tier) const { return turning_[type(tier)]; }
  /// Makes of the elements of tier 0 those in the basis of the model.
  const Matrix& to_model() const { return to_model_; }

 private:
  struct Element {
    Eigen::Index row;
    Eigen::Index column;
    Complex value;
  };
  using Sparse = std::vector<Element>;
  // -i S x, i x S and -i [S, x] of elements of one type.
  struct Products {
    Sparse left;
    Sparse right;
    Sparse both;
  };

  std::size_t type(std::size_t tier) const { return (first_type_ + tier) % 2; }
  // On the stack: there are millions of them.
  using Elements = Eigen::Matrix<Complex, Eigen::Dynamic, 1, Eigen::ColMajor, kLargestSector, 1>;
  static void add(const Sparse& product, const Elements& x, Eigen::Ref<Vector> out);

  std::shared_ptr<const HierarchyFrame> frame_;
  std::size_t first_type_;  // 0: elements between equal parities, 1: between different ones
  Eigen::Index size_ = 0;
  std::vector<double> roots_;
  std::vector<Eigen::Index> begins_;               // of tiers
  std::array<Eigen::Index, 2> widths_{};           // by type
  std::array<Vector, 2> turning_;                  // by type
  std::array<std::vector<Products>, 2> products_;  // by the type of x, and bath
  Matrix to_model_;
};

/// A SectorHierarchy's L - z with its preconditioner, as in SweptHierarchy:
///
///   (D + U)^-1 (L - z) (D + L)^-1 D.
class SweptSector {
 public:
  /// Refers to the hierarchy, which has a tier besides the density matrix.
  SweptSector(const SectorHierarchy& hierarchy, Complex shift);

  void apply(const Vector& v, Vector& result);
  /// (D + U)^-1 b.
  Vector source(const Vector& b);
  /// x = (D + L)^-1 D v.
  Vector state(const Vector& v);

  /// The equation of tier 0 that tier 1 leaves when it is eliminated, less z.
  const Matrix& second_order() const { return second_order_; }

 private:
  void find_state(const Vector& v);
  void sweep_down();
  template <class Work>
  void for_each(std::size_t tier, const Work& work) const;

  const SectorHierarchy& hierarchy_;
  Vector inverse_;  // of D, element by element
  Matrix dissipator_;
  Matrix second_order_;
  Eigen::PartialPivLU<Matrix> solver_;
  Vector x_;
  Vector y_;
};

}  // namespace quflux::inline hierarchy
