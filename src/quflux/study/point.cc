#include "quflux/study/point.h"

#include <set>

#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline study {

namespace {

Study at_its_numbers(Study study) {
  study.sweep = {};
  study.course.reset();
  return study;
}

}  // namespace

PointSolver::PointSolver(Study study, Roads roads)
    : study_(at_its_numbers(std::move(study))),
      plan_(make_plan(study_, roads)),
      arrays_(plan_.arrays()),
      worker_(study_, plan_) {}

std::vector<std::vector<double>> PointSolver::solve() {
  const BlasThreads blas(plan_.fills_cores ? thread_count() : 1);
  SweepValues values(arrays_, {0, 1}, study_.equations.size());
  worker_.compute({0, 1}, values);
  if (!values.reasons.empty()) throw NoAnswer(values.reasons.begin()->second);
  warnings_.clear();
  std::set<std::string> told;
  for (const auto& [equation, warning] : values.warnings) {
    if (told.insert(warning).second) warnings_ += warning + "\n";
  }
  return std::move(values.arrays);
}

std::vector<std::size_t> PointSolver::shape() const {
  std::vector<std::size_t> shape{study_.equations.size()};
  for (const auto& [name, size] : arrays_.front().dimensions) shape.push_back(size);
  return shape;
}

}  // namespace quflux::inline study
