#pragma once

#include <memory>
#include <string_view>

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/model.h"

namespace quflux::inline master_equation {

/// Whether all sites have a number operator n.
bool has_occupations(const Model& model);

/// Throws Error when the model has no number at this path that it may be differentiated by.
void require_differentiable(const Model& model, std::string_view path);

/// The derivatives of flows and occupations of the stationary state of a master equation with
/// respect to the numbers of a model, exactly, Eqs. (78) to (83). One state and one adjoint
/// equation for each output, with the same factors, are all that is solved, for however many
/// numbers.
class Response {
 public:
  enum class Of { flows, flows_and_occupations };

  /// Throws NoAnswer as steady_state(), and above kLargestDimension.
  Response(const Model& model, const MasterEquation& equation, const EquationOptions& options,
           Of what = Of::flows_and_occupations);
  ~Response();
  Response(Response&&) noexcept;
  Response& operator=(Response&&) noexcept;

  static constexpr Eigen::Index kLargestDimension = 64;

  /// J_j of baths and channels, then <n_i> of sites where they are asked for and has_occupations().
  const RealVector& outputs() const;
  /// Their derivatives by the number at this path, see parameter(). Throws Error where the number
  /// is a count of levels, and NoAnswer where outputs have no derivative or it is not known.
  RealVector slopes(std::string_view path) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quflux::inline master_equation
