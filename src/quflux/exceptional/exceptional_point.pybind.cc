#include "quflux/exceptional/exceptional_point.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/function.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"

namespace quflux::python {

namespace {

using Pair = std::array<double, 2>;

ExceptionalSearch search(const std::function<Matrix(double, double)>& family, const Pair& x,
                         const std::optional<Pair>& y, std::optional<int> cells) {
  const SearchOptions options{cells};
  const Interval interval{x[0], x[1]};
  if (y)
    return find_exceptional_points(PlaneFamily(family), {interval, {(*y)[0], (*y)[1]}}, options);
  return find_exceptional_points(RealFamily([&](double p) { return family(p, 0); }), interval,
                                 options);
}

}  // namespace

void bind_exceptional(nb::module_& module) {
  nb::class_<ExceptionalPoint>(module, "ExceptionalPoint", "See exceptional_point.h.")
      .def_ro("parameters", &ExceptionalPoint::parameters)
      .def_ro("eigenvalue", &ExceptionalPoint::eigenvalue)
      .def_ro("multiplicity", &ExceptionalPoint::multiplicity)
      .def_ro("jordan_blocks", &ExceptionalPoint::jordan_blocks)
      .def_ro("cycles", &ExceptionalPoint::cycles)
      .def_ro("branch_exponent", &ExceptionalPoint::branch_exponent)
      .def_prop_ro("order", [](const ExceptionalPoint& point) { return order(point); });
  nb::class_<ExceptionalCurve>(module, "ExceptionalCurve", "See exceptional_point.h.")
      .def_ro("points", &ExceptionalCurve::points)
      .def_ro("eigenvalues", &ExceptionalCurve::eigenvalues)
      .def_ro("multiplicity", &ExceptionalCurve::multiplicity)
      .def_ro("jordan_blocks", &ExceptionalCurve::jordan_blocks)
      .def_ro("closed", &ExceptionalCurve::closed)
      .def_prop_ro("order", [](const ExceptionalCurve& curve) { return order(curve); });
  nb::class_<ExceptionalSearch>(module, "ExceptionalSearch", "See exceptional_point.h.")
      .def_ro("points", &ExceptionalSearch::points)
      .def_ro("degeneracies", &ExceptionalSearch::degeneracies)
      .def_ro("curves", &ExceptionalSearch::curves)
      .def_ro("degeneracy_curves", &ExceptionalSearch::degeneracy_curves)
      .def_ro("minimum_gap", &ExceptionalSearch::minimum_gap)
      .def_ro("minimum_gap_at", &ExceptionalSearch::minimum_gap_at)
      .def_ro("complete", &ExceptionalSearch::complete);
  module.def("search_family", &search, nb::arg("family"), nb::arg("x"), nb::arg("y").none(),
             nb::arg("cells").none());
}

}  // namespace quflux::python
