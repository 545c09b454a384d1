#include "quflux/numerics/real_parts.h"

#include <algorithm>

namespace quflux::inline numerics {

bool is_real(const Matrix& m) {
  return std::all_of(m.data(), m.data() + m.size(), [](const Complex& z) { return z.imag() == 0; });
}

Matrix product_by_parts(const Matrix& a, Form form_a, const Matrix& b, Form form_b) {
  if (!is_real(a) || !is_real(b)) return product(a, form_a, b, form_b);
  return product(RealMatrix(a.real()), form_a, RealMatrix(b.real()), form_b).cast<Complex>();
}

}  // namespace quflux::inline numerics
