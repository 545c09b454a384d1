#include "pair_file.h"

#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/pair_road.h"
#include "quflux/model_file/model_file.h"
#include "quflux/observable/rows.h"
#include "quflux/road/answer_at.h"

namespace quflux::web {

// By what such a file names: the whole tables would bring all of the library into the page.
Study read_pair_file(std::string_view toml) {
  static const ObservableTable observables{energy_flow_row()};
  static const EquationTable equations = [] {
    EquationTable rows;
    for (const PairEquation equation : kPairEquations) rows.emplace_back().name = name(equation);
    return rows;
  }();
  return parse_model(toml, "model.toml", {}, {}, {equations, observables});
}

std::vector<std::string> flow_obstacles(const Study& pair) {
  std::vector<std::string> obstacles;
  for (const PairEquation equation : kPairEquations) {
    const Answer answer =
        answer_at(pair.model, pair_road(), {equation, {}}, Quantities{Quantity::flows});
    obstacles.push_back(answer.answered(0) ? "" : answer.reasons.at(0));
  }
  return obstacles;
}

}  // namespace quflux::web
