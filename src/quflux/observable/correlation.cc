#include "quflux/method/master_equation/correlation.h"

#include "quflux/core/error.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

std::string correlation_obstacle(const Model& model, const Equation& equation) {
  if (!equation.kind.master_equation) {
    return fmt::format("correlation: {} has no density matrix to regress", equation.label);
  }
  const RoadEquation regressed{*equation.kind.master_equation, equation.options};
  const std::string reason = density_matrix_road().obstacle(model, regressed, {Quantity::states});
  return reason.empty() ? "" : "correlation: " + reason;
}

ObservableKind correlation_row() {
  return {
      .name = "correlation",
      .help = "<A(t) B(0)> of two products of site operators, by quantum regression",
      .arguments = {{"name", ArgumentKey::Kind::identifier, "", "\"n\""},
                    {"of", ArgumentKey::Kind::operators, "A", "[\"SITE.n\"]"},
                    {"with", ArgumentKey::Kind::operators, "B", "[\"SITE.n\"]"}},
      .in_time_alone = true,
      .bind = [](const Model& model, const Observable& observable) {
        const std::string name = observable.array_name();
        return BoundObservable{
            .arrays = complex_arrays(name, name, "1", {}),
            .needs = {},
            .obstacle = correlation_obstacle,
            .evaluate =
                [a = site_product(model, observable.argument<std::vector<SiteOperator>>("of")),
                 b = site_product(model, observable.argument<std::vector<SiteOperator>>("with"))](
                    const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  // A tile holds all times of one point.
                  try {
                    const Vector values = correlation(
                        tile.points.at(tile.tile.begin), *tile.equation.kind.master_equation,
                        equation_options(tile.equation.options), a, b, *tile.course);
                    for (std::size_t i = 0; i < tile.size(); ++i) {
                      write_complex(values.segment(static_cast<Eigen::Index>(i), 1), i, out);
                    }
                  } catch (const NoAnswer& error) {
                    for (std::size_t i = 0; i < tile.size(); ++i) {
                      tile.answer.reasons[i] = error.what();
                    }
                  }
                }};
      }};
}

}  // namespace quflux::inline observable
