#include "quflux/exceptional/asked_once.h"

namespace quflux::inline exceptional {

namespace {

// What is known from before counts as a matrix, too, so that a search ends where it did.
template <class Ask, class Compute>
auto asked(const UnitFamily& family, const Ask& question, const Compute& compute) {
  const std::size_t count = *family.asked + 1;
  auto answer = recalled(question, compute);
  *family.asked = count;
  return answer;
}

}  // namespace

Matrix matrix_at(const UnitFamily& family, const UnitPoint& t) {
  return asked(
      family,
      [&] {
        return question("matrix", {t(0), t(1)});
      },
      [&] { return family.matrix(t); });
}

Vector eigenvalues_at(const UnitFamily& family, const UnitPoint& t) {
  return asked(
      family,
      [&] {
        return question("eigenvalues", {t(0), t(1)});
      },
      [&] { return eigenvalues_of(family.matrix(t)); });
}

InvariantBlock invariant_block_at(const UnitFamily& family, const UnitPoint& t, Complex z,
                                  Eigen::Index k) {
  const auto ask = [&] {
    return question("block", {t(0), t(1), z.real(), z.imag(), static_cast<double>(k)});
  };
  const Matrix known = asked(family, ask, [&] {
    const InvariantBlock block = invariant_block(family.matrix(t), z, k);
    Matrix packed = Matrix::Zero(k, k + 1);
    packed << block.centred, Vector::Zero(k);
    packed(0, k) = block.mean;
    packed(1, k) = block.separation;
    return packed;
  });
  return {known(0, k), known.leftCols(k), known(1, k).real()};
}

Vector found_once(const UnitFamily& family, const std::function<Question()>& question,
                  const std::function<Vector()>& find) {
  const std::size_t before = *family.asked;
  // The last entry tells how many matrices it took.
  const Vector known = recalled(question, [&] {
    const Vector found = find();
    Vector counted(found.size() + 1);
    counted << found, static_cast<double>(*family.asked - before);
    return counted;
  });
  *family.asked = before + static_cast<std::size_t>(known.tail(1)(0).real());
  return known.head(known.size() - 1);
}

}  // namespace quflux::inline exceptional
