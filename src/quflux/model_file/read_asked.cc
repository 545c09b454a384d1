#include "quflux/model_file/read_asked.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/model_file/read_equations.h"
#include "quflux/model_file/read_outputs.h"

namespace quflux::inline model_file {

namespace {

// A sweep may change a coefficient or an exponent, but gives no density a cutoff.
bool may_change(const Sweep& sweep, const std::string& bath) {
  const std::string density = "bath." + bath + ".spectral_density.";
  const auto begins_so = [&](const auto& swept) { return swept.path.starts_with(density); };
  return std::ranges::any_of(sweep.axes, begins_so) ||
         std::ranges::any_of(sweep.follows, begins_so);
}

// A spectral density without a Lamb shift would leave every point without an answer.
void require_lamb_shifts(TomlReader& root, const Study& study) {
  const auto shifted = [](const Options& options) {
    return option<bool>(options, "lamb_shift").value_or(false);
  };
  const auto any = [&](const Equation& equation) { return shifted(equation.options); };
  if (std::ranges::none_of(study.equations, any)) return;
  for (const ModelBath& bath : study.model.baths) {
    const auto obstacle = lamb_shift_obstacle(bath.spectral_density);
    if (!obstacle || may_change(study.sweep, bath.name)) continue;
    const std::string message =
        fmt::format("bath '{}' has no Lamb shift: {}", bath.name, *obstacle);
    if (!shifted(study.options)) root.fail("equations", message);
    TomlReader(root.table("options"), root.file(), "[options]").fail("lamb_shift", message);
  }
}

}  // namespace

void read_asked(TomlReader& root, const Tables& tables, Study& study) {
  study.options = read_options(root, tables.equations);
  study.equations = read_equations(root, study.options, study.model, tables.equations);
  require_lamb_shifts(root, study);
  study.outputs = read_outputs(root, study.model, study.course.has_value(), tables.observables);
}

}  // namespace quflux::inline model_file
