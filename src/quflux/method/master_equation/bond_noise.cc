#include "quflux/method/master_equation/bond_noise.h"

#include <algorithm>
#include <set>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/regression.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

namespace {

std::set<std::string> sites_of(const Coupling& coupling) {
  std::set<std::string> sites(coupling.sites.begin(), coupling.sites.end());
  for (const SiteOperator& factor : coupling.operators) sites.insert(factor.site);
  return sites;
}

// The sites of a coupling, in the order of the file.
std::pair<std::string, std::string> ends_of(const Coupling& coupling) {
  if (coupling.kind != CouplingKind::operators) return {coupling.sites[0], coupling.sites[1]};
  const std::string& first = coupling.operators.front().site;
  const auto second = std::ranges::find_if(
      coupling.operators, [&](const SiteOperator& factor) { return factor.site != first; });
  return {first, second->site};
}

// What is connected to a site by couplings other than those of two sites alone.
std::set<std::string> part_behind(const Model& model, const std::string& site,
                                  const std::set<std::string>& bond) {
  std::set<std::string> part{site};
  bool grown = true;
  while (grown) {
    grown = false;
    for (const Coupling& coupling : model.couplings) {
      const std::set<std::string> sites = sites_of(coupling);
      if (sites == bond ||
          std::ranges::none_of(sites, [&](const std::string& s) { return part.contains(s); })) {
        continue;
      }
      for (const std::string& s : sites) grown = part.insert(s).second || grown;
    }
  }
  return part;
}

// Of the couplings alone whose sites are `kept`.
template <class Kept>
Matrix hamiltonian_of_couplings(const Model& model, const Kept& kept) {
  Model with = model;
  std::erase_if(with.couplings, [&](const Coupling& c) { return !kept(sites_of(c)); });
  Model without = model;
  without.couplings.clear();
  return to_system(with).hamiltonian - to_system(without).hamiltonian;
}

Matrix hamiltonian_of_sites(const Model& model, const std::set<std::string>& part) {
  const HilbertSpace space = hilbert_space(model);
  Matrix sum = Matrix::Zero(dimension(model), dimension(model));
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    if (!part.contains(model.sites[i].name)) continue;
    sum += embed(space, static_cast<Eigen::Index>(i), own_hamiltonian(model, model.sites[i]));
  }
  return sum;
}

}  // namespace

std::string bond_obstacle(const Model& model, std::size_t coupling) {
  const std::set<std::string> bond = sites_of(model.couplings[coupling]);
  if (bond.size() != 2) return "energy flows through a coupling of two sites alone";
  const auto [first, second] = ends_of(model.couplings[coupling]);
  if (!part_behind(model, first, bond).contains(second)) return "";
  return fmt::format(
      "'{}' and '{}' are connected by other couplings, too; the flow through a bond is known where "
      "it parts the model in two",
      first, second);
}

Matrix bond_current(const Model& model, std::size_t coupling) {
  const std::set<std::string> bond = sites_of(model.couplings[coupling]);
  const std::set<std::string> part =
      part_behind(model, ends_of(model.couplings[coupling]).first, bond);
  const auto within = [&](const std::set<std::string>& sites) {
    return sites.size() > 1 &&
           std::ranges::all_of(sites, [&](const std::string& s) { return part.contains(s); });
  };
  const Matrix own = hamiltonian_of_sites(model, part) + hamiltonian_of_couplings(model, within);
  const Matrix across = hamiltonian_of_couplings(
      model, [&](const std::set<std::string>& sites) { return sites == bond; });
  return Complex(0, 1) * (own * across - across * own);
}

RealVector bond_noise(const Model& model, const MasterEquation& equation,
                      const EquationOptions& options, std::size_t coupling,
                      std::span<const double> frequencies) {
  const Generator generator = make_generator(to_system(model), equation, options);
  const Matrix current = to_energy_basis(generator, bond_current(model, coupling));
  SteadyStateSolver solver;
  const Matrix& rho = solver.solve(generator);
  const double mean = current.cwiseProduct(rho.transpose()).sum().real();
  const Matrix moved = current * rho;
  const Matrix deviation = (moved + moved.adjoint()) / 2 - mean * rho;
  const Matrix seen = current.transpose();
  const Vector half = one_sided_spectrum(linear_generator(generator), seen.reshaped(),
                                         deviation.reshaped(), rho.reshaped(), frequencies);
  return 2 * half.real();
}

}  // namespace quflux::inline master_equation
