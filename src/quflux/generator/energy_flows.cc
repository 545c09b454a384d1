#include "quflux/generator/energy_flows.h"

#include <vector>

#include "quflux/core/error.h"

namespace quflux::inline generator {

namespace {

// for_each_product() of elements in the same row.
template <class Real, class F>
void for_each_product_of_rows(const BasicDissipator<Real>& dissipator, Eigen::Index d, F&& f) {
  using Element = BasicMatrixElement<Real>;
  std::vector<std::vector<const Element*>> rows;
  for (const auto& term : dissipator.terms) {
    const auto as = dissipator.a(term);
    const auto bs = dissipator.b(term);
    if (as.size() * bs.size() < 64 * static_cast<std::size_t>(d)) {
      for_each_product<Real>(as, bs, [&](const Element& a, const Element& b, const auto& product) {
        if (a.row == b.row) f(a, b, product);
      });
      continue;
    }
    rows.assign(static_cast<std::size_t>(d), {});
    for (const Element& a : as) rows[static_cast<std::size_t>(a.row)].push_back(&a);
    for (const Element& b : bs) {
      for (const Element* a : rows[static_cast<std::size_t>(b.row)]) {
        f(*a, b, a->value * std::conj(b.value));
      }
    }
  }
}

}  // namespace

template <class Real>
void find_energy_flows(const BasicGenerator<Real>& generator, const BasicMatrix<Real>& state,
                       FlowSums<Real>& result) {
  const auto& energies = generator.energies;
  const auto baths = static_cast<Eigen::Index>(generator.dissipators.size());
  result.flows.resize(baths);
  result.sizes.resize(baths);
  result.most.resize(baths);
  for (Eigen::Index j = 0; j < baths; ++j) {
    Real flow = 0;
    double size = 0;
    double most = 0;
    for_each_product_of_rows(generator.dissipators[static_cast<std::size_t>(j)], energies.size(),
                             [&](const auto& a, const auto& b, const std::complex<Real>& product) {
                               const Real gain = energies(b.row) - energies(b.column);
                               const Real term =
                                   gain * (product * state(a.column, b.column)).real();
                               flow += term;
                               size += std::abs(to_double(term));
                               most += std::abs(to_double(gain)) * magnitude(product);
                             });
    result.flows(j) = Real(2) * flow;
    result.sizes(j) = 2 * size;
    result.most(j) = 2 * most;
  }
}

template void find_energy_flows(const BasicGenerator<double>&, const Matrix&, FlowSums<double>&);
template void find_energy_flows(const BasicGenerator<DoubleDouble>&,
                                const BasicMatrix<DoubleDouble>&, FlowSums<DoubleDouble>&);

RealVector energy_flows(const Generator& generator, const Matrix& rho) {
  const Eigen::Index d = generator.energies.size();
  if (rho.rows() != d || rho.cols() != d) {
    throw NoAnswer(fmt::format("the density matrix is {} x {}, but the generator acts on {} x {}",
                               rho.rows(), rho.cols(), d, d));
  }
  FlowSums<double> sums;
  find_energy_flows(generator, to_energy_basis(generator, rho), sums);
  return sums.flows;
}

}  // namespace quflux::inline generator
