#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <type_traits>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/system.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/numerics/refine_eigenbasis.h"

namespace quflux::inline master_equation {

/// make_generator() of one system after another, in the same memory. What is the same as in the
/// system before is kept: the eigenbasis and the eigenoperators while H and the S_j stay, however
/// temperatures and spectral densities change. Real is the precision, double or DoubleDouble.
template <class Real>
class BasicGeneratorBuilder {
 public:
  /// Valid until the next call. Throws Error as make_generator().
  const BasicGenerator<Real>& build(const System& system, const MasterEquation& equation,
                                    const EquationOptions& options = {});

 private:
  using BasisSolver =
      std::conditional_t<std::is_same_v<Real, double>, EigenbasisSolver, PreciseEigenbasisSolver>;
  using Scalar = std::complex<Real>;

  // The eigenoperators of a bath, and of what.
  struct Parts {
    std::size_t basis_version = 0;
    double tolerance = -1;
    Matrix coupling_operator;
    BasicEigenoperators<Real> eigenoperators;
  };

  const BasicEigenoperators<Real>& parts_of(std::size_t slot, const Matrix& op, bool local,
                                            double tolerance);
  void add_bath(const SystemBath& bath, std::size_t slot, const MasterEquation& equation,
                const EquationOptions& options, BasicDissipator<Real>& dissipator);
  void add_exchange(const SystemBath& bath, std::size_t slot, const Matrix& op, int sign,
                    const MasterEquation& equation, const EquationOptions& options,
                    BasicDissipator<Real>& dissipator);
  void add_terms(const BasicEigenoperators<Real>& parts, const MasterEquation& equation,
                 const EquationOptions& options, BasicDissipator<Real>& dissipator);
  void set_lindblad(const SystemLindblad& channel, BasicDissipator<Real>& dissipator);
  void rotate_from_bare_basis(const BasicEigenoperators<Real>& parts,
                              BasicDissipator<Real>& dissipator);

  BasisSolver dressed_;
  BasisSolver bare_;
  // The bare ones, those grouped by degeneracy_tolerance and those by rounding; two a bath, of its
  // operator or of the parts of it that lower and raise.
  std::array<std::vector<Parts>, 3> parts_;
  std::vector<std::optional<Real>> rates_;
  std::vector<Scalar> half_rates_;
  std::vector<std::size_t> begins_;  // of the parts in the dissipator
  BasicMatrix<Real> rotation_;       // from the bare basis to that of H
  BasicMatrix<Real> work1_;
  BasicMatrix<Real> work2_;
  std::size_t generator_version_ = 0;
  BasicGenerator<Real> generator_;
};

extern template class BasicGeneratorBuilder<double>;
extern template class BasicGeneratorBuilder<DoubleDouble>;

using GeneratorBuilder = BasicGeneratorBuilder<double>;

}  // namespace quflux::inline master_equation
