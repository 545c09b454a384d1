#include "quflux/study/exceptional_plane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/core/stop.h"
#include "quflux/exceptional/decoupled_blocks.h"
#include "quflux/exceptional/plane_interpolation.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/study/family_search.h"
#include "quflux/study/fingerprint.h"
#include "quflux/study/level_cut.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

using Eigen::Index;

namespace {

// Of slow eigenvalues, which are solved for to 1e-9: what their interpolation may leave.
constexpr double kSlowPlaneResolved = 1e-8;

// A matrix over the plane, or blocks of it.
struct Searched {
  PlaneFamily family;
  RelaxationKind kind;
};

// The same, of which a search that is begun again knows what it was; see recalled().
PlaneFamily plane_asked_once(PlaneFamily family) {
  return [family = std::move(family)](double x, double y) {
    return recalled([=] { return question("whole", {x, y}); }, [&] { return family(x, y); });
  };
}

PlaneFamily cut(const PlaneFamily& whole, std::vector<Index> block) {
  return [whole, block = std::move(block)](double x, double y) -> Matrix {
    return whole(x, y)(block, block);
  };
}

// Those that symmetries leave uncoupled, of which some can meet.
std::vector<std::vector<Index>> plane_blocks(const PlaneFamily& family, const Box& box) {
  std::vector<Matrix> samples;
  for (const auto& [u, v] :
       {std::pair{0.0, 0.1}, {0.137, 0.853}, {0.521, 0.372}, {0.853, 0.645}, {1.0, 0.9}}) {
    samples.push_back(family(box.x.lower + u * (box.x.upper - box.x.lower),
                             box.y.lower + v * (box.y.upper - box.y.lower)));
    require_family_matrix(samples.back(), "of the model");
  }
  auto result = decoupled_blocks(samples);
  std::erase_if(result, [](const auto& block) { return block.size() < 2; });
  return result;
}

// Blocks of the generator. That of some rho_ab has the conjugate eigenvalues of that of rho_ba.
std::vector<Searched> blocks_of_generator(const PlaneFamily& generator, const Box& box,
                                          bool coherences_alone) {
  const Matrix middle = generator(box.x.lower, box.y.lower);
  const auto d = static_cast<Index>(std::lround(std::sqrt(middle.rows())));
  const PlaneFamily family = interpolate(plane_asked_once(generator), box).value_or(generator);
  std::vector<std::vector<Index>> kept;
  std::vector<Searched> result;
  for (const std::vector<Index>& block : plane_blocks(generator, box)) {
    std::vector<Index> conjugate;
    for (const Index i : block) conjugate.push_back(i % d * d + i / d);
    std::ranges::sort(conjugate);
    if (std::ranges::find(kept, conjugate) != kept.end()) continue;
    kept.push_back(block);
    const bool populations = std::ranges::any_of(block, [d](Index i) { return i % d == i / d; });
    if (populations && coherences_alone) continue;
    result.push_back(
        {cut(family, block), populations ? RelaxationKind::flow : RelaxationKind::coherence});
  }
  return result;
}

void require_searchable(const std::vector<Searched>& parts, const Box& box, EquationPlane& result) {
  for (const Searched& part : parts) {
    const auto size = static_cast<std::size_t>(part.family(box.x.lower, box.y.lower).rows());
    if (size <= largest_searched_block(result.matrix)) continue;
    result.not_searched = fmt::format(
        "the {} matrix of the {} equation has blocks of {} x {}; exceptional points are searched "
        "in "
        "blocks up to {} x {}",
        name(result.matrix), result.equation, size, size, largest_searched_block(result.matrix),
        largest_searched_block(result.matrix));
    return;
  }
}

template <class All, class More>
void append_of_kind(std::vector<All>& all, const std::vector<More>& more, RelaxationKind kind) {
  for (const More& one : more) all.push_back({one, kind});
}

void search(const std::vector<Searched>& parts, const Box& box, const TransitionOptions& options,
            EquationPlane& result) {
  const auto count = static_cast<double>(parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto index = static_cast<double>(i);
    const RecallPart asked("part", std::array{index});
    const TransitionOptions of_part = part(options, index / count, (index + 1) / count);
    const ExceptionalSearch found = find_exceptional_points(
        parts[i].family, box, SearchOptions{{}, of_part.progress, options.stop});
    append_of_kind(result.points, found.points, parts[i].kind);
    append_of_kind(result.degeneracies, found.degeneracies, parts[i].kind);
    append_of_kind(result.curves, found.curves, parts[i].kind);
    append_of_kind(result.degeneracy_curves, found.degeneracy_curves, parts[i].kind);
    result.complete = result.complete && found.complete;
  }
}

std::vector<Searched> parts_of(const Study& study, const std::array<std::string, 2>& parameters,
                               const Box& box, const Equation& equation,
                               const TransitionOptions& options, EquationPlane& result) {
  const bool amplitudes = options.matrix ? *options.matrix == EquationMatrix::amplitude
                                         : has_amplitude_matrix(study, equation);
  result.matrix = amplitudes ? EquationMatrix::amplitude : EquationMatrix::generator;
  const auto family = [&](EquationMatrix matrix) -> PlaneFamily {
    return [study, parameters, of = matrix_of_models(study, equation, matrix)](double x, double y) {
      return of(model_at(study, parameters, std::array{x, y}));
    };
  };
  if (!amplitudes) {
    if (std::string reason = matrix_obstacle(study, equation, EquationMatrix::generator);
        !reason.empty()) {
      throw NoAnswer(reason);
    }
    if (has_oscillators(study.model)) {
      result.remarks.emplace_back(
          "oscillators are cut at the levels of the model, which points may depend on");
    }
    return blocks_of_generator(family(EquationMatrix::generator), box, false);
  }
  if (has_pair_form(study, equation)) {
    for (const double x : {box.x.lower, box.x.upper}) {
      for (const double y : {box.y.lower, box.y.upper}) {
        validate(require_pair(model_at(study, parameters, std::array{x, y})).pair);
      }
    }
  }
  const bool oscillators = has_oscillators(study.model);
  const PlaneFamily whole = family(EquationMatrix::amplitude);
  std::vector<Searched> parts;
  for (const std::vector<Index>& block : plane_blocks(whole, box)) {
    parts.push_back({cut(whole, block), oscillators ? RelaxationKind::both : RelaxationKind::flow});
  }
  if (!options.matrix && !oscillators && study.model.sites.size() == 2) {
    const auto coherences = blocks_of_generator(family(EquationMatrix::generator), box, true);
    parts.insert(parts.end(), coherences.begin(), coherences.end());
  }
  return parts;
}

// Of two points at one place whose eigenvalues are complex conjugates the first one stays: matrices
// that are real in some basis have both.
void drop_conjugate_points(const Box& box, std::vector<TransitionPoint>& points) {
  constexpr double kSame = 1e-9;  // of the box, and of the eigenvalue
  std::vector<TransitionPoint> kept;
  for (const TransitionPoint& point : points) {
    const bool known = std::ranges::any_of(kept, [&](const TransitionPoint& other) {
      return std::abs(point.parameters[0] - other.parameters[0]) <=
                 kSame * (box.x.upper - box.x.lower) &&
             std::abs(point.parameters[1] - other.parameters[1]) <=
                 kSame * (box.y.upper - box.y.lower) &&
             std::abs(point.eigenvalue - std::conj(other.eigenvalue)) <=
                 kSame * std::abs(point.eigenvalue);
    });
    if (!known) kept.push_back(point);
  }
  points = std::move(kept);
}

// Where a point is when nothing is approximated.
void refine(const SlowPlane& plane, EquationPlane& found) {
  std::vector<TransitionPoint> points;
  for (TransitionPoint point : found.points) {
    try {
      const auto [x, y] = point.parameters;
      const SlowMeeting there = plane.refine({{x, y}, point.eigenvalue, point.multiplicity});
      point.parameters = {there.parameters[0].real(), there.parameters[1].real()};
      // That of a cusp, of a characteristic polynomial with real coefficients, is real.
      point.eigenvalue = point.multiplicity == 3 ? there.eigenvalue.real() : there.eigenvalue;
      point.error = there.error;
      points.push_back(point);
    } catch (const NoAnswer& error) {
      found.remarks.push_back(
          fmt::format("a point of kind {} next to {:.4g}, {:.4g} is not listed: "
                      "{}",
                      name(point.kind), point.parameters[0], point.parameters[1], error.what()));
    }
  }
  found.points = std::move(points);
}

void search_slow_planes(const std::vector<SlowPlane>& planes, const Box& box,
                        const TransitionOptions& options, EquationPlane& result) {
  // Without one of its own, it heeds that of who asks.
  std::optional<StopScope> scope;
  if (options.stop != nullptr) scope.emplace(options.stop);
  const auto count = static_cast<double>(planes.size());
  for (std::size_t i = 0; i < planes.size(); ++i) {
    const SlowPlane& plane = planes[i];
    const RecallPart asked(name(plane.kind));
    const PlaneFamily whole = plane_asked_once(plane.block);
    if (whole((box.x.lower + box.x.upper) / 2, (box.y.lower + box.y.upper) / 2).rows() == 1) {
      result.remarks.push_back(one_alone(plane.kind));
      continue;
    }
    const auto smooth = interpolate(whole, box, kSlowPlaneResolved);
    if (!smooth) {
      throw NoAnswer(
          "the slow eigenvalues do not depend smoothly enough on the parameters in this region; a "
          "smaller one helps");
    }
    EquationPlane found{result.equation, result.matrix, {}, {}, {}, {}, {}, true, {}};
    const auto index = static_cast<double>(i);
    search({{*smooth, plane.kind}}, box, part(options, index / count, (index + 1) / count), found);
    refine(plane, found);
    result.points.insert(result.points.end(), found.points.begin(), found.points.end());
    result.degeneracies.insert(result.degeneracies.end(), found.degeneracies.begin(),
                               found.degeneracies.end());
    result.curves.insert(result.curves.end(), found.curves.begin(), found.curves.end());
    result.degeneracy_curves.insert(result.degeneracy_curves.end(), found.degeneracy_curves.begin(),
                                    found.degeneracy_curves.end());
    result.complete = result.complete && found.complete;
    result.remarks.insert(result.remarks.end(), found.remarks.begin(), found.remarks.end());
  }
  if (!result.curves.empty() &&
      std::ranges::any_of(result.points, [](const TransitionPoint& p) { return p.error > 0; })) {
    result.remarks.emplace_back(
        "curves are those of a small hierarchy, and end next to the points, which are refined");
  }
}

EquationPlane plane_of(const Study& study, const std::array<std::string, 2>& parameters,
                       const Box& box, const Equation& equation, const TransitionOptions& options) {
  EquationPlane result{equation.label, EquationMatrix::slow, {}, {}, {}, {}, {}, true, {}};
  try {
    if (!equation.kind.master_equation) {
      result.not_searched = slow_plane_obstacle(study, parameters, box, equation);
      if (result.not_searched.empty()) {
        search_slow_planes(slow_planes(study, parameters, box, equation), box, options, result);
      } else {
        result.not_searched =
            fmt::format("{} has no generator, and its slow eigenvalues are not followed: {}",
                        equation.label, result.not_searched);
      }
      return result;
    }
    const std::vector<Searched> parts = parts_of(study, parameters, box, equation, options, result);
    if (parts.empty()) {
      result.not_searched = fmt::format(
          "no eigenvalue of the {} equation is coupled to another one, and none can meet "
          "in an exceptional point",
          equation.label);
      return result;
    }
    require_searchable(parts, box, result);
    if (result.not_searched.empty()) search(parts, box, options, result);
    drop_conjugate_points(box, result.points);
  } catch (const NoAnswer& error) {
    result.not_searched = error.what();
  }
  return result;
}

}  // namespace

std::string fingerprint(const Study& study, const std::array<std::string, 2>& parameters,
                        const Box& box, const TransitionOptions& options) {
  Fingerprint print;
  print.add(study_frame(study));
  for (const Equation& equation : study.equations) print.add(equation);
  for (const std::string& parameter : parameters) print.add(parameter);
  for (const double end : {box.x.lower, box.x.upper, box.y.lower, box.y.upper}) print.add(end);
  print.add(std::string(options.matrix ? name(*options.matrix) : "any matrix"));
  return print.text();
}

ExceptionalPlane find_exceptional_plane(const Study& study,
                                        const std::array<std::string, 2>& parameters,
                                        const Box& box, const TransitionOptions& options) {
  require_interval(box.x, ("the parameter " + parameters[0]).c_str());
  require_interval(box.y, ("the parameter " + parameters[1]).c_str());
  if (parameters[0] == parameters[1]) {
    throw Error(fmt::format("both parameters are {}; a plane has two", parameters[0]));
  }
  if (options.matrix == EquationMatrix::moments || options.matrix == EquationMatrix::slow) {
    throw Error(fmt::format("matrix is '{}'; it must be 'amplitude' or 'generator'",
                            name(*options.matrix)));
  }
  for (const double x : {box.x.lower, box.x.upper}) {
    for (const double y : {box.y.lower, box.y.upper}) {
      model_at(study, parameters, std::array{x, y});  // for its errors
    }
  }
  ExceptionalPlane result{study.model.title, parameters, box, {}};
  const auto count = static_cast<double>(study.equations.size());
  for (const Equation& equation : study.equations) {
    const auto index = static_cast<double>(result.equations.size());
    const RecallPart asked(equation.label);
    result.equations.push_back(plane_of(study, parameters, box, equation,
                                        part(options, index / count, (index + 1) / count)));
  }
  if (std::ranges::none_of(result.equations,
                           [](const EquationPlane& e) { return e.not_searched.empty(); })) {
    throw Error(result.equations.front().not_searched);
  }
  return result;
}

}  // namespace quflux::inline study
