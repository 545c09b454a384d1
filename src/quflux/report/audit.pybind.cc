#include "quflux/report/audit.h"

#include <nanobind/stl/string.h>

#include "python/run_points.h"
#include "python/study.h"
#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"
#include "quflux/report/audit_page.h"
#include "quflux/validity/sampled_points.h"

namespace quflux::python {

void bind_audit(nb::module_& module) {
  nb::class_<Audit>(module, "Audit", "See audit.h.");
  module.def(
      "audit",
      [](const StudyValue& value, const nb::object& progress) {
        return run_points(1, progress, [&](const PointCounter& counter) {
          return audit(value.study, [&](std::size_t n) {
            if (counter.stop) throw Error("stopped");  // nobody sees it: an exception is under way
            counter.count(n);
          });
        });
      },
      nb::arg("study"), nb::arg("progress").none(), "What `quflux audit` finds.");
  module.def(
      "audited_points",
      [](const StudyValue& value) { return sampled_points(value.study.sweep).indices.size(); },
      nb::arg("study"), "How many points audit() looks at.");
  const auto text = [&](const char* name, std::string (*in_form)(const Study&, const Audit&),
                        const char* help) {
    module.def(
        name,
        [in_form](const StudyValue& value, const Audit& found) {
          return in_form(value.study, found);
        },
        nb::arg("study"), nb::arg("audit"), help);
  };
  text("audit_in_words", audit_in_words, "What `quflux audit` prints.");
  text("audit_as_json", audit_as_json, "What `quflux audit --format json` prints.");
  text("audit_page", audit_page, "What `quflux audit --report` writes.");
  module.def(
      "write_text",
      [](const std::string& path, const std::string& content) { write_file(path, content); },
      nb::arg("path"), nb::arg("content"), "Writes the whole file or nothing.");
}

}  // namespace quflux::python
