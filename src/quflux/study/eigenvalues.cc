#include "quflux/study/eigenvalues.h"

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/exceptional/branches.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

Dataset eigenvalues_along(const Study& study, const std::string& parameter,
                          const Interval& interval, int points, EquationMatrix matrix) {
  require_interval(interval, ("the parameter " + parameter).c_str());
  if (points < 2 || points > 1'000'000) {
    throw Error(fmt::format("the number of points is {}; allowed are 2 to 1000000", points));
  }
  std::vector<double> path;
  path.reserve(static_cast<std::size_t>(points));
  for (int i = 0; i < points; ++i) {
    path.push_back(interval.lower + (interval.upper - interval.lower) * i / (points - 1));
  }
  path.back() = interval.upper;
  std::vector<std::string> names;
  std::vector<Branches> by_equation;
  for (const Equation& equation : study.equations) {
    names.push_back(equation.label);
    by_equation.push_back(follow_branches(matrix_family(study, parameter, equation, matrix), path));
  }
  const auto branches = static_cast<std::size_t>(by_equation.front().eigenvalues.cols());
  Dataset dataset;
  dataset.attributes = {{"title", study.model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {kFigure, "curves"},
                        {kPanels, "eigenvalues_re eigenvalues_im phase_rigidity"},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  dataset.dimensions = {{parameter, path.size()}, {"equation", names.size()}, {"branch", branches}};
  dataset.variables.push_back(
      {parameter, {parameter}, path, parameter_units(parameter), parameter, {}});
  dataset.variables.push_back({"equation", {"equation"}, names, "", "master equation", {}});
  const auto add = [&](const char* variable, const char* units, const char* long_name,
                       double (*get)(const Branches&, Eigen::Index, Eigen::Index)) {
    std::vector<double> values;
    values.reserve(path.size() * names.size() * branches);
    for (Eigen::Index p = 0; p < static_cast<Eigen::Index>(path.size()); ++p) {
      for (const Branches& b : by_equation) {
        for (Eigen::Index i = 0; i < b.eigenvalues.cols(); ++i) values.push_back(get(b, p, i));
      }
    }
    dataset.variables.push_back(
        {variable, {parameter, "equation", "branch"}, std::move(values), units, long_name, {}});
  };
  add("eigenvalues_re", "energy", "eigenvalues, real part",
      [](const Branches& b, Eigen::Index p, Eigen::Index i) { return b.eigenvalues(p, i).real(); });
  add("eigenvalues_im", "energy", "eigenvalues, imaginary part",
      [](const Branches& b, Eigen::Index p, Eigen::Index i) { return b.eigenvalues(p, i).imag(); });
  add("phase_rigidity", "1", "overlap of left and right eigenvectors, 0 at an exceptional point",
      [](const Branches& b, Eigen::Index p, Eigen::Index i) { return b.rigidity(p, i); });
  dataset.variables.push_back({"failure",
                               {parameter, "equation"},
                               std::vector<double>(path.size() * names.size()),
                               "",
                               "0: every point has an answer",
                               {}});
  return dataset;
}

}  // namespace quflux::inline study
