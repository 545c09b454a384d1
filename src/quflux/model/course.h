#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quflux/model/drive.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"

namespace quflux::inline model {

/// A site in one of its levels, counted from 0.
struct InLevel {
  int level;
};

/// A site in equilibrium at a temperature, with its own Hamiltonian and no couplings.
struct AtTemperature {
  double temperature;
};

using SiteState = std::variant<InLevel, AtTemperature>;

/// Every site by itself, by name; those that are not named are in their level 0.
struct ProductState {
  std::map<std::string, SiteState> sites;
};

/// exp(-H/T)/Z of the whole system.
struct GibbsState {
  double temperature;
};

/// The stationary state, by the same equation, of the model with other numbers, by their paths: a
/// quench.
struct StationaryState {
  std::map<std::string, double> parameters;
};

/// The state to which periodic drives return after each of their periods.
struct LimitCycle {};

/// The fourth: a density matrix in the basis of the model.
using InitialState = std::variant<ProductState, GibbsState, StationaryState, Matrix, LimitCycle>;

/// What is followed in time: from which state at t = 0, and when it is looked at.
struct Course {
  std::vector<double> times;  ///< >= 0, ascending
  InitialState initial;
  std::vector<Drive> drives = {};  ///< of numbers that change meanwhile
};

/// The name of the axis that times are in results.
inline constexpr const char* kTime = "time";

// All throw KeyError.

/// That times are finite, not negative, and never decrease, under the key that gives them.
void require_times(const std::string& key, const std::vector<double>& times);

/// That no number is swept of which a drive leaves nothing.
void require_undriven(const Sweep& sweep, const std::vector<Drive>& drives);

/// That the model has such a state: its sites and their levels, finite temperatures >= 0, numbers
/// that exist, a matrix that is Hermitian, of trace one and without eigenvalues below zero.
void require_initial_state(const Model& model, const InitialState& state);

}  // namespace quflux::inline model
