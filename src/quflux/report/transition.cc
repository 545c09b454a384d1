#include "quflux/report/transition.h"

#include <algorithm>
#include <cmath>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "quflux/core/version.h"
#include "quflux/report/table.h"
#include "quflux/report/transition_points.h"
#include "quflux/report/words.h"
#include "quflux/study/families.h"
#include "quflux/study/markers.h"

namespace quflux::inline report {

namespace {

constexpr std::size_t kCurvePoints = 401;

std::string long_number(double x) { return number(x, kPlaceDigits); }

const char* matrix_name(EquationMatrix matrix) {
  switch (matrix) {
    case EquationMatrix::amplitude:
      return "amplitude matrix X of the moments";
    case EquationMatrix::slow:
      return "slow eigenvalues, to all orders in the couplings to the baths";
    default:
      return "generator of the density matrix";
  }
}

std::string region(const Transition& t, const EquationTransition& e) {
  return e.height > 0
             ? fmt::format("in {} <= Re <= {}, |Im| <= {:.6g}", long_number(t.interval.lower),
                           long_number(t.interval.upper), e.height)
             : fmt::format("on the real axis from {} to {}", long_number(t.interval.lower),
                           long_number(t.interval.upper));
}

// Those at one place in one line: where a coupling vanishes there may be dozens.
std::string degeneracies_in_words(const EquationTransition& e) {
  std::vector<std::pair<std::string, int>> places;
  for (const ExceptionalPoint& d : e.degeneracies) {
    std::string place = long_number(d.parameters[0]);
    if (d.parameters[1] != 0) place += fmt::format(" {:+.6g}i", d.parameters[1]);
    const auto known = std::ranges::find(places, place, &std::pair<std::string, int>::first);
    if (known == places.end()) {
      places.emplace_back(place, 1);
    } else {
      ++known->second;
    }
  }
  std::string text;
  for (const auto& [place, count] : places) {
    text += fmt::format(
        "  {} (all eigenvectors are there), no exceptional point: at {}\n",
        count == 1 ? "an ordinary degeneracy" : fmt::format("{} ordinary degeneracies", count),
        place);
  }
  return text;
}

std::string remarks_in_words(const EquationTransition& e) {
  std::string text;
  for (const std::string& remark : e.remarks) text += fmt::format("  {}\n", remark);
  return text;
}

std::string points_in_words(const Transition& t, const EquationTransition& e) {
  if (!e.not_searched.empty()) {
    return fmt::format("{}: {}\n", e.equation, e.not_searched) + remarks_in_words(e);
  }
  std::string text = fmt::format("{}: {}, {}\n", e.equation, matrix_name(e.matrix), region(t, e));
  if (e.points.empty()) {
    text += fmt::format(
        "  no exceptional point; different eigenvalues come as close as {:.6g}, at {:.9g}\n",
        e.minimum_gap, e.minimum_gap_at);
  } else {
    TextTable table{point_titles("  Re", "Im"), {}};
    const bool has_errors =
        std::ranges::any_of(e.points, [](const TransitionPoint& p) { return p.error > 0; });
    if (has_errors) table.header.emplace_back("error of Re, Im");
    for (const TransitionPoint& p : e.points) {
      table.rows.push_back(point_cells(p));
      if (has_errors) table.rows.back().push_back(fmt::format("{:.1e}", p.error));
    }
    text += to_text(table);
    if (std::ranges::any_of(
            e.points, [](double a) { return std::isnan(a); }, &TransitionPoint::branch_exponent)) {
      text += "  no turn around a point without an exponent tells its branches apart\n";
    }
  }
  text += degeneracies_in_words(e);
  if (!e.complete) {
    text += "  the search could not account for the whole region; there may be more\n";
  }
  return text + remarks_in_words(e);
}

// All markers of any equation, in order.
std::vector<TransitionMarker> all_markers(const Transition& transition) {
  std::vector<TransitionMarker> all;
  for (const EquationTransition& e : transition.equations) {
    for (const TransitionMarker& marker : e.markers) {
      if (std::ranges::find(all, marker.name, &TransitionMarker::name) == all.end()) {
        all.push_back(marker);
      }
    }
  }
  return all;
}

std::optional<double> value(const EquationTransition& e, const std::string& marker) {
  const auto found = std::ranges::find(e.markers, marker, &TransitionMarker::name);
  return found == e.markers.end() ? std::nullopt : found->value;
}

bool has_marks_of_modes(const EquationTransition& e) {
  return std::ranges::find(e.markers, "splitting_inflection", &TransitionMarker::name) !=
         e.markers.end();
}

// Why the table has fewer marks for some equations.
std::string missing_marks(const Transition& transition) {
  std::vector<std::string_view> names;
  for (const EquationTransition& e : transition.equations) {
    if (!has_marks_of_modes(e)) names.push_back(e.equation);
  }
  if (names.empty()) return "";
  return fmt::format(
      "{}: no marks of splitting, width and critical coupling, which belong to the two "
      "eigenvalues\n"
      "of a 2 x 2 amplitude matrix; each pair of eigenvalues of a larger one has its own splitting "
      "and\n"
      "width, and none stands for all\n",
      fmt::join(names, ", "));
}

// Splitting and width of the modes along the interval.
struct ModesAlong {
  std::vector<double> splitting;
  std::vector<double> width;
};

std::vector<double> curve_parameters(const Transition& transition) {
  const auto [lower, upper] = transition.interval;
  std::vector<double> result;
  for (std::size_t i = 0; i < kCurvePoints; ++i) {
    result.push_back(lower + (upper - lower) * static_cast<double>(i) / (kCurvePoints - 1));
  }
  return result;
}

ModesAlong modes_along(const Study& study, const Transition& transition, const Equation& equation) {
  const RealFamily family = amplitude_family(study, transition.parameter, equation);
  ModesAlong result;
  for (const double p : curve_parameters(transition)) {
    const Matrix x = family(p);
    result.splitting.push_back(splitting(x));
    result.width.push_back(mean_width(x));
  }
  return result;
}

void append(std::vector<double>& all, const std::vector<double>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::string to_text(const Transition& transition) {
  std::string text = fmt::format("Exceptional points along {}\n", transition.parameter);
  for (const EquationTransition& e : transition.equations) text += points_in_words(transition, e);
  TextTable table{{"marker"}, {}};
  for (const EquationTransition& e : transition.equations) {
    table.header.push_back(e.equation);
  }
  table.header.emplace_back("meaning");
  for (const TransitionMarker& marker : all_markers(transition)) {
    std::vector<std::string> row{marker.name};
    for (const EquationTransition& e : transition.equations) {
      const auto v = value(e, marker.name);
      row.push_back(v ? long_number(*v) : "-");
    }
    row.push_back(marker.meaning);
    table.rows.push_back(std::move(row));
  }
  return titled(transition.title, text + "\n" + to_text(table) + missing_marks(transition));
}

std::string to_json(const Transition& transition) {
  using Json = nlohmann::ordered_json;
  Json equations = Json::object();
  for (const EquationTransition& e : transition.equations) {
    Json points = Json::array();
    for (const TransitionPoint& p : e.points) {
      Json point{{"re", p.parameters[0]}, {"im", p.parameters[1]}};
      point.update(point_fields(p));
      points.push_back(std::move(point));
    }
    Json markers = Json::object();
    for (const TransitionMarker& marker : e.markers) {
      markers[marker.name] = marker.value ? Json(*marker.value) : Json(nullptr);
    }
    equations[e.equation] = {
        {"matrix", name(e.matrix)},
        {"exceptional_points", std::move(points)},
        {"markers", std::move(markers)},
        {"minimum_gap", e.minimum_gap},
        {"minimum_gap_at", e.minimum_gap_at},
        {"height", e.height},
        {"complete", e.complete},
        {"not_searched", e.not_searched.empty() ? Json(nullptr) : Json(e.not_searched)},
        {"remarks", e.remarks}};
  }
  const Json document{{"model", transition.title},
                      {"parameter", transition.parameter},
                      {"from", transition.interval.lower},
                      {"to", transition.interval.upper},
                      {"equations", std::move(equations)}};
  return document.dump(2) + "\n";
}

std::string to_csv(const Transition& transition) {
  std::string text = "equation,marker,value\n";
  for (const EquationTransition& e : transition.equations) {
    for (const TransitionMarker& marker : e.markers) {
      text += fmt::format("{},{},{}\n", e.equation, marker.name,
                          marker.value ? fmt::format("{:.17g}", *marker.value) : "nan");
    }
  }
  return text;
}

Dataset to_dataset(const Study& study, const Transition& transition) {
  Dataset dataset;
  dataset.attributes = {{"title", transition.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {"parameter", transition.parameter},
                        {"from", transition.interval.lower},
                        {"to", transition.interval.upper},
                        {kFigure, "transition"},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  std::vector<std::string> names;
  for (const EquationTransition& e : transition.equations) names.push_back(e.equation);
  std::vector<std::string> remarks;
  for (const EquationTransition& e : transition.equations) {
    for (const std::string& remark : e.remarks) remarks.push_back(e.equation + ": " + remark);
  }
  if (!remarks.empty()) dataset.attributes["remarks"] = fmt::format("{}", fmt::join(remarks, "\n"));
  dataset.dimensions = {{"equation", names.size()}};
  dataset.variables.push_back({"equation", {"equation"}, names, "", "master equation", {}});
  std::vector<std::vector<TransitionPoint>> points;
  for (const EquationTransition& e : transition.equations) points.push_back(e.points);
  add_points(dataset, points,
             {"exceptional_point_re", "parameter of the exceptional point, real part"},
             {"exceptional_point_im", "parameter of the exceptional point, imaginary part"});
  for (const TransitionMarker& marker : all_markers(transition)) {
    std::vector<double> values;
    for (const EquationTransition& e : transition.equations) {
      values.push_back(value(e, marker.name).value_or(NAN));
    }
    dataset.variables.push_back({marker.name, {"equation"}, values, "", marker.meaning, {}});
  }
  std::vector<double> splittings;
  std::vector<double> widths;
  for (std::size_t e = 0; e < study.equations.size(); ++e) {
    std::optional<ModesAlong> modes;
    if (has_marks_of_modes(transition.equations[e])) {
      modes = modes_along(study, transition, study.equations[e]);
    }
    const std::vector<double> none(kCurvePoints, NAN);
    append(splittings, modes ? modes->splitting : none);
    append(widths, modes ? modes->width : none);
  }
  if (std::ranges::any_of(splittings, [](double s) { return !std::isnan(s); })) {
    const std::string& p = transition.parameter;
    dataset.dimensions.emplace_back(p, kCurvePoints);
    dataset.variables.push_back({p, {p}, curve_parameters(transition), "", "", {}});
    dataset.variables.push_back(
        {"splitting", {"equation", p}, splittings, "energy", "splitting of the two modes", {}});
    dataset.variables.push_back(
        {"width", {"equation", p}, widths, "energy", "mean width of the two modes", {}});
  }
  return dataset;
}

}  // namespace quflux::inline report
