#include "quflux/study/superoperators.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"
#include "python/study.h"
#include "quflux/core/error.h"
#include "quflux/method/master_equation/correlation.h"
#include "quflux/model/check_model.h"
#include "quflux/study/correlation.h"

namespace quflux::python {

namespace {

// Of "SITE.OPERATOR", in this order.
Matrix site_product(const Model& model, const std::vector<std::string>& texts) {
  std::vector<SiteOperator> factors;
  for (const std::string& text : texts) {
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos) {
      throw Error(fmt::format("an operator is '{}'; write \"SITE.OPERATOR\"", text));
    }
    factors.push_back({text.substr(0, dot), text.substr(dot + 1)});
  }
  require_product("operators", model, factors);
  return site_product(model, factors);
}

}  // namespace

void bind_superoperators(nb::module_& module) {
  // Of a study of one equation.
  module.def(
      "liouvillian",
      [](const StudyValue& value) {
        return liouvillian(value.study.model, value.study.equations.front());
      },
      nb::arg("study"));
  module.def(
      "dissipator",
      [](const StudyValue& value, const std::string& bath) {
        return dissipator(value.study.model, bath, value.study.equations.front());
      },
      nb::arg("study"), nb::arg("bath"));
  // Of a study with a course: by equation and time.
  module.def(
      "correlation",
      [](const StudyValue& value, const Matrix& a, const Matrix& b) {
        return correlations(value.study, a, b);
      },
      nb::arg("study"), nb::arg("a"), nb::arg("b"));
  module.def(
      "site_product",
      [](const StudyValue& value, const std::vector<std::string>& factors) {
        return site_product(value.study.model, factors);
      },
      nb::arg("study"), nb::arg("factors"));
}

}  // namespace quflux::python
