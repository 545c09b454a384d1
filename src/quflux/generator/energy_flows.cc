#include "quflux/generator/energy_flows.h"

#include "quflux/core/error.h"

namespace quflux::inline generator {

void find_energy_flows(const Generator& generator, const Matrix& state, RealVector& result) {
  const RealVector& energies = generator.energies;
  result.resize(static_cast<Eigen::Index>(generator.dissipators.size()));
  for (Eigen::Index j = 0; j < result.size(); ++j) {
    const Dissipator& dissipator = generator.dissipators[static_cast<std::size_t>(j)];
    double flow = 0;
    for_each_product(dissipator,
                     [&](const MatrixElement& a, const MatrixElement& b, Complex product) {
                       if (a.row != b.row) return;
                       const double gain = energies(b.row) - energies(b.column);
                       flow += gain * (product * state(a.column, b.column)).real();
                     });
    result(j) = 2 * flow;
  }
}

RealVector energy_flows(const Generator& generator, const Matrix& rho) {
  const Eigen::Index d = generator.energies.size();
  if (rho.rows() != d || rho.cols() != d) {
    throw NoAnswer(fmt::format("the density matrix is {} x {}, but the generator acts on {} x {}",
                               rho.rows(), rho.cols(), d, d));
  }
  RealVector flows;
  find_energy_flows(generator, to_energy_basis(generator, rho), flows);
  return flows;
}

}  // namespace quflux::inline generator
