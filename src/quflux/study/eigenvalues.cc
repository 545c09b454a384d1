#include "quflux/study/eigenvalues.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/exceptional/branches.h"
#include "quflux/exceptional/some_branches.h"
#include "quflux/study/near_families.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {

namespace {

// The family of the k-th of `count` equations, which tells how far along the interval it is asked.
template <class Family>
Family telling(Family family, const Interval& interval, std::size_t k, std::size_t count,
               const std::function<void(double)>& progress) {
  if (!progress) return family;
  return [=](double value) {
    const double share = (value - interval.lower) / (interval.upper - interval.lower);
    progress((static_cast<double>(k) + share) / static_cast<double>(count));
    return family(value);
  };
}

}  // namespace

Dataset eigenvalues_along(const Study& study, const std::string& parameter,
                          const Interval& interval, int points, EquationMatrix matrix,
                          const std::function<void(double)>& progress,
                          const std::optional<NearTarget>& near) {
  if (near && matrix != EquationMatrix::generator) {
    throw Error(fmt::format(
        "eigenvalues near a number are those of matrix 'generator', not of '{}'", name(matrix)));
  }
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
  std::vector<double> failures;  // the number of the reason, by equation
  std::string reasons;
  for (const Equation& equation : study.equations) {
    const std::size_t k = names.size();
    names.push_back(equation.label);
    failures.push_back(0);
    const std::string reason =
        near ? near_obstacle(study, equation, *near) : matrix_obstacle(study, equation, matrix);
    const auto told = [&](auto family) {
      return telling(std::move(family), interval, k, study.equations.size(), progress);
    };
    if (reason.empty()) {
      by_equation.push_back(
          near ? follow_some_branches(told(near_eigensystems(study, parameter, equation, *near)),
                                      path)
               : follow_branches(told(matrix_family(study, parameter, equation, matrix)), path));
      continue;
    }
    by_equation.emplace_back();
    reasons += (reasons.empty() ? "" : "\n") + reason;
    failures.back() = static_cast<double>(std::ranges::count(reasons, '\n') + 1);
  }
  if (std::ranges::count(failures, 0) == 0) throw Error(reasons.substr(0, reasons.find('\n')));
  Eigen::Index branches = 0;
  for (const Branches& b : by_equation) branches = std::max(branches, b.eigenvalues.cols());
  Dataset dataset;
  dataset.attributes = {{"title", study.model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {kFigure, "curves"},
                        {kPanels, "eigenvalues_re eigenvalues_im phase_rigidity"},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  dataset.dimensions = {{parameter, path.size()},
                        {"equation", names.size()},
                        {"branch", static_cast<std::size_t>(branches)}};
  dataset.variables.push_back(
      {parameter, {parameter}, path, parameter_units(parameter), parameter, {}});
  dataset.variables.push_back({"equation", {"equation"}, names, "", "master equation", {}});
  const auto add = [&](const char* variable, const char* units, const char* long_name,
                       double (*get)(const Branches&, Eigen::Index, Eigen::Index)) {
    std::vector<double> values;
    values.reserve(path.size() * names.size() * static_cast<std::size_t>(branches));
    for (Eigen::Index p = 0; p < static_cast<Eigen::Index>(path.size()); ++p) {
      for (const Branches& b : by_equation) {
        // Matrices of equations differ in size.
        for (Eigen::Index i = 0; i < branches; ++i) {
          values.push_back(i < b.eigenvalues.cols() ? get(b, p, i) : NAN);
        }
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
  if (near) {
    add("eigenvalue_error", "energy",
        "error of the eigenvalue, its residual over the phase rigidity",
        [](const Branches& b, Eigen::Index p, Eigen::Index i) { return b.errors(p, i); });
  }
  std::vector<double> failure;
  for (std::size_t p = 0; p < path.size(); ++p) {
    failure.insert(failure.end(), failures.begin(), failures.end());
  }
  Variable remarks{"failure", {parameter, "equation"},          std::move(failure),
                   "",        "0, or the number of the reason", {}};
  if (!reasons.empty()) remarks.attributes["failure_reasons"] = reasons;
  dataset.variables.push_back(std::move(remarks));
  return dataset;
}

}  // namespace quflux::inline study
