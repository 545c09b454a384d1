#include "quflux/study/superoperators.h"

#include <algorithm>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"

namespace quflux::inline study {

namespace {

using Eigen::Index;

Generator generator_of(const Model& model, const Equation& equation) {
  if (!equation.kind.master_equation) {
    throw Error(fmt::format("'{}' is no equation for a density matrix, which has a Liouvillian",
                            equation.label));
  }
  return make_generator(to_system(model), *equation.kind.master_equation,
                        equation_options(equation.options));
}

// (V^* (x) V) m (V^* (x) V)^+, V the basis: a superoperator of the energy basis in that of the
// model. Each column is vec of a matrix x, of which (V^* (x) V) makes vec(V x V^+).
Matrix in_basis_of_model(const Generator& generator, const Matrix& m) {
  const Matrix& v = generator.basis;
  const Index d = v.rows();
  const auto rotate_columns = [&](const Matrix& from) {
    Matrix to(from.rows(), from.cols());
    for (Index k = 0; k < from.cols(); ++k) {
      to.col(k) = (v * from.col(k).reshaped(d, d) * v.adjoint()).reshaped();
    }
    return to;
  };
  return rotate_columns(rotate_columns(m).adjoint()).adjoint();
}

}  // namespace

Matrix liouvillian(const Model& model, const Equation& equation) {
  const Generator generator = generator_of(model, equation);
  return in_basis_of_model(generator, superoperator(generator));
}

Matrix dissipator(const Model& model, const std::string& bath, const Equation& equation) {
  const Generator generator = generator_of(model, equation);
  const auto found = std::ranges::find(generator.dissipators, bath, &Dissipator::bath);
  if (found == generator.dissipators.end()) {
    throw Error(fmt::format("there is no bath '{}'; there are {}", bath,
                            fmt::join(flow_names(model), ", ")));
  }
  const Generator alone{RealVector::Zero(generator.energies.size()), generator.basis, {*found}};
  return in_basis_of_model(alone, superoperator(alone));
}

}  // namespace quflux::inline study
