#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "quflux/generator/generator.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/system.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline master_equation {

/// make_generator() of one system after another, in the same memory. What is the same as in the
/// system before is kept: the eigenbasis and the eigenoperators while H and the S_j stay, however
/// temperatures and spectral densities change.
class GeneratorBuilder {
 public:
  /// Valid until the next call. Throws Error as make_generator().
  const Generator& build(const System& system, const MasterEquation& equation,
                         const EquationOptions& options = {});

 private:
  // The eigenoperators of a bath, and of what.
  struct Parts {
    std::size_t basis_version = 0;
    double tolerance = -1;
    Matrix coupling_operator;
    Eigenoperators eigenoperators;
  };

  const Eigenoperators& parts_of(std::size_t slot, const Matrix& op, bool local, double tolerance);
  void add_bath(const SystemBath& bath, std::size_t slot, const MasterEquation& equation,
                const EquationOptions& options, Dissipator& dissipator);
  void add_exchange(const SystemBath& bath, std::size_t slot, const Matrix& op, int sign,
                    const MasterEquation& equation, const EquationOptions& options,
                    Dissipator& dissipator);
  void add_terms(const Eigenoperators& parts, const MasterEquation& equation,
                 const EquationOptions& options, Dissipator& dissipator);
  void set_lindblad(const SystemLindblad& channel, Dissipator& dissipator);
  void rotate_from_bare_basis(const Eigenoperators& parts, Dissipator& dissipator);

  EigenbasisSolver dressed_;
  EigenbasisSolver bare_;
  // The bare ones, those grouped by degeneracy_tolerance and those by rounding; two a bath, of its
  // operator or of the parts of it that lower and raise.
  std::array<std::vector<Parts>, 3> parts_;
  std::vector<std::optional<double>> rates_;
  std::vector<Complex> half_rates_;
  std::vector<std::size_t> begins_;  // of the parts in the dissipator
  Matrix rotation_;                  // from the bare basis to that of H
  Matrix work1_;
  Matrix work2_;
  std::size_t generator_version_ = 0;
  Generator generator_;
};

}  // namespace quflux::inline master_equation
