#include "quflux/study/correlation.h"

#include "quflux/core/error.h"
#include "quflux/method/master_equation/correlation.h"
#include "quflux/observable/rows.h"

namespace quflux::inline study {

Matrix correlations(const Study& study, const Matrix& a, const Matrix& b) {
  const Eigen::Index d = dimension(study.model);
  for (const Matrix* op : {&a, &b}) {
    if (op->rows() == d && op->cols() == d) continue;
    throw Error(
        fmt::format("an operator of the correlation is {} x {}; it must be {} x {}, the "
                    "dimension of the model",
                    op->rows(), op->cols(), d, d));
  }
  Matrix values(static_cast<Eigen::Index>(study.equations.size()),
                static_cast<Eigen::Index>(study.course->times.size()));
  for (Eigen::Index e = 0; e < values.rows(); ++e) {
    const Equation& equation = study.equations[static_cast<std::size_t>(e)];
    const std::string reason = correlation_obstacle(study.model, equation);
    if (!reason.empty()) throw Error(reason);
    values.row(e) = correlation(study.model, *equation.kind.master_equation,
                                equation_options(equation.options), a, b, *study.course)
                        .transpose();
  }
  return values;
}

}  // namespace quflux::inline study
