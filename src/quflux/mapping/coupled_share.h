#pragma once

#include "quflux/model/model.h"

namespace quflux::inline mapping {

/// The strength with which a part of a bath's S = sum_k S_k stands in a coupling S_k x: a coupling
/// adds the adjoint of what is not Hermitian, and S has that among its parts already.
double coupled_share(const Model& model, const SiteOperator& part);

}  // namespace quflux::inline mapping
