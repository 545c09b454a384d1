#include "quflux/solve/adjoint_basis.h"
#include "quflux/solve/null_space.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline solve {

std::vector<Matrix> SteadyStateSolver::stationary_space() {
  const Eigen::Index d = state_.rows();
  std::vector<Matrix> basis;
  for (std::size_t s = 0; s + 1 < begins_.size(); ++s) {
    const std::span<const Eigen::Index> elements = sector(s);
    if (!holds_populations(elements)) continue;
    const auto n = static_cast<Eigen::Index>(elements.size());
    if (n > kLargestNullSpace) return {};
    const Matrix generator = superoperator_(elements, elements);
    find_adjoints(elements, d, adjoints_);
    RealMatrix system(n, n);
    find_real(generator, adjoints_, system);
    scale_rows(system);
    Vector values(n);
    const RealMatrix columns = orthogonal_complement<double>(system.transpose());
    for (Eigen::Index k = 0; k < columns.cols(); ++k) {
      find_elements<double>(columns.col(k), adjoints_, values);
      Matrix& matrix = basis.emplace_back(Matrix::Zero(d, d));
      for (Eigen::Index i = 0; i < n; ++i) {
        matrix.data()[elements[static_cast<std::size_t>(i)]] = values(i);
      }
    }
  }
  return basis;
}

}  // namespace quflux::inline solve
