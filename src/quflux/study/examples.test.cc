// What each model file of examples/ says it must show.

#include <array>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/near_families.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

using Settings = std::vector<Setting>;

Dataset run(const std::string& example, const Settings& settings = {}) {
  return run_sweep(read_model_file(QUFLUX_EXAMPLES "/" + example + ".toml", settings));
}

// The numbers of one output of a model without a sweep, of one equation.
std::vector<double> values(const Dataset& dataset, const std::string& output,
                           const std::string& equation) {
  const std::vector<std::string>& equations = strings(dataset, "equation");
  const auto found = std::ranges::find(equations, equation);
  EXPECT_NE(found, equations.end());
  const std::vector<double>& all = numbers(dataset, output);
  const auto size = static_cast<std::ptrdiff_t>(all.size() / equations.size());
  const auto first = all.begin() + (found - equations.begin()) * size;
  return {first, first + size};
}

double flow(const Dataset& dataset, const std::string& equation, const std::string& bath) {
  const std::vector<std::string>& baths = strings(dataset, "bath");
  const auto found = std::ranges::find(baths, bath);
  EXPECT_NE(found, baths.end());
  return values(dataset, "energy_flow", equation)[static_cast<std::size_t>(found - baths.begin())];
}

double largest(const std::vector<double>& v) {
  double result = 0;
  for (const double x : v) result = std::max(result, std::abs(x));
  return result;
}

TEST(Examples, AllRunToTheEndWithoutSurprises) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(QUFLUX_EXAMPLES)) {
    if (entry.path().extension() != ".toml") continue;
    SCOPED_TRACE(entry.path().string());
    Study file = read_model_file(entry.path());
    ++files;
    const bool hard = entry.path().stem() == "turnover_by_all_methods";
    if (hard || file.model.sites.size() > 9 || grid_size(file.sweep) > 100 ||
        dimension(file.model) > 36) {
      continue;  // those that take long have tests of their own
    }
    const Dataset dataset = run_sweep(file);
    EXPECT_EQ(failure_reasons(dataset).empty(), entry.path().stem() != "common_bath_dark_state");
  }
  EXPECT_EQ(files, 37);
}

TEST(Examples, SlowChain) {
  const std::string path = "coupling.atom1.strength";
  const auto of_length = [&](int atoms) {
    const Study study = read_model_file(QUFLUX_EXAMPLES "/slow_chain.toml",
                                        {fmt::format("chain.atom.count={}", atoms),
                                         fmt::format("bath.hot.site=\"atom{}\"", atoms)});
    const Equation& local = study.equations.front();
    const Vector x = eigenvalues_of(amplitude_family(study, path, local)(0.05));
    return std::pair(near_eigensystem(study, local, {0, 4}).values, 2 * x.real().minCoeff());
  };
  const auto [seven, slowest] = of_length(7);
  EXPECT_NEAR(std::abs(seven(0)), 0, 1e-10);
  EXPECT_NEAR(std::abs(seven(1) + slowest), 0, 1e-10);
  EXPECT_NEAR(std::abs(seven(2) + slowest), 0, 1e-10);
  EXPECT_NEAR(std::abs(seven(3) + 2 * slowest), 0, 1e-10);
  const auto law = [](int atoms) {
    return std::pow(std::sin(std::numbers::pi / (atoms + 1)), 2) / (atoms + 1);
  };
  const double five = -of_length(5).first(1).real();
  EXPECT_NEAR(slowest / five / (law(7) / law(5)), 1, 0.01);
}

TEST(Examples, SpinBosonBlip) {
  const Dataset d = run("spin_boson_blip");
  const std::vector<double>& flows = numbers(d, "energy_flow");  // by coupling, equation and bath
  const auto hot = [&](std::size_t point, std::size_t equation) {
    return flows[(point * 2 + equation) * 2];
  };
  EXPECT_LT(hot(0, 0), hot(1, 0));
  EXPECT_LT(hot(1, 0), hot(2, 0));
  EXPECT_NEAR(hot(2, 0), 0.0411, 5e-5);
  EXPECT_NEAR(hot(3, 0), 0.0302, 5e-5);
  EXPECT_NEAR(hot(3, 1), 0.113, 5e-4);
  EXPECT_NEAR(hot(3, 1) / hot(1, 1), 4, 1e-9);
  for (std::size_t i = 0; i < 8; i += 2) EXPECT_GE(numbers(d, "uncertainty_ratio")[i], 1);
}

TEST(Examples, StrongRefrigerator) {
  const Dataset d = run("strong_refrigerator");
  const std::vector<double>& flows = numbers(d, "energy_flow");  // by coupling, equation and bath
  const std::vector<double>& errors = numbers(d, "flow_error");  // by coupling and equation
  enum { surrogate, redfield, heom };
  const auto cooling = [&](std::size_t point, std::size_t e) { return flows[(point * 3 + e) * 3]; };
  const auto error = [&](std::size_t point, std::size_t e) { return errors[point * 3 + e]; };
  for (std::size_t point = 0; point < 3; ++point) {
    EXPECT_EQ(cooling(point, surrogate) > error(point, surrogate), point < 2) << point;
    EXPECT_GT(cooling(point, heom), error(point, heom));
    EXPECT_LT(std::abs(cooling(point, surrogate) - cooling(point, heom)),
              error(point, surrogate) + error(point, heom));
  }
  EXPECT_LT(cooling(1, heom) + error(1, heom), cooling(1, redfield));
  EXPECT_LT(cooling(1, surrogate) + error(1, surrogate), cooling(1, redfield));
  EXPECT_NEAR(cooling(2, heom) / cooling(2, redfield), 0.5, error(2, heom) / cooling(2, redfield));
}

TEST(Examples, ChiralRing) {
  const auto at = [](double phase) {
    std::vector<Setting> settings;
    for (const char* bond : {"ab", "bc", "ca"}) {
      settings.push_back(fmt::format("coupling.{}.phase={}", bond, phase));
    }
    return run("chiral_ring", settings);
  };
  constexpr double kThird = 0.5235987755982988;  // pi/6: a flux of pi/2
  const Dataset none = at(0);
  const Dataset flux = at(kThird);
  const Dataset opposite = at(-kThird);
  for (const char* equation : {"partial_secular", "exact"}) {
    EXPECT_NEAR(flow(none, equation, "b"), flow(none, equation, "c"), 1e-12);
    EXPECT_GT(flow(flux, equation, "b") / flow(flux, equation, "c"), 2);
    EXPECT_NEAR(flow(flux, equation, "b"), flow(opposite, equation, "c"), 1e-12);
  }
  EXPECT_NEAR(flow(flux, "global", "b"), flow(flux, "global", "c"), 1e-12);
}

TEST(Examples, RingingAtoms) {
  const Dataset d = run("ringing_atoms");
  const std::vector<double>& occupations = numbers(d, "occupations");
  const std::vector<double>& heats = numbers(d, "energy_transferred");
  const std::size_t times = numbers(d, "time").size();
  const std::vector<double> couplings = numbers(d, "coupling.rabi.strength");
  for (std::size_t point = 0; point < couplings.size(); ++point) {
    const auto first_atom = [&](std::size_t k) { return occupations[2 * (point * times + k)]; };
    int maxima = 0;
    for (std::size_t k = 1; k + 1 < times; ++k) {
      maxima += first_atom(k) > first_atom(k - 1) && first_atom(k) > first_atom(k + 1) ? 1 : 0;
    }
    EXPECT_EQ(maxima > 0, couplings[point] > 0.02) << couplings[point];
    const std::size_t last = 2 * (point * times + times - 1);
    const double bare = occupations[last] + occupations[last + 1] - 1;
    // What the coupling holds is Omega times a coherence that has decayed.
    EXPECT_NEAR(heats[last] + heats[last + 1], bare, 1e-4);
  }
}

TEST(Examples, Quench) {
  const Dataset d = run("quench");
  const Dataset after = run("quench", {"time={values=[0, 1e6]}"});
  const Dataset stationary = run("quench", {"time={values=[0]}", "initial={stationary={}}"});
  const std::vector<double>& production = numbers(d, "entropy_production");
  for (std::size_t i = 1; i < production.size(); i += 3) EXPECT_GT(production[i], 0);  // global
  const std::vector<double>& late = numbers(after, "energy_flow");
  const std::vector<double>& flows = numbers(stationary, "energy_flow");
  // Flows are of the size of 1e-6, from sums of terms of 1e-3.
  for (std::size_t i = 0; i < flows.size(); ++i) {
    EXPECT_NEAR(late[flows.size() + i], flows[i], 1e-15);
  }
}

// What the bath has given at the end of the cycle, and the work, by equation.
std::array<std::pair<double, double>, 2> heats_and_works(const Dataset& d) {
  const std::vector<double>& heats = numbers(d, "energy_transferred");
  const std::vector<double>& works = numbers(d, "work");
  const std::size_t first = works.size() - 2;  // equations follow each other at each time
  return {std::pair{heats[first], works[first]}, std::pair{heats[first + 1], works[first + 1]}};
}

TEST(Examples, SwitchedAtomExact) {
  const auto quick = heats_and_works(run("switched_atom_exact"));
  const auto slow = heats_and_works(
      run("switched_atom_exact",
          {"drive.cycle.times=[10, 30, 50, 70, 90, 110, 130, 150]", "time.to=300"}));
  for (const auto* cycle : {&quick, &slow}) {
    const auto [heat, work] = cycle->front();  // of heom
    EXPECT_GT(work, 0.02);
    // The atom relaxes in some 20; 1e-7 are left of the flow, for a time of 300.
    EXPECT_NEAR(heat + work, 0, 1e-3 * work);
    const double low = 1 - cycle->back().second / work;  // of redfield
    EXPECT_GT(low, 0.03);
    EXPECT_LT(low, 0.08);
  }
  EXPECT_LT(slow.front().second, 0.8 * quick.front().second);
}

TEST(Examples, PumpedAtomExact) {
  const Dataset d = run("pumped_atom_exact");
  const std::vector<double>& flows = numbers(d, "energy_flow");  // by coupling, equation and bath
  ASSERT_EQ(flows.size(), 5U * 2 * 2);
  for (std::size_t i = 0; i < flows.size(); i += 4) {
    EXPECT_NEAR(flows[i] + flows[i + 1], 0, 1e-12);
    EXPECT_GT(flows[i] / flows[i + 2], 0.85);
    EXPECT_LT(flows[i] / flows[i + 2], 0.89);
  }
  // What is left is of the next order in the coupling.
  EXPECT_NEAR(flows[0] / flows[2], 6.0 / 7, 5e-3);
}

TEST(Examples, DrivenRefrigerator) {
  const Dataset d = run("driven_refrigerator");
  const std::vector<double>& heats = numbers(d, "energy_transferred");
  const double cold = heats[heats.size() - 2];
  const double hot = heats.back();
  const double work = numbers(d, "work").back();
  EXPECT_GT(cold, 1e-3);
  EXPECT_LT(hot, 0);
  EXPECT_NEAR(cold + hot + work, 0, 1e-12);
  EXPECT_LT(cold / work, 0.4 / (0.5 - 0.4));  // T_c/(T_h - T_c)
  for (const double sigma : numbers(d, "entropy_production_by_bath")) EXPECT_GE(sigma, 0);
  const Dataset still =
      run("driven_refrigerator", {"drive.stroke.amplitude=0", "output=[\"energy_transferred\"]"});
  const std::vector<double>& without = numbers(still, "energy_transferred");
  EXPECT_LT(without[without.size() - 2], 0);
  EXPECT_NEAR(without[without.size() - 2] + without.back(), 0, 1e-12);
}

TEST(Examples, Pulse) {
  const auto occupations = [](const Dataset& d, std::size_t time) {
    const std::vector<double>& all = numbers(d, "occupations");  // by time, equation and site
    return std::pair(all[4 * time], all[4 * time + 1]);
  };
  const Dataset d = run("pulse");
  const auto [a_before, b_before] = occupations(d, 60);
  const auto [a_after, b_after] = occupations(d, 140);
  EXPECT_GT(a_before, 0.9);
  EXPECT_LT(b_before, 0.05);
  EXPECT_LT(a_after, 0.05);
  EXPECT_GT(b_after, 0.9);
  const Dataset shorter =
      run("pulse", {"drive.swap.width=0.05", "drive.swap.amplitude=12.533141373155"});
  // Losses while the pulse goes on.
  EXPECT_NEAR(occupations(shorter, 140).second, b_after, 1e-3);
  const auto work = [](const Dataset& course) { return numbers(course, "work")[2 * 200]; };
  EXPECT_NEAR(work(d), 0, 1e-12);  // local
  EXPECT_GT(work(run("pulse", {"site.b.frequency=1.05"})), 0.01);
}

TEST(Examples, ThermalEntanglement) {
  // (sinh(Omega/T) - 1)/(cosh(w/T) + cosh(Omega/T)) in equilibrium, zero from Omega/asinh(1) on.
  constexpr double kOmega = 1.5;
  const Dataset d = run_sweep(read_model_file(QUFLUX_EXAMPLES "/thermal_entanglement.toml"));
  const std::vector<double>& temperatures = numbers(d, "bath.left.temperature");
  const std::vector<double>& concurrence = numbers(d, "concurrence");
  for (std::size_t i = 0; i < temperatures.size(); ++i) {
    const double x = kOmega / temperatures[i];
    const double expected =
        std::max(0.0, (std::sinh(x) - 1) / (std::cosh(1 / temperatures[i]) + std::cosh(x)));
    for (std::size_t e = 0; e < 2; ++e) {  // both equations have the Gibbs state
      EXPECT_NEAR(concurrence[2 * i + e], expected, 1e-12) << temperatures[i];
      EXPECT_LE(numbers(d, "gibbs_distance")[2 * i + e], 1e-12);
      EXPECT_LE(numbers(d, "ergotropy")[2 * i + e], 1e-12);
    }
    EXPECT_EQ(concurrence[2 * i] == 0, temperatures[i] > kOmega / std::asinh(1.0));
  }
}

TEST(Examples, StrongDamping) {
  const Dataset d = run_sweep(read_model_file(QUFLUX_EXAMPLES "/strong_damping.toml"));
  const std::vector<double>& lowest = numbers(d, "min_eigenvalue");
  const auto of = [&](std::size_t point, std::string_view equation) {
    const std::vector<std::string>& names = strings(d, "equation");
    const auto e = static_cast<std::size_t>(std::ranges::find(names, equation) - names.begin());
    return lowest[point * names.size() + e];
  };
  const std::size_t last = numbers(d, "bath.cold.spectral_density.coefficient").size() - 1;
  EXPECT_LT(of(last, "partial_secular"), -1e-3);
  EXPECT_LT(of(last, "redfield"), -1e-3);
  for (std::size_t point = 0; point <= last; ++point) {
    EXPECT_GT(of(point, "universal_lindblad"), 0);
    EXPECT_GT(of(point, "global"), 0);
  }
  EXPECT_GT(of(0, "redfield"), 0);  // at weak damping it is a state as well
}

TEST(Examples, TwoAtomsExceptionalPoint) {
  for (const double coupling : {0.0097, 0.0098}) {
    const Dataset d =
        run("two_atoms_exceptional_point", {"coupling.rabi.strength=" + std::to_string(coupling)});
    const double local = largest(values(d, "moment_eigenvalues_im", "local"));
    EXPECT_EQ(local <= 1e-15, coupling < 0.00975) << local;
    EXPECT_GT(largest(values(d, "moment_eigenvalues_im", "partial_secular")), 1e-3);
    EXPECT_GT(largest(values(d, "moment_eigenvalues_im", "global")), 1e-2);
  }
}

TEST(Examples, AtomAndCavity) {
  const auto at = [](const char* coupling) {
    return run("atom_and_cavity",
               {std::string("coupling.g.strength=") + coupling, "site.cavity.frequency=1.0"});
  };
  const Dataset weak = at("0.001");
  EXPECT_NEAR(flow(weak, "global", "hot") / flow(weak, "partial_secular", "hot"), 31, 0.1);
  const Dataset strong = at("0.1");
  EXPECT_NEAR(flow(strong, "global", "hot") / flow(strong, "partial_secular", "hot"), 1, 0.1);
  const Dataset all = run("atom_and_cavity");
  const std::vector<double>& flows = numbers(all, "energy_flow");
  for (std::size_t i = 0; i < flows.size(); i += 6) {
    EXPECT_NEAR(flows[i + 4] / flows[i + 2], 1, 0.01);  // redfield, partial secular, hot
  }
}

TEST(Examples, CoupledOscillators) {
  const double g = 0.05;
  const Dataset d = run("coupled_oscillators", {"coupling.g.strength=0.05"});
  double expected = 0;
  for (const double e : {1 - g, 1 + g}) {
    const double gamma1 = 0.01 * e * e * e;
    const double gamma2 = 0.02 * e / (1 + e * e / 25);
    const double n1 = 1 / std::expm1(e / 0.15);
    const double n2 = 1 / std::expm1(e / 0.25);
    expected += e / 2 * gamma1 * gamma2 * (n2 - n1) / (gamma1 + gamma2);
  }
  EXPECT_NEAR(flow(d, "global", "hot"), expected, 1e-5 * expected);
}

TEST(Examples, AbsorptionRefrigerator) {
  for (const char* frequency : {"3.1", "3.3"}) {
    const Dataset d =
        run("absorption_refrigerator", {std::string("site.cold.frequency=") + frequency});
    for (const char* equation : {"global", "partial_secular"}) {
      const double cold = flow(d, equation, "cold");
      EXPECT_EQ(cold > 0, std::string(frequency) == "3.1") << cold;
      EXPECT_GT(values(d, "entropy_production", equation).front(), 0);
    }
  }
}

TEST(Examples, ThreeLevelMaser) {
  for (const double hot : {0.4, 0.6}) {
    const Dataset d = run("three_level_maser", {"bath.hot.temperature=" + std::to_string(hot)});
    const std::vector<double> p = values(d, "populations", "global");
    EXPECT_EQ(p[1] > p[0], hot > 0.5);
    const double ratio = std::exp(0.6 / 0.3 - 1 / hot);
    EXPECT_NEAR(p[1] / p[0], ratio, 1e-12 * ratio);
  }
}

TEST(Examples, ThermalDiode) {
  const double forward = flow(run("thermal_diode"), "global", "left");
  const Settings exchanged{"bath.left.temperature=0.1", "bath.right.temperature=1.0"};
  const double backward = flow(run("thermal_diode", exchanged), "global", "right");
  EXPECT_GT(forward, 0);
  EXPECT_GT(backward, 0);
  EXPECT_GT(forward / backward, 40);
}

TEST(Examples, ThermalTransistor) {
  const auto at = [](const char* base) {
    return run("thermal_transistor", {std::string("bath.base.temperature=") + base});
  };
  const Dataset low = at("0.04");
  const Dataset high = at("0.06");
  const double emitter = flow(high, "global", "emitter") - flow(low, "global", "emitter");
  const double base = flow(high, "global", "base") - flow(low, "global", "base");
  EXPECT_GT(std::abs(emitter / base), 100);
  EXPECT_LT(std::abs(flow(low, "global", "base")), 0.01 * flow(low, "global", "emitter"));
}

TEST(Examples, LightHarvestingDimer) {
  const auto at = [](const char* coefficient) {
    return run("light_harvesting_dimer",
               {std::string("bath.phonons.spectral_density.coefficient=") + coefficient});
  };
  const Dataset without = at("1e-6");
  const Dataset with = at("10.0");
  for (const char* equation : {"global", "partial_secular", "redfield"}) {
    EXPECT_LT(flow(with, equation, "trap"), 0);
    EXPECT_GT(flow(with, equation, "trap") / flow(without, equation, "trap"), 2.5);
  }
}

TEST(Examples, CommonBathDarkState) {
  const Dataset d = run("common_bath_dark_state");
  const std::vector<double>& failure = numbers(d, "failure");
  EXPECT_EQ(std::vector<bool>(failure.begin(), failure.end()),
            (std::vector<bool>{false, false, false, true, true, true, false, false, false}));
  for (const std::string& reason : failure_reasons(d)) {
    EXPECT_THAT(reason, testing::HasSubstr("not unique"));
  }
}

TEST(Examples, SecondLawViolation) {
  const Dataset d = run("second_law_violation");
  EXPECT_NEAR(flow(d, "local", "cold"), 3.3177e-6, 5e-11);  // half of the last digit given
  EXPECT_NEAR(flow(d, "partial_secular", "cold"), -4.1910e-6, 5e-11);
  EXPECT_NEAR(flow(d, "global", "cold"), -4.2477e-6, 5e-11);
  EXPECT_LT(values(d, "entropy_production", "local").front(), 0);
  EXPECT_GT(values(d, "entropy_production", "global").front(), 0);
  EXPECT_GT(values(d, "entropy_production", "partial_secular").front(), 0);
}

// The flow from the hot bath of one equation of a sweep's result, point by point.
std::vector<double> hot_flows(const Dataset& dataset, const std::string& equation) {
  const std::vector<std::string>& equations = strings(dataset, "equation");
  const std::vector<std::string>& baths = strings(dataset, "bath");
  const auto e = std::ranges::find(equations, equation) - equations.begin();
  const auto hot = std::ranges::find(baths, "hot") - baths.begin();
  const std::vector<double>& all = numbers(dataset, "energy_flow");
  std::vector<double> result;
  for (auto i = static_cast<std::size_t>(2 * e + hot); i < all.size(); i += 2 * equations.size()) {
    result.push_back(all[i]);
  }
  return result;
}

TEST(Examples, SpinBosonTurnover) {
  const Dataset d = run("spin_boson_turnover");
  const std::vector<double> exact = hot_flows(d, "heom");
  EXPECT_EQ(std::ranges::max_element(exact) - exact.begin(), 2);
  // Hierarchies of another program have 0.040708 at c = 1.
  const double error = numbers(d, "flow_error")[2 * strings(d, "equation").size()];
  EXPECT_NEAR(exact[2], 0.040708, error);
  EXPECT_LT(error, 1e-2 * exact[2]);
  EXPECT_GT(hot_flows(d, "redfield")[3] / exact[3], 6);
}

// At couplings where heom takes no time; the whole sweep is half a minute.
TEST(Examples, TurnoverByAllMethods) {
  const auto at = [](const std::string& coupling, const std::string& equations) {
    const Dataset d =
        run("turnover_by_all_methods",
            {"sweep={}", "equations=" + equations, "bath.hot.spectral_density.coupling=" + coupling,
             "bath.cold.spectral_density.coupling=" + coupling});
    return d;
  };
  const Dataset weak = at("0.4", "\"all\"");
  const double exact = flow(weak, "heom", "hot");
  EXPECT_NEAR(flow(weak, "reaction_coordinate", "hot"), exact, 0.01 * exact);
  EXPECT_THAT(failure_reasons(weak), testing::ElementsAre(testing::HasSubstr("exact")));
  const std::string two = "[\"reaction_coordinate\", \"redfield\"]";
  const double peak = flow(at("1.3", two), "reaction_coordinate", "hot");
  const Dataset strong = at("2.0", two);
  const double mode = flow(strong, "reaction_coordinate", "hot");
  EXPECT_GT(peak, 1.2 * mode);
  EXPECT_GT(flow(strong, "redfield", "hot") / mode, 3.5);
}

TEST(Examples, KatoTanimura) {
  const Dataset d = run("kato_tanimura");
  const std::vector<double> exact = hot_flows(d, "heom");
  const std::vector<double> redfield = hot_flows(d, "redfield");
  const std::vector<double> global = hot_flows(d, "global");
  EXPECT_EQ(std::ranges::max_element(exact) - exact.begin(), 1);
  EXPECT_NEAR(exact[1], 1.221e-4, 5e-8);  // half of the last digit given
  EXPECT_LT(exact[4] / exact[1], 0.5);
  EXPECT_LT(redfield[0] / exact[0], 1.03);
  EXPECT_GT(redfield[4] / exact[4], 1.3);
  EXPECT_TRUE(std::ranges::is_sorted(global));
}

TEST(Examples, HeatValve) {
  const Dataset d = run("heat_valve");
  const std::vector<double> exact = hot_flows(d, "heom");
  EXPECT_GT(exact[1], 7 * exact[0]);
  EXPECT_GT(exact[1], 7 * exact[2]);
  const std::vector<double> secular = hot_flows(d, "partial_secular");
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(secular[i] / exact[i], 1, 0.02);
}

TEST(Examples, AtomsExact) {
  const Dataset d = run("atoms_exact");
  const double exact = flow(d, "heom", "hot");
  const double error = values(d, "flow_error", "heom").front();
  EXPECT_NEAR(exact, 4.8064e-6, error);  // hierarchies of another program
  EXPECT_LT(error, 1e-3 * exact);
  EXPECT_NEAR(flow(d, "local", "hot") / exact, 1.25, 0.01);
  EXPECT_NEAR(flow(d, "partial_secular", "hot") / exact, 1.25, 0.01);
  EXPECT_NEAR(flow(d, "with_lamb_shift", "hot") / exact, -2, 0.01);
}

TEST(Examples, OscillatorsLocalOrGlobal) {
  const Dataset d = run("oscillators_local_or_global");
  const std::vector<double> exact = hot_flows(d, "exact");
  const std::vector<double> local = hot_flows(d, "local");
  const std::vector<double> global = hot_flows(d, "global");
  const std::vector<double> secular = hot_flows(d, "partial_secular");
  const std::vector<double>& g = numbers(d, "coupling.g.strength");
  const double rate = 0.002 * std::exp(-1.0 / 3);
  for (std::size_t i = 0; i < g.size(); ++i) {
    SCOPED_TRACE(g[i]);
    EXPECT_NEAR(secular[i] / exact[i], 1, 0.01);
    if (g[i] < 0.1 * rate) {
      EXPECT_NEAR(local[i] / exact[i], 1, 0.01);
      EXPECT_GT(global[i] / exact[i], 10);
    }
    if (g[i] > 10 * rate) {
      EXPECT_NEAR(global[i] / exact[i], 1, 0.01);
    }
  }
}

TEST(Examples, OscillatorsGrade) {
  const auto error = [](const char* frequency, const char* coupling, const std::string& equation) {
    const Dataset d = run("oscillators_grade", {std::string("site.hot.frequency=") + frequency,
                                                std::string("coupling.k.strength=") + coupling});
    return std::abs(flow(d, equation, "hot") / flow(d, "exact", "hot") - 1);
  };
  EXPECT_GT(error("1.0", "2e-4", "global"), 1);
  EXPECT_GT(error("0.95", "1e-3", "local"), 0.05);
  for (const char* frequency : {"0.95", "1.0"}) {
    for (const char* coupling : {"2e-4", "0.1"}) {
      EXPECT_LT(error(frequency, coupling, "partial_secular"), 0.01);
      EXPECT_LT(error(frequency, coupling, "redfield"), 0.01);
    }
  }
}

TEST(Examples, ChainOf1000Atoms) {
  const auto at = [](const std::string& count) {
    return run("chain_of_1000_atoms",
               {"chain.atom.count=" + count, "bath.hot.site=\"atom" + count + "\""});
  };
  const Dataset shorter = at("60");
  const Dataset longer = at("120");
  for (const char* equation : {"local", "partial_secular"}) {
    EXPECT_NEAR(flow(longer, equation, "hot") / flow(shorter, equation, "hot"), 1, 1e-8);
  }
}

TEST(Examples, IsingChainOf1000Spins) {
  const auto at = [](const std::string& count) {
    return run("ising_chain_of_1000_spins",
               {"chain.spin.count=" + count, "bath.cold.site=\"spin" + count + "\""});
  };
  const Dataset shorter = at("60");
  const Dataset longer = at("120");
  const double redfield = flow(longer, "redfield", "hot");
  EXPECT_NEAR(flow(shorter, "redfield", "hot") / redfield, 1, 1e-9);
  EXPECT_NEAR(flow(longer, "partial_secular", "hot") / redfield, 1, 1e-3);
}

TEST(Examples, DisorderedChain) {
  const auto mean_logarithm = [](int count) {
    double sum = 0;
    for (int seed = 1; seed <= 15; ++seed) {
      const std::string n = std::to_string(count);
      const Dataset d =
          run("disordered_chain", {"chain.o.count=" + n, "chain.o.seed=" + std::to_string(seed),
                                   "bath.hot.site=\"o" + n + "\""});
      sum += std::log(flow(d, "exact", "hot"));
    }
    return sum / 15;
  };
  const double at20 = mean_logarithm(20);
  const double at40 = mean_logarithm(40);
  const double at80 = mean_logarithm(80);
  EXPECT_LT(at40, at20);
  EXPECT_LT(at80, at40 - 1) << at20 << " " << at40 << " " << at80;
}

TEST(Examples, HeatEngineUncertainty) {
  const Dataset d = run("heat_engine_uncertainty");
  const std::vector<double>& ratios = numbers(d, "uncertainty_ratio");
  const std::vector<double>& couplings = numbers(d, "term.drive.strength");
  // The numbers of the comment at the top have four digits.
  EXPECT_NEAR(ratios.front(), 1.028, 5e-4);
  EXPECT_NEAR(*std::ranges::min_element(ratios), 0.997, 5e-4);
  EXPECT_NEAR(ratios.back(), 1.008, 5e-4);
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    EXPECT_EQ(ratios[i] < 1, couplings[i] >= 0.03 && couplings[i] <= 0.06) << couplings[i];
    // By cold and hot: every quantum 1 that comes leaves as 0.6, which 1e-8 of a difference of
    // their numbers would change.
    const std::span noise = std::span(numbers(d, "flow_noise")).subspan(4 * i, 4);
    EXPECT_NEAR(noise[0] / noise[3], 0.36, 1e-8);
    EXPECT_NEAR(noise[1] / noise[3], -0.6, 1e-8);
    const std::span third = std::span(numbers(d, "flow_third_cumulant")).subspan(2 * i, 2);
    EXPECT_NEAR(third[0] / third[1], -0.216, 1e-6);
  }
}

TEST(Examples, OscillatorDiode) {
  const Dataset forward = run("oscillator_diode");
  const Dataset backward =
      run("oscillator_diode", {"bath.left.temperature=1.0", "bath.right.temperature=0.5"});
  for (const char* equation : {"exact", "global", "partial_secular"}) {
    EXPECT_NEAR(flow(backward, equation, "left") / flow(forward, equation, "right"), 1, 1e-8);
  }
  const double ratio = flow(backward, "local", "left") / flow(forward, "local", "right");
  EXPECT_GT(std::abs(std::log(ratio)), std::log(1.5)) << ratio;
}

}  // namespace
}  // namespace quflux::inline study
