#include "quflux/mapping/coupled_share.h"

#include "quflux/hilbert/site_operators.h"

namespace quflux::inline mapping {

double coupled_share(const Model& model, const SiteOperator& part) {
  const Matrix op = site_operator(model.sites[site_index(model, part.site, "a bath")], part.name);
  return op == op.adjoint() ? 1 : 0.5;
}

}  // namespace quflux::inline mapping
