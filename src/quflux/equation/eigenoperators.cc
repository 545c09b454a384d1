#include "quflux/equation/eigenoperators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux {

namespace {

struct Transition {
  double frequency;
  Eigen::Index a;
  Eigen::Index b;
};

}  // namespace

std::vector<Eigenoperator> eigenoperators(const RealVector& energies,
                                          const Matrix& coupling_operator, double tolerance) {
  const Eigen::Index d = energies.size();
  const double noise = 4 * static_cast<double>(d) * std::numeric_limits<double>::epsilon() *
                       coupling_operator.cwiseAbs().maxCoeff();
  std::vector<Transition> transitions;
  double largest = 0;
  for (Eigen::Index b = 0; b < d; ++b) {
    for (Eigen::Index a = 0; a < d; ++a) {
      if (std::abs(coupling_operator(a, b)) > noise) {
        transitions.push_back({energies(b) - energies(a), a, b});
        largest = std::max(largest, std::abs(transitions.back().frequency));
      }
    }
  }
  std::ranges::sort(transitions, {}, &Transition::frequency);

  const double width = tolerance * largest;
  std::vector<Eigenoperator> result;
  for (auto first = transitions.begin(); first != transitions.end();) {
    auto last = first;
    double sum = 0;
    bool zero = false;
    Matrix op = Matrix::Zero(d, d);
    do {
      op(last->a, last->b) = coupling_operator(last->a, last->b);
      sum += last->frequency;
      zero = zero || std::abs(last->frequency) <= width;
      ++last;
    } while (last != transitions.end() && last->frequency - (last - 1)->frequency <= width);
    const double mean = sum / static_cast<double>(last - first);
    result.push_back({zero ? 0 : mean, std::move(op)});
    first = last;
  }
  return result;
}

}  // namespace quflux
