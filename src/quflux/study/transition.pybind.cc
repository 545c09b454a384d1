#include "quflux/study/transition.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/interruptible.h"
#include "python/run_points.h"
#include "python/study.h"
#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/exceptional/branches.h"
#include "quflux/report/progress.h"
#include "quflux/study/exceptional_plane.h"
#include "quflux/study/families.h"
#include "quflux/study/near_families.h"

namespace quflux::python {

namespace {

constexpr std::size_t kSearchParts = 1000;  // that a progress bar has

// A number and how many eigenvalues.
using Near = std::optional<std::pair<Complex, Eigen::Index>>;

std::optional<NearTarget> near_target(const Near& given) {
  if (!given) return std::nullopt;
  return NearTarget{given->first, given->second};
}

Transition transition(const Study& study, const std::string& parameter, double from, double to,
                      std::optional<double> height, const std::optional<std::string>& matrix,
                      const Near& near, const nb::object& progress) {
  return run_points(1, progress, [&](const PointCounter& counter) {
    return find_transition(
        study, parameter, {from, to},
        {height, matrix ? std::optional(equation_matrix(*matrix)) : std::nullopt,
         counted_shares(kSearchParts, counter.count), &counter.stop, near_target(near)});
  });
}

ExceptionalPlane exceptional_plane(const Study& study, const std::array<std::string, 2>& parameters,
                                   const std::array<double, 2>& lower,
                                   const std::array<double, 2>& upper,
                                   const std::optional<std::string>& matrix,
                                   const nb::object& progress) {
  return run_points(1, progress, [&](const PointCounter& counter) {
    return find_exceptional_plane(
        study, parameters, {{lower[0], upper[0]}, {lower[1], upper[1]}},
        {std::nullopt, matrix ? std::optional(equation_matrix(*matrix)) : std::nullopt,
         counted_shares(kSearchParts, counter.count), &counter.stop});
  });
}

Branches branches(const StudyValue& asked, const std::string& parameter,
                  const std::vector<double>& values, const std::string& label,
                  const std::string& matrix, const Near& near) {
  const Study& study = asked.study;
  return run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const StopScope scope(&stop);
        const Equation& of = *find_labelled(study.equations, label);
        if (const auto target = near_target(near)) {
          return follow_some_branches(near_eigensystems(study, parameter, of, *target), values);
        }
        if (std::string reason = matrix_obstacle(study, of, equation_matrix(matrix));
            !reason.empty()) {
          throw Error(reason);
        }
        const RealFamily family = matrix_family(study, parameter, of, equation_matrix(matrix));
        const RealFamily watched = [&](double value) {
          if (stop) throw Error("stopped");  // nobody sees it: an exception is under way
          return family(value);
        };
        return follow_branches(watched, values);
      },
      [] {});
}

// The eigenvalues of a model as it is that are closest to a number, their phase rigidities and
// errors.
std::tuple<Vector, RealVector, RealVector> near_eigenvalues_of(const StudyValue& asked,
                                                               const std::string& label,
                                                               const Near& near) {
  return run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const StopScope scope(&stop);
        const Eigensystem found = near_eigensystem(
            asked.study, *find_labelled(asked.study.equations, label), *near_target(near));
        RealVector rigidity(found.values.size());
        for (Eigen::Index i = 0; i < rigidity.size(); ++i) rigidity(i) = phase_rigidity(found, i);
        return std::tuple(found.values, rigidity, found.errors);
      },
      [] {});
}

}  // namespace

void bind_transition(nb::module_& module) {
  nb::class_<TransitionPoint, ExceptionalPoint>(module, "TransitionPoint", "See transition.h.")
      .def_prop_ro("kind", [](const TransitionPoint& point) { return name(point.kind); })
      .def_ro("error", &TransitionPoint::error);
  nb::class_<TransitionMarker>(module, "TransitionMarker", "See transition.h.")
      .def_ro("name", &TransitionMarker::name)
      .def_ro("value", &TransitionMarker::value)
      .def_ro("meaning", &TransitionMarker::meaning);
  nb::class_<EquationTransition>(module, "EquationTransition", "See transition.h.")
      .def_ro("points", &EquationTransition::points)
      .def_ro("minimum_gap", &EquationTransition::minimum_gap)
      .def_ro("minimum_gap_at", &EquationTransition::minimum_gap_at)
      .def_ro("height", &EquationTransition::height)
      .def_ro("complete", &EquationTransition::complete)
      .def_ro("not_searched", &EquationTransition::not_searched)
      .def_ro("markers", &EquationTransition::markers)
      .def_ro("remarks", &EquationTransition::remarks)
      .def_prop_ro("matrix", [](const EquationTransition& e) { return name(e.matrix); });
  nb::class_<PlaneCurve, ExceptionalCurve>(module, "PlaneCurve", "See exceptional_plane.h.")
      .def_prop_ro("kind", [](const PlaneCurve& curve) { return name(curve.kind); });
  nb::class_<EquationPlane>(module, "EquationPlane", "See exceptional_plane.h.")
      .def_ro("points", &EquationPlane::points)
      .def_ro("degeneracies", &EquationPlane::degeneracies)
      .def_ro("curves", &EquationPlane::curves)
      .def_ro("degeneracy_curves", &EquationPlane::degeneracy_curves)
      .def_ro("complete", &EquationPlane::complete)
      .def_ro("remarks", &EquationPlane::remarks)
      .def_prop_ro("matrix", [](const EquationPlane& e) { return name(e.matrix); });
  nb::class_<Branches>(module, "Branches", "See branches.h.")
      .def_ro("eigenvalues", &Branches::eigenvalues)
      .def_ro("rigidity", &Branches::rigidity)
      .def_ro("errors", &Branches::errors);
  module.def(
      "find_transition",
      [](const StudyValue& asked, const std::string& parameter, double from, double to,
         std::optional<double> height, const std::optional<std::string>& matrix, const Near& near,
         const nb::object& progress) {
        return transition(asked.study, parameter, from, to, height, matrix, near, progress)
            .equations;
      },
      nb::arg("study"), nb::arg("parameter"), nb::arg("start"), nb::arg("stop"),
      nb::arg("height").none(), nb::arg("matrix").none(), nb::arg("near").none(),
      nb::arg("progress").none());
  module.def(
      "find_exceptional_plane",
      [](const StudyValue& asked, const std::array<std::string, 2>& parameters,
         const std::array<double, 2>& lower, const std::array<double, 2>& upper,
         const std::optional<std::string>& matrix, const nb::object& progress) {
        return exceptional_plane(asked.study, parameters, lower, upper, matrix, progress)
            .equations.front();
      },
      nb::arg("study"), nb::arg("parameters"), nb::arg("lower"), nb::arg("upper"),
      nb::arg("matrix").none(), nb::arg("progress").none());
  module.def(
      "pair_equation", [](const std::string& name) { return pair_equation(equation(name)); },
      nb::arg("name"));
  module.attr("SEARCH_PARTS") = kSearchParts;
  module.def("branches", &branches, nb::arg("study"), nb::arg("parameter"), nb::arg("values"),
             nb::arg("equation"), nb::arg("matrix"), nb::arg("near").none());
  module.def("near_eigenvalues", &near_eigenvalues_of, nb::arg("study"), nb::arg("equation"),
             nb::arg("near"));
}

}  // namespace quflux::python
