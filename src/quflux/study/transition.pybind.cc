#include "quflux/study/transition.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/interruptible.h"
#include "python/run_points.h"
#include "python/study.h"
#include "quflux/core/error.h"
#include "quflux/exceptional/branches.h"
#include "quflux/report/progress.h"
#include "quflux/study/exceptional_plane.h"
#include "quflux/study/families.h"

namespace quflux::python {

namespace {

constexpr std::size_t kSearchParts = 1000;  // that a progress bar has

Transition transition(const Study& study, const std::string& parameter, double from, double to,
                      std::optional<double> height, const std::optional<std::string>& matrix,
                      const nb::object& progress) {
  return run_points(1, progress, [&](const PointCounter& counter) {
    return find_transition(study, parameter, {from, to},
                           {height, matrix ? std::optional(equation_matrix(*matrix)) : std::nullopt,
                            counted_shares(kSearchParts, counter.count), &counter.stop});
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
                  const std::string& matrix) {
  const Study& study = asked.study;
  return run_interruptibly(
      [&](const std::atomic<bool>& stop) {
        const Equation& of = *find_labelled(study.equations, label);
        const RealFamily family = matrix_family(study, parameter, of, equation_matrix(matrix));
        const RealFamily watched = [&](double value) {
          if (stop) throw Error("stopped");  // nobody sees it: an exception is under way
          return family(value);
        };
        return follow_branches(watched, values);
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
      .def_ro("rigidity", &Branches::rigidity);
  module.def(
      "find_transition",
      [](const StudyValue& asked, const std::string& parameter, double from, double to,
         std::optional<double> height, const std::optional<std::string>& matrix,
         const nb::object& progress) {
        return transition(asked.study, parameter, from, to, height, matrix, progress).equations;
      },
      nb::arg("study"), nb::arg("parameter"), nb::arg("start"), nb::arg("stop"),
      nb::arg("height").none(), nb::arg("matrix").none(), nb::arg("progress").none());
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
             nb::arg("equation"), nb::arg("matrix"));
}

}  // namespace quflux::python
