#include "quflux/method/blip/blip_road.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/method/blip/blip_flows.h"
#include "quflux/method/blip/options.h"
#include "quflux/model/system_builder.h"
#include "quflux/road/solve_each.h"
#include "quflux/road/write_points.h"

namespace quflux::inline blip {

namespace {

constexpr Quantities kGives{
    Quantity::flows,           Quantity::flow_errors,         Quantity::flow_digits,
    Quantity::convergence,     Quantity::hierarchy_sizes,     Quantity::flow_noise,
    Quantity::third_cumulants, Quantity::pointer_populations, Quantity::pointer_rates};

// Each pair of states takes an integral of its own.
constexpr Eigen::Index kLargest = 32;

constexpr const char* kPointerWarning =
    "the pointer form of niba holds for strong coupling to the baths alone: compare with heom";

// Golden-rule rates of a bias that is so many times the tunnelling are right at any temperature.
constexpr double kBiased = 4;

// That the two energy eigenstates are neither pointer states nor both warm, in words. Empty: one
// of these holds.
std::string cold_tunnelling(const System& system, const PointerStates& states) {
  const double tunnelling = 2 * std::sqrt(states.tunnelling(0, 1));
  const double bias = std::abs(states.energies(0) - states.energies(1));
  double warmest = 0;
  for (const SystemBath& bath : system.baths) {
    warmest = std::max(warmest, bath.reservoir.temperature);
  }
  if (tunnelling <= warmest || bias > kBiased * tunnelling) return "";
  return fmt::format(
      "the tunnelling, {:.3g}, is above the temperature of every bath, {:.3g} at most: the jumps "
      "of "
      "niba know detailed balance between pointer states and not between the energy eigenstates; "
      "unless damping is strong, flows are too large, up to many times: compare with heom",
      tunnelling, warmest);
}

std::string model_obstacle(const Model& model, const RoadEquation& equation) {
  if (!model.lindblad.empty()) return "it knows thermal baths, but no [[lindblad]] channels";
  if (model.baths.empty()) return "it needs a bath";
  if (std::string reason = dimension_obstacle(model); !reason.empty()) return reason;
  const Eigen::Index d = dimension(model);
  if (d == 2) return "";
  if (!takes_pointer_states(equation.options)) {
    return fmt::format(
        "it is an equation of one two-level system, and this one has {} states; 'pointer_states = "
        "true' takes it to any system whose baths couple through commuting operators",
        d);
  }
  if (d > kLargest) {
    return fmt::format(
        "the dimension of the Hilbert space is {}; pointer states are solved up to "
        "{}",
        d, kLargest);
  }
  return "";
}

std::string obstacle(const Model& model, const RoadEquation& equation,
                     const Quantities& quantities) {
  if (!quantities.within(kGives)) {
    return "it knows energy flows, their noise and third cumulant, pointer_populations and "
           "pointer_rates, but no density matrix";
  }
  return model_obstacle(model, equation);
}

class Solver {
 public:
  Solver(const Points& points, const std::vector<RoadEquation>&, const Quantities& quantities)
      : points_(points), quantities_(quantities), systems_(points.model) {}

  void solve(Tile tile, std::span<Answer> answers) {
    solve_each(points_, tile, answers,
               [&](const Model& model, std::size_t, std::size_t i, Answer& answer) {
                 solve_one(systems_.build(model), i, answer);
               });
  }

 private:
  void solve_one(const System& system, std::size_t i, Answer& answer) const {
    const BlipSystem blips(system);
    const BlipRates rates = blips.rates();
    const BlipFlows found = blip_flows(rates);
    answer.tell_digits(i, found.digits, found.flows);
    if (quantities_.has(Quantity::flows)) write_points(found.flows, i, answer.flows);
    if (quantities_.has(Quantity::pointer_populations)) {
      answer.pointer_populations[i] = found.populations;
    }
    if (quantities_.has(Quantity::pointer_rates)) answer.pointer_rates[i] = rates.rates;
    if (counts(quantities_)) {
      write_statistics(blip_statistics(blips), quantities_, system.baths.size(), i, answer);
    }
    if (system.hamiltonian.rows() > 2) {
      add_remark(answer.warnings[i], kPointerWarning);
    } else if (std::string words = cold_tunnelling(system, blips.states()); !words.empty()) {
      add_remark(answer.warnings[i], words);
    }
  }

  Points points_;
  Quantities quantities_;
  SystemBuilder systems_;
};

}  // namespace

const Road& blip_road() {
  static const Road road{
      .name = "blip",
      .solves = "jumps between pointer states",
      .obstacle = obstacle,
      .open = open_solver<Solver>,
      .counting = Counting{.obstacle = model_obstacle,
                           .statistics = [](const Model& model, const RoadEquation&) {
                             return blip_statistics(BlipSystem(to_system(model)));
                           }}};
  return road;
}

}  // namespace quflux::inline blip
