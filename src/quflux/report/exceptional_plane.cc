#include "quflux/report/exceptional_plane.h"

#include <nlohmann/json.hpp>

#include "quflux/report/point_words.h"
#include "quflux/report/table.h"
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

std::string in_words(const ExceptionalPlane& plane, const EquationPlane& e) {
  std::string text;
  if (!e.not_searched.empty()) {
    text = fmt::format("{}: {}\n", e.equation, e.not_searched);
  } else {
    text = fmt::format("{}: {}\n", e.equation, name(e.matrix));
    if (e.points.empty()) text += "  no isolated exceptional point and no cusp\n";
  }
  if (!e.points.empty()) {
    TextTable table{{"  " + plane.parameters[0], plane.parameters[1], "kind", "order",
                     "Jordan blocks", "branches", "exponent", "eigenvalue", "error"},
                    {}};
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

}  // namespace

std::string to_text(const ExceptionalPlane& plane) {
  std::string text = fmt::format(
      "Exceptional points in the plane of {} from {:.6g} to {:.6g} and {} from {:.6g} to {:.6g}\n",
      plane.parameters[0], plane.box.x.lower, plane.box.x.upper, plane.parameters[1],
      plane.box.y.lower, plane.box.y.upper);
  for (const EquationPlane& e : plane.equations) text += in_words(plane, e);
  return titled(plane.title, text);
}

std::string to_json(const ExceptionalPlane& plane) {
  using Json = nlohmann::ordered_json;
  Json equations = Json::object();
  for (const EquationPlane& e : plane.equations) {
    Json points = Json::array();
    for (const TransitionPoint& p : e.points) {
      points.push_back({{"parameters", p.parameters},
                        {"kind", name(p.kind)},
                        {"error", p.error},
                        {"order", order(p)},
                        {"branch_exponent", p.branch_exponent},
                        {"multiplicity", p.multiplicity},
                        {"jordan_blocks", p.jordan_blocks},
                        {"cycles", p.cycles},
                        {"eigenvalue", {p.eigenvalue.real(), p.eigenvalue.imag()}}});
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
