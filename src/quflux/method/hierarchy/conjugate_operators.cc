#include "quflux/method/hierarchy/conjugate_operators.h"

#include <numbers>

#include "quflux/core/parallel.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr std::size_t kConjugateGrain = 512;
constexpr double kRoot2 = std::numbers::sqrt2;

// A Hermitian matrix in d^2 numbers, element (b, a) for element (a, b).
void pack_hermitian(const Complex* sigma, Index d, double* numbers) {
  for (Index b = 0; b < d; ++b) {
    numbers[b * (d + 1)] = sigma[b * (d + 1)].real();
    for (Index a = 0; a < b; ++a) {
      numbers[a + b * d] = kRoot2 * sigma[a + b * d].real();
      numbers[b + a * d] = kRoot2 * sigma[a + b * d].imag();
    }
  }
}

void unpack_hermitian(const double* numbers, Index d, Complex* sigma) {
  for (Index b = 0; b < d; ++b) {
    sigma[b * (d + 1)] = numbers[b * (d + 1)];
    for (Index a = 0; a < b; ++a) {
      const Complex element = Complex(numbers[a + b * d], numbers[b + a * d]) / kRoot2;
      sigma[a + b * d] = element;
      sigma[b + a * d] = std::conj(element);
    }
  }
}

}  // namespace

// The numbers of two partners follow each other nowhere: the first has the real parts, the second
// the imaginary ones.
void ConjugateOperators::pack(const Vector& x, RealVector& numbers) const {
  const Index d = hierarchy_.dimension();
  const Index block = hierarchy_.block();
  numbers.resize(size());
  parallel_for(
      hierarchy_.operators.count(), kConjugateGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t n = begin; n < end; ++n) {
          const std::size_t partner = hierarchy_.operators.partner(n);
          const Index first = static_cast<Index>(n) * block;
          if (partner == n) {
            pack_hermitian(x.data() + first, d, numbers.data() + first);
          } else if (partner > n) {
            const auto sigma = x.segment(first, block);
            numbers.segment(first, block) = kRoot2 * sigma.real();
            numbers.segment(static_cast<Index>(partner) * block, block) = kRoot2 * sigma.imag();
          }
        }
      });
}

void ConjugateOperators::unpack(const RealVector& numbers, Vector& x) const {
  const Index d = hierarchy_.dimension();
  const Index block = hierarchy_.block();
  x.resize(size());
  parallel_for(
      hierarchy_.operators.count(), kConjugateGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t n = begin; n < end; ++n) {
          const std::size_t partner = hierarchy_.operators.partner(n);
          const Index first = static_cast<Index>(n) * block;
          if (partner == n) {
            unpack_hermitian(numbers.data() + first, d, x.data() + first);
          } else if (partner > n) {
            auto sigma = x.segment(first, block);
            sigma.real() = numbers.segment(first, block) / kRoot2;
            sigma.imag() = numbers.segment(static_cast<Index>(partner) * block, block) / kRoot2;
            complete(n, x);
          }
        }
      });
}

void ConjugateOperators::complete(std::size_t n, Vector& x) const {
  const std::size_t partner = hierarchy_.operators.partner(n);
  if (partner == n) return;
  const Index d = hierarchy_.dimension();
  const Index block = hierarchy_.block();
  const Eigen::Map<const Matrix> sigma(x.data() + static_cast<Index>(n) * block, d, d);
  Eigen::Map<Matrix>(x.data() + static_cast<Index>(partner) * block, d, d) = sigma.adjoint();
}

}  // namespace quflux::inline hierarchy
