// Baths that couple by exchange: the part of S that lowers a site gives energy, its adjoint takes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/eigenoperators.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/master_equation/universal_lindblad.h"
#include "quflux/model/check_model.h"
#include "quflux/numerics/eigenbasis.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

using testing::HasSubstr;

EquationOptions exchange_options() {
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  return options;
}

const EquationOptions kExchange = exchange_options();

Model two_spins(CouplingKind kind, double strength, double exponent, double hot = 0.9) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"b", TwoLevel{1.2}});
  add_coupling(model, {"", kind, {"a", "b"}, {}, strength});
  add_bath(model, {.name = "hot",
                   .sites = {"a"},
                   .temperature = hot,
                   .spectral_density = PowerLaw{0.03, exponent, 4}});
  add_bath(model, {.name = "cold",
                   .sites = {"b"},
                   .temperature = 0.4,
                   .spectral_density = PowerLaw{0.02, exponent, 4}});
  return model;
}

// Where H conserves the quanta, what lowers a site lowers the energy, and nothing is left to drop.
TEST(ExchangeBaths, AreThoseOfPositionWhereQuantaAreConserved) {
  const System system = to_system(two_spins(CouplingKind::exchange, 0.2, 1));
  for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular}) {
    const RealVector position = stationary_flows(system, equation);
    const RealVector exchange = stationary_flows(system, equation, kExchange);
    EXPECT_NEAR(exchange(0) / position(0), 1, 1e-12) << equation.name;
  }
}

// sum f(w,w') Gamma(w) [...] over the eigenoperators of L at w > 0 and over those of L^+ at w < 0.
Matrix by_definition(const System& system, const MasterEquation& equation, const Matrix& rho) {
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  Matrix change = Matrix::Zero(rho.rows(), rho.cols());
  const auto in_basis = [&](const Matrix& op) -> Matrix {
    return basis.vectors.adjoint() * op * basis.vectors;
  };
  const Matrix state = in_basis(rho);
  for (const SystemBath& bath : system.baths) {
    for (const double sign : {1.0, -1.0}) {
      const Matrix lowering = in_basis(*bath.lowering);
      const Eigenoperators parts =
          eigenoperators(basis.energies, sign > 0 ? lowering : Matrix(lowering.adjoint()), 1e-9);
      for (std::size_t k = 0; k < parts.size(); ++k) {
        const double w = parts.frequencies[k];
        if (sign * w <= 0) continue;
        for (std::size_t l = 0; l < parts.size(); ++l) {
          const double v = parts.frequencies[l];
          if (equation.name == kGlobal.name ? v != w : v * w <= 0) continue;
          const double half_rate = *transition_rate(bath.reservoir, w) / 2;
          const Matrix x = to_matrix(parts.part(k), rho.rows());
          const Matrix y = to_matrix(parts.part(l), rho.rows());
          const Matrix term = half_rate * (x * state * y.adjoint() - y.adjoint() * x * state);
          change += term + term.adjoint();
        }
      }
    }
  }
  return basis.vectors * change * basis.vectors.adjoint();
}

TEST(ExchangeBaths, ActByTheirDefinition) {
  const System system = to_system(two_spins(CouplingKind::position, 0.4, 3));
  Matrix rho = Matrix::Random(4, 4);
  rho = (rho + rho.adjoint()).eval();
  for (const MasterEquation& equation : {kGlobal, kPartialSecular}) {
    const Generator generator = make_generator(system, equation, kExchange);
    Matrix own = Matrix::Zero(4, 4);
    for (const Dissipator& dissipator : generator.dissipators) {
      own += dissipate(dissipator, to_energy_basis(generator, rho));
    }
    EXPECT_LE((from_energy_basis(generator, own) - by_definition(system, equation, rho)).norm(),
              1e-15)
        << equation.name;
    const Generator position = make_generator(system, equation);
    EXPECT_GT((superoperator(position) - superoperator(generator)).norm(), 1e-4);
  }
}

TEST(ExchangeBaths, ThermalizeAtOneTemperature) {
  const System system = to_system(two_spins(CouplingKind::position, 0.4, 3, 0.4));
  for (const MasterEquation& equation : {kGlobal, kPartialSecular}) {
    const Generator generator = make_generator(system, equation, kExchange);
    const Matrix state = steady_state(generator);
    const Matrix gibbs = [&] {
      const Eigenbasis basis = eigenbasis(system.hamiltonian);
      const RealVector weights = (-basis.energies.array() / 0.4).exp();
      return Matrix(basis.vectors * (weights / weights.sum()).asDiagonal() *
                    basis.vectors.adjoint());
    }();
    EXPECT_LE((state - gibbs).norm(), 1e-13) << equation.name;
    EXPECT_LE(energy_flows(generator, state).cwiseAbs().maxCoeff(), 1e-17);
  }
}

std::string refusal(const Model& model, const MasterEquation& equation, EquationOptions options) {
  options.bath_coupling = BathCoupling::exchange;
  try {
    make_generator(to_system(model), equation, options);
  } catch (const NoAnswer& error) {
    return error.what();
  }
  return "none";
}

TEST(ExchangeBaths, AreRefusedWhereTheyAreNotDefined) {
  const Model model = two_spins(CouplingKind::exchange, 0.2, 1);
  EXPECT_THAT(refusal(model, kRedfield, {}),
              HasSubstr("redfield is not known for baths with bath_coupling"));
  EXPECT_THAT(refusal(model, kUniversalLindblad, {}), HasSubstr("universal_lindblad is not known"));
  EquationOptions shifted;
  shifted.lamb_shift = true;
  EXPECT_THAT(refusal(model, kGlobal, shifted), HasSubstr("lamb_shift = false"));
  Model through_sz = model;
  through_sz.baths[0].site_operator = "sz";
  EXPECT_THAT(refusal(through_sz, kGlobal, {}), HasSubstr("does not couple through x"));
  // A drive connects every level with itself through sm.
  Model driven = model;
  add_coupling(driven, {"drive", CouplingKind::operators, {}, {{"a", "sx"}}, 0.1});
  EXPECT_THAT(refusal(driven, kGlobal, {}), HasSubstr("couples by exchange at zero frequency"));
}

}  // namespace
}  // namespace quflux::inline master_equation
