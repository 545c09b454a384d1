#include "quflux/method/network/master_equation.h"

#include <map>
#include <numbers>
#include <random>
#include <unsupported/Eigen/KroneckerProduct>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/network/density_matrix_testing.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/self_energy.h"
#include "quflux/method/network/testing.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline network {
namespace {

using chain_testing::BathSpec;
using chain_testing::chain_model;
using chain_testing::density_matrix_state;

constexpr std::array kClosed{NetworkEquation::local, NetworkEquation::partial_secular,
                             NetworkEquation::global};

double relative_error(const RealVector& a, const RealVector& b) {
  return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

// A case of chain.json.
Model reference_model(const nlohmann::json& c) {
  std::vector<BathSpec> baths;
  for (const auto& b : c["baths"]) {
    baths.push_back({{b["site"].get<std::size_t>()},
                     b["T"].get<double>(),
                     PowerLaw{b["c"].get<double>(), b["n"].get<double>()}});
  }
  return chain_model(c["omega"].get<std::vector<double>>(), CouplingKind::exchange,
                     c["coupling"].get<std::vector<double>>(), baths);
}

TEST(Chain, Reference) {
  const nlohmann::json data = test_data("chain.json");
  for (const auto& c : data["cases"]) {
    const Model model = reference_model(c);
    for (const NetworkEquation equation : kClosed) {
      const auto& expected = c["results"][std::string(name(equation))];
      const NetworkState state = stationary_state(require_network(model), equation);
      const auto j = expected["J"].get<std::vector<double>>();
      const auto n = expected["occupations"].get<std::vector<double>>();
      const RealVector flows = RealVector::Map(j.data(), static_cast<Eigen::Index>(j.size()));
      const RealVector occupations = RealVector::Map(n.data(), static_cast<Eigen::Index>(n.size()));
      EXPECT_LE(relative_error(state.flows, flows), 1e-9)
          << "N = " << n.size() << ", " << name(equation);
      // Rounding of the largest terms, rates times energies of order 0.01.
      EXPECT_LE(std::abs(state.flows.sum()), 1e-15) << "N = " << n.size() << ", " << name(equation);
      // The disordered chain of 64 sites has a mode that decays at 3e-21. Double precision says
      // nothing about its occupation in local and partial_secular, nor did it where the reference
      // was made; see SlowModes for the global equation.
      if (n.size() == 64 && n.front() < 0.01) {
        EXPECT_EQ(state.occupations.hasNaN(), equation != NetworkEquation::global);
        continue;
      }
      EXPECT_LE(relative_error(state.occupations, occupations), 1e-9)
          << "N = " << n.size() << ", " << name(equation);
    }
  }
}

TEST(Chain, SlowModes) {
  // Sites 0, 19, 32, 63 of the disordered chain of 64, global, in 60-digit arithmetic.
  const nlohmann::json c = test_data("chain.json")["cases"][4];
  const Model model = reference_model(c);
  const NetworkState state = stationary_state(require_network(model), NetworkEquation::global);
  EXPECT_NEAR(state.occupations(0), 0.007074071105064539, 1e-13);
  EXPECT_NEAR(state.occupations(19), 0.029387775419685472, 1e-13);
  EXPECT_NEAR(state.occupations(32), 0.07142853339641923, 1e-13);
  EXPECT_NEAR(state.occupations(63), 0.11327829211677981, 1e-13);
}

void expect_same(const Model& model, NetworkEquation equation, const EquationOptions& options,
                 double tolerance) {
  const NetworkState closed = stationary_state(require_network(model), equation, options);
  const NetworkState dense = density_matrix_state(model, equation, options);
  EXPECT_LE(relative_error(closed.flows, dense.flows), tolerance)
      << name(equation) << ": " << closed.flows.transpose() << " against "
      << dense.flows.transpose();
  EXPECT_LE(relative_error(closed.occupations, dense.occupations), tolerance)
      << name(equation) << ": " << closed.occupations.transpose() << " against "
      << dense.occupations.transpose();
}

TEST(Chain, AtomsAgreeWithTheDensityMatrix) {
  const std::vector<double> frequencies{1.0, 1.05, 0.95, 1.02, 0.99};
  const std::vector<double> couplings{0.04, 0.03, 0.05, 0.02};
  EquationOptions shifted;
  shifted.lamb_shift = true;
  EquationOptions cut;
  cut.secular_cutoff = 0.05;
  for (const std::size_t n : {3U, 4U, 5U}) {
    const Model model =
        chain_model({frequencies.begin(), frequencies.begin() + static_cast<std::ptrdiff_t>(n)},
                    CouplingKind::exchange,
                    {couplings.begin(), couplings.begin() + static_cast<std::ptrdiff_t>(n) - 1},
                    {{{0}, 0.2, PowerLaw{0.02, 1, 4}}, {{n - 1}, 0.5, Drude{0.03, 6}}});
    for (const NetworkEquation equation : kClosed) {
      expect_same(model, equation, {}, 1e-11);
      if (n == 3) expect_same(model, equation, shifted, 1e-9);  // the accuracy of the shifts
    }
    if (n == 3) expect_same(model, NetworkEquation::partial_secular, cut, 1e-11);
  }
}

TEST(Chain, DegenerateModesShareAProjector) {
  // Two chains that are not coupled, with the same modes.
  Model model = chain_model({1, 1, 1, 1}, CouplingKind::exchange, {0.05, 0, 0.05},
                            {{{0}, 0.2, PowerLaw{0.02, 1}}, {{3}, 0.5, PowerLaw{0.02, 1}}});
  model.couplings.erase(model.couplings.begin() + 1);
  for (const NetworkEquation equation : kClosed) {
    const NetworkState state = stationary_state(require_network(model), equation);
    EXPECT_LE(state.flows.cwiseAbs().maxCoeff(), 1e-16) << name(equation);
    EXPECT_NEAR(state.occupations(0), state.occupations(1), 0.01);
    EXPECT_GT(state.occupations(3), 10 * state.occupations(0));
  }
}

TEST(Oscillators, AgreeWithTheDensityMatrix) {
  // Splitting and rates are of the same order, so that the shifts change flows by a quarter. Four
  // levels at T <= 0.12 leave exp(-4/0.12) = 3e-15 of the population outside, and exp(-3/0.12) =
  // 1e-11 of the excited one. The Lamb shift of the highest level is another one where the ladder
  // ends, and in Redfield it squeezes: that costs 1e-7 of the flows and 1.5e-6 of the occupations,
  // and 500 times less of these with one level more.
  const PowerLaw ohmic{2e-4, 1, 4};
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    SCOPED_TRACE(kind == CouplingKind::exchange ? "exchange" : "position");
    const Model model = chain_model({1.0, 1.0002}, kind, {2e-4},
                                    {{{0}, 0.08, ohmic}, {{1}, 0.12, Drude{3e-4, 5}}}, 4);
    for (const NetworkEquation equation : kNetworkEquations) {
      for (const bool lamb_shift : {false, true}) {
        EquationOptions options;
        options.lamb_shift = lamb_shift;
        expect_same(model, equation, options, lamb_shift ? 2e-6 : 2e-8);
      }
    }
  }
}

// The stationary flows and occupations of oscillators whose baths couple by A^+ B + A B^+, A = a of
// one site each, from the density matrix by the definition: with S = A and S = A^+, which have
// rates of their own,
//   L[rho] = sum over S and pairs that the equation keeps of
//     Gamma(w) [S(w) rho S(w')^+ - S(w')^+ S(w) rho] + h.c.
class ExchangeReference {
 public:
  ExchangeReference(const Model& model, NetworkEquation equation, bool lamb_shift)
      : model_(model), equation_(equation), lamb_shift_(lamb_shift) {}

  NetworkState state() const {
    const Eigen::SelfAdjointEigenSolver<Matrix> h(to_system(model_).hamiltonian);
    const RealVector& e = h.eigenvalues();
    const Eigen::Index d = e.size();
    const Matrix diagonal = e.cast<Complex>().asDiagonal();
    Matrix total = Complex(0, -1) * (left(diagonal) - right(diagonal));
    std::vector<Matrix> parts;
    for (const ModelBath& bath : model_.baths) {
      const Matrix a = lowering(h.eigenvectors(), site_index(model_, bath.sites.front(), "a bath"));
      const Reservoir reservoir{bath.spectral_density, bath.temperature};
      parts.push_back(dissipator(reservoir, true, a, e) +
                      dissipator(reservoir, false, a.adjoint(), e));
      total += parts.back();
    }
    for (Eigen::Index i = 0; i < d * d; ++i) total(0, i) = i % (d + 1) == 0 ? 1 : 0;
    const Vector rho = total.partialPivLu().solve(Vector::Unit(d * d, 0));
    NetworkState state;
    state.flows.resize(static_cast<Eigen::Index>(parts.size()));
    for (std::size_t j = 0; j < parts.size(); ++j) {
      const Vector change = parts[j] * rho;
      const auto populations = Matrix::Map(change.data(), d, d).diagonal().real();
      state.flows(static_cast<Eigen::Index>(j)) = populations.dot(e);
    }
    state.occupations.resize(static_cast<Eigen::Index>(model_.sites.size()));
    for (std::size_t i = 0; i < model_.sites.size(); ++i) {
      const Matrix a = lowering(h.eigenvectors(), i);
      state.occupations(static_cast<Eigen::Index>(i)) =
          (a.adjoint() * a * Matrix::Map(rho.data(), d, d)).trace().real();
    }
    return state;
  }

 private:
  // Adds the matrix of rho -> X rho Y^+, whose Y has few elements.
  static void add_both(const Matrix& x, const Matrix& y, Matrix& sum) {
    const Eigen::Index d = x.rows();
    for (Eigen::Index i = 0; i < d; ++i) {
      for (Eigen::Index k = 0; k < d; ++k) {
        if (y(i, k) != 0.0) sum.block(i * d, k * d, d, d) += std::conj(y(i, k)) * x;
      }
    }
  }
  // The matrices of rho -> X rho and rho X.
  static Matrix left(const Matrix& x) {
    return Eigen::kroneckerProduct(Matrix::Identity(x.rows(), x.rows()), x);
  }
  static Matrix right(const Matrix& x) {
    return Eigen::kroneckerProduct(x.transpose(), Matrix::Identity(x.rows(), x.rows()));
  }

  Matrix lowering(const Matrix& basis, std::size_t site) const {
    HilbertSpace space;
    for (const Site& s : model_.sites) {
      space.dimensions.push_back(level_count(s));
    }
    const auto i = static_cast<Eigen::Index>(site);
    return basis.adjoint() * embed(space, i, annihilation(space.dimensions[site])) * basis;
  }

  // Frequencies of one group are kept together.
  long group(double w) const {
    switch (equation_) {
      case NetworkEquation::redfield:
        return 0;
      case NetworkEquation::partial_secular:
        return w > 0 ? 1 : -1;
      default:
        return std::lround(w * 1e8);
    }
  }

  // Gamma of A (emission) and of A^+ (absorption) when the system releases w.
  Complex rate(const Reservoir& r, bool emission, double w) const {
    const double gamma = evaluate(r.spectral_density, std::abs(w));
    const double n = occupation_number(std::abs(w), r.temperature);
    const double emitted = w > 0 ? gamma * (n + 1) / 2 : 0;
    const double absorbed = w < 0 ? gamma * n / 2 : 0;
    const double half = emission ? emitted : absorbed;
    if (!lamb_shift_) return half;
    if (!emission) return {half, -thermal_shift(r, -w)};
    return {half, vacuum_shift(r.spectral_density, w) + thermal_shift(r, w)};
  }

  // P int dv/(2 pi) gamma n/(w - v) by the midpoint rule, with gamma n at w taken off.
  static double thermal_shift(const Reservoir& r, double w) {
    const auto f = [&](double v) {
      return evaluate(r.spectral_density, v) * occupation_number(v, r.temperature);
    };
    const double top = 60 * r.temperature;
    const int count = 4000;
    const double step = top / count;
    const double at_pole = w > 0 ? f(w) : 0;
    double sum = at_pole == 0 ? 0 : at_pole * std::log(w / std::abs(top - w));
    for (int i = 0; i < count; ++i) {
      const double v = (i + 0.5) * step;
      sum += step * (f(v) - at_pole) / (w - v);
    }
    return sum / (2 * std::numbers::pi);
  }

  Matrix dissipator(const Reservoir& reservoir, bool emission, const Matrix& s,
                    const RealVector& e) const {
    const Eigen::Index d = e.size();
    std::map<long, std::pair<Matrix, Matrix>> groups;  // sum of Gamma S(w), and of S(w)
    for (Eigen::Index i = 0; i < d; ++i) {
      for (Eigen::Index k = 0; k < d; ++k) {
        if (std::abs(s(i, k)) < 1e-13) continue;
        const double w = e(k) - e(i);
        auto& [x, y] = groups[group(w)];
        if (x.size() == 0) x = y = Matrix::Zero(d, d);
        x(i, k) = rate(reservoir, emission, w) * s(i, k);
        y(i, k) = s(i, k);
      }
    }
    Matrix result = Matrix::Zero(d * d, d * d);
    Matrix products = Matrix::Zero(d, d);
    for (const auto& [key, operators] : groups) {
      const auto& [x, y] = operators;
      add_both(x, y, result);
      add_both(y, x, result);
      products += y.adjoint() * x;
    }
    result -= left(products) + right(products.adjoint());
    return result;
  }

  const Model& model_;
  NetworkEquation equation_;
  bool lamb_shift_;
};

TEST(Oscillators, ExchangeBathsOfSitesCoupledByPositionAgreeWithTheDensityMatrix) {
  const Model model =
      chain_model({1.0, 1.1}, CouplingKind::position, {0.05},
                  {{{0}, 0.08, PowerLaw{0.02, 1, 4}}, {{1}, 0.12, Drude{0.03, 5}}}, 4);
  const Network network = require_network(model);
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  for (const bool lamb_shift : {false, true}) {
    options.lamb_shift = lamb_shift;
    for (const NetworkEquation equation :
         {NetworkEquation::global, NetworkEquation::partial_secular, NetworkEquation::redfield}) {
      if (lamb_shift && equation == NetworkEquation::global) continue;  // it changes nothing there
      const NetworkState closed = stationary_state(network, equation, options);
      const NetworkState dense = ExchangeReference(model, equation, lamb_shift).state();
      // Beyond four levels; twelve times less with one more.
      EXPECT_LE(relative_error(closed.flows, dense.flows), 5e-6) << name(equation);
      EXPECT_LE(relative_error(closed.occupations, dense.occupations), 1e-6) << name(equation);
    }
  }
}

TEST(Oscillators, CommonAndInnerBaths) {
  const PowerLaw ohmic{0.02, 1, 4};
  const Model model =
      chain_model({1.0, 1.0, 1.1}, CouplingKind::exchange, {0.03, 0.05},
                  {{{0, 1}, 0.08, ohmic}, {{1}, 0.1, PowerLaw{0.01, 3}}, {{2}, 0.07, ohmic}}, 3);
  // Three levels leave exp(-3/0.1) = 1e-13, against occupations of exp(-1/0.07) = 6e-7.
  for (const NetworkEquation equation : kClosed) expect_same(model, equation, {}, 1e-7);
}

struct RandomChain {
  std::vector<double> frequencies;
  std::vector<double> couplings;
  std::vector<BathSpec> baths;
};

RandomChain random_chain(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&](double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(engine);
  };
  RandomChain chain;
  const auto n = static_cast<std::size_t>(std::uniform_int_distribution<int>(2, 20)(engine));
  for (std::size_t i = 0; i < n; ++i) chain.frequencies.push_back(uniform(0.8, 1.2));
  for (std::size_t i = 0; i + 1 < n; ++i) chain.couplings.push_back(uniform(0.01, 0.15));
  for (const std::size_t site : {std::size_t{0}, n - 1}) {
    chain.baths.push_back(
        {{site}, uniform(0.05, 2), PowerLaw{std::exp(uniform(-7, -2)), uniform(0.5, 3)}});
  }
  return chain;
}

TEST(Chain, GlobalKeepsTheBoundsOfOccupationsAndTheSecondLaw) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const RandomChain c = random_chain(seed);
    for (const bool oscillators : {false, true}) {
      const Model model = chain_model(c.frequencies, CouplingKind::exchange, c.couplings, c.baths,
                                      oscillators ? std::optional(2) : std::nullopt);
      const NetworkState state = stationary_state(require_network(model), NetworkEquation::global);
      ASSERT_GE(state.occupations.minCoeff(), 0) << seed;
      if (!oscillators) {
        ASSERT_LE(state.occupations.maxCoeff(), 1) << seed;
      }
      ASSERT_LE(std::abs(state.flows.sum()), 1e-14 * state.flows.cwiseAbs().maxCoeff()) << seed;
      // From hot to cold.
      ASSERT_GE(state.flows(0) * (c.baths[0].temperature - c.baths[1].temperature), 0) << seed;
    }
  }
}

RC_GTEST_PROP(Chain, EqualTemperaturesCarryNothing, (std::uint64_t seed)) {
  RandomChain c = random_chain(seed);
  c.baths[1].temperature = c.baths[0].temperature;
  for (const bool oscillators : {false, true}) {
    const Model model = chain_model(c.frequencies, CouplingKind::exchange, c.couplings, c.baths,
                                    oscillators ? std::optional(2) : std::nullopt);
    for (const NetworkEquation equation :
         {NetworkEquation::partial_secular, NetworkEquation::global}) {
      RC_ASSERT(stationary_state(require_network(model), equation).flows.isZero(0));
    }
    RC_ASSERT(stationary_state(require_network(model), NetworkEquation::redfield).flows.isZero(0));
  }
}

RC_GTEST_PROP(Chain, NearlyEqualTemperaturesKeepTheDigits, (std::uint64_t seed)) {
  // The conductance at a difference of 1e-9 is that at 1e-4 up to terms of first order.
  RandomChain c = random_chain(seed);
  const double t = c.baths[0].temperature;
  const auto conductance = [&](double difference) {
    c.baths[1].temperature = t * (1 + difference);
    const Model model = chain_model(c.frequencies, CouplingKind::exchange, c.couplings, c.baths);
    return stationary_state(require_network(model), NetworkEquation::partial_secular).flows(1) /
           (c.baths[1].temperature - t);
  };
  const double small = conductance(1e-9);
  // d ln J/d ln T is at most w/T, here 30.
  RC_ASSERT(std::abs(conductance(1e-4) / small - 1) <= 1e-2);
  RC_ASSERT(std::abs(conductance(1e-7) / small - 1) <= 1e-5);
}

// The largest difference of flows by both roads, and of occupations where both are known.
struct RoadDifference {
  double flows = 0;
  double occupations = 0;
};

// A position coupling of zero strength leads to the 2 N x 2 N covariance in the local equation; a
// tiny one takes the general normal modes.
RoadDifference difference_of_roads(std::uint64_t seed) {
  const RandomChain c = random_chain(seed);
  const Model model = chain_model(c.frequencies, CouplingKind::exchange, c.couplings, c.baths, 2);
  const Network network = require_network(model);
  Network other = network;
  const Eigen::Index n = network.exchange.rows();
  other.position = RealMatrix::Zero(n, n);
  other.position(0, 1) = other.position(1, 0) = 1e-16;
  RoadDifference largest;
  for (const NetworkEquation equation : kClosed) {
    const NetworkState a = stationary_state(network, equation);
    const NetworkState b = stationary_state(other, equation);
    largest.flows = std::max(largest.flows, (b.flows - a.flows).cwiseAbs().maxCoeff());
    if (a.occupations.hasNaN() || b.occupations.hasNaN()) continue;
    largest.occupations =
        std::max(largest.occupations, (b.occupations - a.occupations).cwiseAbs().maxCoeff());
  }
  return largest;
}

RC_GTEST_PROP(Oscillators, ExchangeIsTheSameOnBothRoads, (std::uint64_t seed)) {
  const RoadDifference difference = difference_of_roads(seed);
  // The covariance holds half a quantum of vacuum, so it loses the digits of small occupations.
  RC_ASSERT(difference.flows <= 1e-12);
  RC_ASSERT(difference.occupations <= 1e-6);  // what slow modes leave
}

// Two modes that reach both ends are 5e-4 apart: what roots of a matrix by eigenvectors that are
// not quite orthogonal mix of them was 1e-12.
TEST(Oscillators, ExchangeIsTheSameOnBothRoadsWhereModesAreClose) {
  EXPECT_LE(difference_of_roads(304694006).flows, 1e-13);
}

std::string message(const Network& network, NetworkEquation equation,
                    const EquationOptions& options = {}) {
  try {
    stationary_state(network, equation, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Oscillators, TheSecularCutoffIsOfPartialSecularAlone) {
  const Network network = require_network(
      chain_model({1, 1.01}, CouplingKind::exchange, {0.02},
                  {{{0}, 0.3, PowerLaw{0.02, 1, 5}}, {{1}, 0.5, Drude{0.03, 5}}}, 2));
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  const auto flow = [&](NetworkEquation equation) {
    return stationary_state(network, equation, options).flows(1);
  };
  const double uncut = flow(NetworkEquation::redfield);
  EXPECT_EQ(flow(NetworkEquation::partial_secular), uncut);
  options.secular_cutoff = 0.01;  // below the splitting
  EXPECT_EQ(flow(NetworkEquation::redfield), uncut);
  EXPECT_GT(std::abs(flow(NetworkEquation::partial_secular) / uncut - 1), 1e-3);
}

TEST(Chain, AGrowingModeIsNoStationaryState) {
  // Partial secular at damping as strong as the frequencies: -X has an eigenvalue of +2.96e-6 in
  // its real part, and the generator of the density matrix one of twice that. Global and local are
  // completely positive.
  const Network network = require_network(chain_model(
      {1.9497679105848442, 1.259476780612907, 0.8377890205559355}, CouplingKind::exchange,
      {0.35466182, 1.0},
      {{{0}, 0.333946, PowerLaw{0.70988, 0.3}}, {{2}, 0.0183156, PowerLaw{1.357955, 0.3}}}));
  EXPECT_THAT(message(network, NetworkEquation::partial_secular),
              testing::HasSubstr("there is no stationary state: an amplitude grows"));
  EXPECT_EQ(message(network, NetworkEquation::global), "no error");
  EXPECT_EQ(message(network, NetworkEquation::local), "no error");
}

TEST(Chain, ExplainsWhatIsNotAllowed) {
  const PowerLaw ohmic{0.02, 1};
  const auto network = [&](double coupling, const PowerLaw& density) {
    return require_network(chain_model({1, 1}, CouplingKind::exchange, {coupling},
                                       {{{0}, 0.2, density}, {{1}, 0.5, density}}));
  };
  EXPECT_THAT(message(network(0.1, {0, 1}), NetworkEquation::global),
              testing::HasSubstr("not unique"));
  EXPECT_THAT(message(network(0.1, {0, 1}), NetworkEquation::partial_secular),
              testing::HasSubstr("not unique"));
  const Network oscillators = require_network(chain_model(
      {1, 1}, CouplingKind::exchange, {1.5}, {{{0}, 0.2, ohmic}, {{1}, 0.5, ohmic}}, 2));
  EXPECT_THAT(message(oscillators, NetworkEquation::global),
              testing::HasSubstr("every mode must have an energy > 0"));
  EXPECT_EQ(message(oscillators, NetworkEquation::local), "no error");
  EquationOptions shifted;
  shifted.lamb_shift = true;
  EXPECT_THAT(message(network(0.1, ohmic), NetworkEquation::global, shifted),
              testing::HasSubstr("the Lamb shift of bath 'b0'"));
}

}  // namespace
}  // namespace quflux::inline network
