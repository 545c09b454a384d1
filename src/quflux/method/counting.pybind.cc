#include "quflux/method/counting.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/run_point.h"
#include "python/study.h"
#include "quflux/core/error.h"

namespace quflux::python {

namespace {

// Of a study of one equation.
FlowStatistics statistics_of(const StudyValue& value) {
  return flow_statistics(value.study.equations.front(), value.study.model);
}

// Beyond, factorials leave no digits, and a recursion of so many steps takes long.
constexpr int kHighestOrder = 64;

int allowed_order(int order) {
  if (order <= kHighestOrder) return order;
  throw Error(fmt::format("order is {}; cumulants are known up to {}", order, kHighestOrder));
}

}  // namespace

void bind_counting(nb::module_& module) {
  module.attr("MOST_CUMULANTS") = kHighestOrder;
  module.def(
      "cumulants",
      [](const StudyValue& value, const RealVector& weights, int order) {
        const ToldCumulants told = run_point(value.study, [&] {
          return cumulants(value.study.equations.front(), value.study.model, weights,
                           allowed_order(order));
        });
        return nb::make_tuple(told.values, told.remarks);
      },
      nb::arg("study"), nb::arg("weights"), nb::arg("order"));
  // Each row of `s` has a number for every bath.
  module.def(
      "generating_function",
      [](const StudyValue& value, const RealMatrix& s) {
        return run_point(value.study, [&] {
          const FlowStatistics statistics = statistics_of(value);
          RealVector lambda(s.rows());
          for (Eigen::Index i = 0; i < s.rows(); ++i) {
            lambda(i) = statistics.generating_function(s.row(i).transpose());
          }
          return lambda;
        });
      },
      nb::arg("study"), nb::arg("s"));
  module.def(
      "rate_function",
      [](const StudyValue& value, const RealVector& weights, const RealVector& flows) {
        return run_point(value.study, [&] {
          const FlowStatistics statistics = statistics_of(value);
          const RealVector known =
              cumulants(value.study.equations.front(), value.study.model, weights, 2).values;
          RealVector rates(flows.size());
          for (Eigen::Index i = 0; i < flows.size(); ++i) {
            rates(i) = rate_function(statistics, known, weights, flows(i));
          }
          return rates;
        });
      },
      nb::arg("study"), nb::arg("weights"), nb::arg("flows"));
  module.def(
      "bath_noise",
      [](const StudyValue& value, const std::vector<double>& frequencies) {
        return run_point(value.study, [&] {
          return bath_noise(value.study.equations.front(), value.study.model, frequencies);
        });
      },
      nb::arg("study"), nb::arg("frequencies"));
}

}  // namespace quflux::python
