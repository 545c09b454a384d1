#include "quflux/study/mapped_study.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline study {

namespace {

// Whether a number is the same in both models. Those of densities have names of their own in what
// is left of a bath, and mean other things there.
bool is_kept(const std::string& path, const std::vector<std::string>& known) {
  return path.find(".spectral_density.") == std::string::npos &&
         std::ranges::find(known, path) != known.end();
}

Sweep kept_sweep(const Sweep& sweep, const Model& model, std::vector<std::string>& left_out) {
  const std::vector<std::string> known = parameter_paths(model);
  Sweep kept;
  for (const SweepAxis& axis : sweep.axes) {
    is_kept(axis.path, known) ? kept.axes.push_back(axis) : left_out.push_back(axis.path);
  }
  for (const Follow& follow : sweep.follows) {
    is_kept(follow.path, known) && is_kept(follow.source, known) ? kept.follows.push_back(follow)
                                                                 : left_out.push_back(follow.path);
  }
  return kept;
}

bool has_output(const Model& model, const Observable& output) {
  const std::vector<std::string> known = parameter_paths(model);
  try {
    return std::ranges::all_of(output.kind.bind(model, output).parameters,
                               [&](const std::string& path) { return is_kept(path, known); });
  } catch (const NoAnswer&) {
    return false;
  }
}

}  // namespace

MappedStudy map_study(const Study& study, const MappingKind& mapping,
                      const MappingOptions& options) {
  MappedStudy mapped{study, {}};
  Study& result = mapped.study;
  result.model = mapping.map(study.model, options);
  result.equations = {equation(mapping.equation)};
  result.sweep = kept_sweep(study.sweep, result.model, mapped.left_out);
  std::erase_if(result.outputs, [&](const Observable& output) {
    if (has_output(result.model, output)) return false;
    mapped.left_out.push_back(output.array_name());
    return true;
  });
  if (result.outputs.empty()) result.outputs = {make_observable("energy_flow")};
  if (study.course) mapped.left_out.emplace_back("time");
  if (study.initial) mapped.left_out.emplace_back("initial");
  result.course.reset();
  result.initial.reset();
  result.source.clear();
  result.settings.clear();
  return mapped;
}

}  // namespace quflux::inline study
