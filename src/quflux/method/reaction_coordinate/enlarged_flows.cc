#include "quflux/method/reaction_coordinate/enlarged_flows.h"

#include <algorithm>
#include <span>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/method/network/network_road.h"
#include "quflux/method/network/recognise.h"

namespace quflux::inline reaction_coordinate {

namespace {

struct Form {
  std::string_view name;
  MasterEquation master_equation;
  NetworkEquation network;
};

const Form& form_of(const std::string& equation) {
  static const std::vector<Form> forms{
      {kRedfield.name, kRedfield, NetworkEquation::redfield},
      {kPartialSecular.name, kPartialSecular, NetworkEquation::partial_secular},
      {kGlobal.name, kGlobal, NetworkEquation::global}};
  return *std::ranges::find(forms, equation, &Form::name);
}

Answer answer_of(const Road& road, const RoadEquation& equation, Model& model,
                 const Quantities& quantities) {
  if (std::string reason = road.obstacle(model, equation, quantities); !reason.empty()) {
    throw NoAnswer("with reaction coordinates, " + reason);
  }
  BoundSweep nowhere(model, {});
  Answer answer;
  answer.reset(1, quantities, flow_count(model), model.sites.size(), model.couplings.size());
  road.open({model, nowhere}, {equation}, quantities)({0, 1}, std::span(&answer, 1));
  if (!answer.answered(0)) throw NoAnswer("with reaction coordinates, " + answer.reasons[0]);
  return answer;
}

}  // namespace

bool stays_network(const Model& model) {
  return !model.sites.empty() && model.lindblad.empty() &&
         std::holds_alternative<Oscillator>(model.sites.front().kind) &&
         network_obstacle(model).empty();
}

EnlargedAnswer solve_enlarged(const Model& model, const CoordinatesOfBaths& coordinates,
                              const std::vector<Eigen::Index>& levels, const std::string& equation,
                              const Quantities& quantities) {
  EnlargedAnswer result{enlarge(model, coordinates, levels), {}, {}};
  Model& enlarged = result.enlarged.model;
  const Form& form = form_of(equation);
  result.answer =
      stays_network(model)
          ? answer_of(network_road(), {NetworkForm(form.network), {}}, enlarged, quantities)
          : answer_of(density_matrix_road(), {form.master_equation, {}}, enlarged, quantities);
  const std::vector<std::size_t>& bath_of = result.enlarged.bath_of;
  result.flows.setZero(static_cast<Eigen::Index>(flow_count(model)));
  for (std::size_t j = 0; j < result.answer.flows.size(); ++j) {
    const std::size_t own =
        j < bath_of.size() ? bath_of[j] : model.baths.size() + j - bath_of.size();
    result.flows(static_cast<Eigen::Index>(own)) += result.answer.flows[j];
  }
  return result;
}

}  // namespace quflux::inline reaction_coordinate
