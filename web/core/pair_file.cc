#include "pair_file.h"

#include "quflux/method/pair/pair_equation.h"
#include "quflux/model_file/model_file.h"
#include "quflux/observable/rows.h"

namespace quflux::web {

// By what such a file names: the whole tables would bring all of the library into the page.
void read_pair_file(std::string_view toml) {
  static const ObservableTable observables{energy_flow_row()};
  static const EquationTable equations = [] {
    EquationTable rows;
    for (const PairEquation equation : kPairEquations) rows.emplace_back().name = name(equation);
    return rows;
  }();
  parse_model(toml, "model.toml", {}, {}, {equations, observables});
}

}  // namespace quflux::web
