#include "quflux/report/exceptional_plane.h"

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "quflux/core/version.h"
#include "quflux/report/table.h"
#include "quflux/report/transition_points.h"
#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

std::string place(const std::array<double, 2>& p) {
  return fmt::format("{:.6g}, {:.6g}", p[0], p[1]);
}

std::string curve_in_words(const PlaneCurve& curve, const char* what) {
  return fmt::format("  {} of order {}, kind {}: {}\n", what, order(curve), name(curve.kind),
                     curve.closed ? fmt::format("closed, through {}", place(curve.points.front()))
                                  : fmt::format("from {} to {}", place(curve.points.front()),
                                                place(curve.points.back())));
}

std::string plane_in_words(const ExceptionalPlane& plane, const EquationPlane& e) {
  std::string text;
  if (!e.not_searched.empty()) {
    text = fmt::format("{}: {}\n", e.equation, e.not_searched);
  } else {
    text = fmt::format("{}: {}\n", e.equation, name(e.matrix));
    if (e.points.empty()) text += "  no isolated exceptional point and no cusp\n";
  }
  if (!e.points.empty()) {
    TextTable table{point_titles("  " + plane.parameters[0], plane.parameters[1]), {}};
    table.header.emplace_back("error");
    for (const TransitionPoint& p : e.points) {
      table.rows.push_back(point_cells(p));
      table.rows.back().push_back(p.error > 0 ? fmt::format("{:.1e}", p.error) : "rounding");
    }
    text += to_text(table);
  }
  for (const PlaneCurve& curve : e.curves) text += curve_in_words(curve, "curve");
  for (const TransitionPoint& d : e.degeneracies) {
    text += fmt::format("  an ordinary degeneracy (all eigenvectors are there) at {}\n",
                        place(d.parameters));
  }
  for (const PlaneCurve& curve : e.degeneracy_curves) {
    text += curve_in_words(curve, "curve of ordinary degeneracies");
  }
  if (!e.complete) {
    text += "  the search could not account for the whole region; there may be more\n";
  }
  for (const std::string& remark : e.remarks) text += fmt::format("  {}\n", remark);
  return text;
}

// The vertices of all curves, one behind the other.
void add_curves(Dataset& dataset, const ExceptionalPlane& plane) {
  struct Column {
    const char* name;
    const char* units;
    std::string long_name;
    std::vector<double> values = {};
  };
  std::array<Column, 6> columns{
      Column{"vertex_equation", "1", "place of the equation that a vertex of a curve belongs to"},
      Column{"vertex_curve", "1", "which curve of all it belongs to"},
      Column{"vertex_x", "", plane.parameters[0]},
      Column{"vertex_y", "", plane.parameters[1]},
      Column{"vertex_kind", "1", "what relaxes: 0 coherences, 1 flows, 2 both"},
      Column{"vertex_order", "1", "size of the largest Jordan block; 1: ordinary degeneracies"}};
  double count = 0;
  const auto add = [&](double equation, const PlaneCurve& curve) {
    for (const auto& [x, y] : curve.points) {
      const std::array values{equation,
                              count,
                              x,
                              y,
                              static_cast<double>(curve.kind),
                              static_cast<double>(order(curve))};
      for (std::size_t i = 0; i < values.size(); ++i) columns[i].values.push_back(values[i]);
    }
    ++count;
  };
  for (std::size_t e = 0; e < plane.equations.size(); ++e) {
    const auto place = static_cast<double>(e);
    for (const PlaneCurve& curve : plane.equations[e].curves) add(place, curve);
    for (const PlaneCurve& curve : plane.equations[e].degeneracy_curves) add(place, curve);
  }
  if (count == 0) return;
  dataset.dimensions.emplace_back("vertex", columns[0].values.size());
  for (Column& column : columns) {
    dataset.variables.push_back(
        {column.name, {"vertex"}, std::move(column.values), column.units, column.long_name, {}});
  }
}

}  // namespace

std::string to_text(const ExceptionalPlane& plane) {
  std::string text = fmt::format(
      "Exceptional points in the plane of {} from {:.6g} to {:.6g} and {} from {:.6g} to {:.6g}\n",
      plane.parameters[0], plane.box.x.lower, plane.box.x.upper, plane.parameters[1],
      plane.box.y.lower, plane.box.y.upper);
  for (const EquationPlane& e : plane.equations) text += plane_in_words(plane, e);
  return titled(plane.title, text);
}

std::string to_json(const ExceptionalPlane& plane) {
  using Json = nlohmann::ordered_json;
  Json equations = Json::object();
  for (const EquationPlane& e : plane.equations) {
    Json points = Json::array();
    for (const TransitionPoint& p : e.points) {
      Json point{{"parameters", p.parameters}};
      point.update(point_fields(p));
      points.push_back(std::move(point));
    }
    Json curves = Json::array();
    for (const PlaneCurve& curve : e.curves) {
      curves.push_back({{"points", curve.points},
                        {"kind", name(curve.kind)},
                        {"order", order(curve)},
                        {"closed", curve.closed}});
    }
    equations[e.equation] = {
        {"matrix", name(e.matrix)},
        {"exceptional_points", std::move(points)},
        {"curves", std::move(curves)},
        {"complete", e.complete},
        {"not_searched", e.not_searched.empty() ? Json(nullptr) : Json(e.not_searched)},
        {"remarks", e.remarks}};
  }
  const Json document{{"model", plane.title},
                      {"parameters", plane.parameters},
                      {"from", {plane.box.x.lower, plane.box.y.lower}},
                      {"to", {plane.box.x.upper, plane.box.y.upper}},
                      {"equations", std::move(equations)}};
  return document.dump(2) + "\n";
}

Dataset to_dataset(const Study& study, const ExceptionalPlane& plane) {
  Dataset dataset;
  dataset.attributes = {{"title", plane.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {"parameter", plane.parameters[0]},
                        {"from", plane.box.x.lower},
                        {"to", plane.box.x.upper},
                        {"second", plane.parameters[1]},
                        {"second_from", plane.box.y.lower},
                        {"second_to", plane.box.y.upper},
                        {kFigure, "exceptional_plane"},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  std::vector<std::string> names;
  std::vector<std::string> remarks;
  std::vector<std::vector<TransitionPoint>> points;
  for (const EquationPlane& e : plane.equations) {
    names.push_back(e.equation);
    if (!e.not_searched.empty()) remarks.push_back(e.equation + ": " + e.not_searched);
    for (const std::string& remark : e.remarks) remarks.push_back(e.equation + ": " + remark);
    points.push_back(e.points);
    points.back().insert(points.back().end(), e.degeneracies.begin(), e.degeneracies.end());
  }
  if (!remarks.empty()) dataset.attributes["remarks"] = fmt::format("{}", fmt::join(remarks, "\n"));
  dataset.dimensions = {{"equation", names.size()}};
  dataset.variables.push_back({"equation", {"equation"}, names, "", "master equation", {}});
  add_points(dataset, points, {"exceptional_point_x", plane.parameters[0]},
             {"exceptional_point_y", plane.parameters[1]});
  add_curves(dataset, plane);
  return dataset;
}

std::string to_csv(const ExceptionalPlane& plane) {
  std::string text = fmt::format("equation,kind,order,curve,{},{},error\n", plane.parameters[0],
                                 plane.parameters[1]);
  for (const EquationPlane& e : plane.equations) {
    for (const TransitionPoint& p : e.points) {
      text += fmt::format("{},{},{},,{:.17g},{:.17g},{:.3g}\n", e.equation, name(p.kind), order(p),
                          p.parameters[0], p.parameters[1], p.error);
    }
    for (std::size_t n = 0; n < e.curves.size(); ++n) {
      const PlaneCurve& curve = e.curves[n];
      for (const auto& [x, y] : curve.points) {
        text += fmt::format("{},{},{},{},{:.17g},{:.17g},\n", e.equation, name(curve.kind),
                            order(curve), n, x, y);
      }
    }
  }
  return text;
}

}  // namespace quflux::inline report
