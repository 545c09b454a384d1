#pragma once

#include <cstddef>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/solve/sectors.h"

namespace quflux::inline solve {

/// What the sectors of a generator share: its terms, cut into the blocks that lead a class of
/// states to a class,
///
///   L[rho] = sum over terms of (A rho B^+ + B rho A^+) - K rho - rho K^+,   K = sum B^+ A + i H.
///
/// Scalar is double where all A and B are real, and Complex otherwise.
template <class Scalar>
struct SectorFactors {
  using Block = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

  /// One term from a class to a class, on the rows and columns that hold elements.
  struct Lead {
    std::size_t term;  ///< of all dissipators
    Eigen::Index from;
    Eigen::Index to;
    std::vector<Eigen::Index> rows;     ///< places in the class `to`
    std::vector<Eigen::Index> columns;  ///< places in the class `from`
    Block a;
    Block b;
  };

  SectorFactors(const Generator& generator, const StateClasses& classes);

  StateClasses classes;
  RealVector energies;
  std::vector<std::vector<Lead>> leads;  ///< from each class, by their terms
  std::vector<Block> escapes;            ///< sum of B^+ A in each class
  /// What L keeps of each rho_ab: the elements on its diagonal.
  Matrix own;
  /// No eigenvalue is farther than this from one of -i (E_a - E_b) of its sector: a bound of the
  /// norm of all dissipators together.
  double largest_change = 0;
};

/// L itself, or its adjoint L^+ for the product Tr x^+ y of two matrices.
enum class Acting { forward, adjoint };

/// A generator on one of its sectors. x holds the blocks rho_ij of the sector's pairs of classes
/// one behind the other, each by its columns. The factors must outlive it.
template <class Scalar>
class SectorGenerator {
 public:
  /// rho_ab of the sector: its pair of classes, and places in both.
  struct Element {
    std::size_t pair;
    Eigen::Index row;
    Eigen::Index column;
  };

  SectorGenerator(const SectorFactors<Scalar>& factors, const Sector& sector);

  Eigen::Index size() const { return begins_.back(); }
  /// The one that is x(k).
  Element element(Eigen::Index k) const;
  double frequency(const Element& e) const;  ///< E_a - E_b
  Complex own(const Element& e) const;       ///< what L keeps of it

  /// y = L x, or L^+ x, of each column.
  void apply(const Matrix& x, Acting acting, Matrix& y) const;
  /// L among some of the numbers of x, as a matrix.
  Matrix among(const std::vector<Eigen::Index>& numbers) const;
  /// The matrix of x in the energy basis.
  Matrix state(const Eigen::Ref<const Vector>& x) const;

 private:
  using Lead = typename SectorFactors<Scalar>::Lead;
  using Block = typename SectorFactors<Scalar>::Block;

  // One term from a pair of classes to another.
  struct Jump {
    std::size_t from;
    std::size_t to;
    const Lead* left;
    const Lead* right;
  };

  Eigen::Index rows(std::size_t pair) const { return members(sector_.pairs[pair].row); }
  Eigen::Index columns(std::size_t pair) const { return members(sector_.pairs[pair].column); }
  Eigen::Index members(Eigen::Index c) const {
    return static_cast<Eigen::Index>(factors_.classes.members[static_cast<std::size_t>(c)].size());
  }
  Eigen::Index state_of(Eigen::Index c, Eigen::Index place) const {
    const auto& of = factors_.classes.members[static_cast<std::size_t>(c)];
    return of[static_cast<std::size_t>(place)];
  }
  void apply_to_one(const Complex* x, Acting acting, Complex* y) const;
  void add_jump(const Jump& jump, Acting acting, const Complex* x, Complex* y) const;
  void add_escape(std::size_t pair, Acting acting, const Complex* x, Complex* y) const;

  const SectorFactors<Scalar>& factors_;
  Sector sector_;
  std::vector<Eigen::Index> begins_;  // of the blocks in x, and the end
  std::vector<Jump> jumps_;
};

extern template struct SectorFactors<double>;
extern template struct SectorFactors<Complex>;
extern template class SectorGenerator<double>;
extern template class SectorGenerator<Complex>;

}  // namespace quflux::inline solve
