// The table of equations. A new one is a row here, with its own file in a folder of its family.

#include "quflux/method/blip/blip_road.h"
#include "quflux/method/blip/options.h"
#include "quflux/method/equation.h"
#include "quflux/method/hierarchy/hierarchy_road.h"
#include "quflux/method/hierarchy/options.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/method/master_equation/equilibrium_subtraction.h"
#include "quflux/method/master_equation/universal_lindblad.h"
#include "quflux/method/network/network_road.h"
#include "quflux/method/pair/pair_road.h"
#include "quflux/method/reaction_coordinate/coordinate_road.h"
#include "quflux/method/reaction_coordinate/options.h"
#include "quflux/method/surrogate/options.h"
#include "quflux/method/surrogate/surrogate_road.h"

namespace quflux::inline method {

namespace {

RoadTo by_density_matrix(const MasterEquation& equation) {
  return {&density_matrix_road(), equation};
}

RoadTo by_network(NetworkForm form) { return {&network_road(), form}; }

RoadTo by_pair(PairEquation equation) { return {&pair_road(), equation}; }

}  // namespace

const EquationTable& equations() {
  static const EquationTable table{
      {.name = "local",
       .help = "each bath sees its own site, as if nothing coupled the sites",
       .positivity = Positivity::complete,
       .assumption = {.neglects = "each bath sees its own site only",
                      .scale = Scale::splitting,
                      .remark = "it can break the second law"},
       .approximates = "redfield",
       .options = {lamb_shift_option(), degeneracy_tolerance_option(), bath_coupling_option(),
                   counting_option()},
       .roads = {by_pair(PairEquation::local), by_network(NetworkEquation::local),
                 by_density_matrix(kLocal)},
       .master_equation = kLocal,
       .pair = PairEquation::local},
      {.name = "global",
       .help = "baths see transitions of the coupled system, each by itself",
       .positivity = Positivity::complete,
       .assumption = {.neglects = "drops coherences between different transitions",
                      .scale = Scale::dropped_pairs},
       .approximates = "redfield",
       .options = {lamb_shift_option(), degeneracy_tolerance_option(), bath_coupling_option()},
       .roads = {by_pair(PairEquation::global), by_network(NetworkEquation::global),
                 by_density_matrix(kGlobal)},
       .master_equation = kGlobal,
       .pair = PairEquation::global},
      {.name = "partial_secular",
       .help = "transitions of one sign mix, those of opposite signs do not",
       .positivity = Positivity::open,
       .assumption = {.neglects = "drops coherences between transitions of opposite signs, or "
                                  "beyond its cutoff",
                      .scale = Scale::dropped_pairs,
                      .remark = "not completely positive"},
       .approximates = "redfield",
       .options = {lamb_shift_option(), secular_cutoff_option(), degeneracy_tolerance_option(),
                   bath_coupling_option(), equilibrium_subtraction_option()},
       .roads = {by_pair(PairEquation::partial_secular),
                 by_network(NetworkEquation::partial_secular), by_density_matrix(kPartialSecular)},
       .master_equation = kPartialSecular,
       .pair = PairEquation::partial_secular},
      {.name = "redfield",
       .help = "all transitions mix",
       .positivity = Positivity::open,
       .assumption = {.neglects = "keeps all terms",
                      .remark = "needs weak coupling to the baths; not completely positive"},
       .approximates = "exact",
       .options = {lamb_shift_option(), degeneracy_tolerance_option(), bath_coupling_option(),
                   equilibrium_subtraction_option()},
       .roads = {by_network(NetworkEquation::redfield), by_density_matrix(kRedfield)},
       .master_equation = kRedfield},
      {.name = "universal_lindblad",
       .help =
           "all transitions mix, with the geometric mean of their rates: one jump operator a bath",
       .positivity = Positivity::complete,
       .assumption = {.neglects = "keeps all pairs with the geometric mean of their rates",
                      .remark = "needs weak coupling to the baths; the Gibbs state is only nearly "
                                "stationary, and the second law may be broken slightly"},
       .approximates = "redfield",
       .options = {bath_coupling_option()},
       .roads = {by_density_matrix(kUniversalLindblad)},
       .master_equation = kUniversalLindblad},
      {.name = "exact",
       .help = "the current of oscillators with their baths, without approximation",
       .positivity = Positivity::exact,
       .assumption = {.neglects =
                          "drops nothing: the exact current of the oscillators with their baths"},
       .options = {degeneracy_tolerance_option(), bath_coupling_option(), self_energy_option()},
       .roads = {by_network(ExactNetwork{})}},
      {.name = "heom",
       .help =
           "hierarchical equations of motion: nothing is neglected that flow_error does not tell",
       .positivity = Positivity::exact,
       .assumption = {.neglects = "drops nothing: the system with its baths, to a tolerance"},
       .options = {tolerance_option(), depth_option(), exponentials_option(), memory_option(),
                   equilibrium_subtraction_option()},
       .roads = {{&hierarchy_road(), HierarchyEquation{}}}},
      {.name = "reaction_coordinate",
       .help = "a mode of each bath joins the system, and redfield sees what is left of the bath",
       .positivity = Positivity::open,
       .assumption = {.neglects = "drops the memory of the residual baths of its modes",
                      .remark = "needs baths with a peak; not completely positive"},
       .options = {tolerance_option(), levels_option(), modes_option(), enlarged_equation_option()},
       .roads = {{&coordinate_road(), CoordinateEquation{}}}},
      {.name = "niba",
       .help = "noninteracting blips: a two-level system that jumps between the states its baths "
               "tell apart",
       .positivity = Positivity::complete,
       .assumption = {.neglects = "drops what a jump between pointer states knows of earlier ones",
                      .remark = "for strong coupling to the baths, or temperatures above the "
                                "tunnelling; compare with heom"},
       .options = {pointer_states_option()},
       .roads = {{&blip_road(), BlipEquation{}}}},
      {.name = "surrogate",
       .help = "a few modes in the place of each bath, thermalised by swaps or by damping",
       .positivity = Positivity::complete,
       .assumption = {.neglects = "replaces each bath by a few modes with nearly its rates",
                      .remark =
                          "flow_error tells what flows at equal temperatures; two-level modes "
                          "saturate at strong coupling"},
       .options = surrogate_option_keys(),
       .roads = {{&surrogate_road(), SurrogateEquation{}}}},
  };
  return table;
}

}  // namespace quflux::inline method
