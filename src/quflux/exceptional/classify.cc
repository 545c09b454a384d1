#include "quflux/exceptional/classify.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/exceptional/asked_once.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/encircle.h"

namespace quflux::inline exceptional {

namespace {

// Accuracy to which eigenvalues must coalesce, in changes of the matrix as fractions of its
// variation over the region. Newton's method reaches 1e-12 and better.
constexpr double kCoalescence = 1e-9;
// A block smaller than this fraction of the variation is a multiple of the identity.
constexpr double kDiagonal = 1e-7;
// Turns around a point, each smaller than the one before.
constexpr int kAttempts = 10;
constexpr double kShrink = 0.25;

bool coalesce(const InvariantBlock& block, double variation) {
  const double b = block.centred.norm();
  const Vector values = block.centred.diagonal();
  for (int j = 2; j <= values.size(); ++j) {
    Complex sum = 0;
    for (const Complex value : values) sum += std::pow(value, j);
    // A change of the matrix by d changes this sum by about j d b^(j - 1), or d^j where b is zero.
    const double change = kCoalescence * variation;
    if (std::abs(sum) > j * change * std::pow(std::max(b, change), j - 1)) return false;
  }
  return true;
}

// A multiple zero is known to the root of rounding only; the centroid of a turn around it, better.
void move_to_centroid(const UnitFamily& family, const Turn& turn, Candidate& candidate,
                      ExceptionalPoint& point) {
  if (turn.discriminant_order <= 1 || !(family.analytic || family.dimensions == 1)) return;
  Candidate moved = candidate;
  moved.at(0) += turn.centroid.real();
  if (family.analytic) moved.at(1) += turn.centroid.imag();
  if (const auto better = classify(family, moved)) {
    candidate = moved;
    point = *better;
  }
}

// Of the leading term of the branches, between two turns of which the radius of the inner one is
// that of the wide one times `shrink`.
double branch_exponent(const Turn& inner, const Turn& wide, double shrink) {
  Eigen::Index leading = 0;
  inner.puiseux.maxCoeff(&leading);
  return std::log(inner.puiseux(leading) / wide.puiseux(leading)) / std::log(shrink);
}

}  // namespace

std::optional<ExceptionalPoint> classify(const UnitFamily& family, const Candidate& candidate) {
  const InvariantBlock block =
      invariant_block_at(family, candidate.at, candidate.mean, candidate.k);
  if (!coalesce(block, family.variation)) return std::nullopt;
  const double b = block.centred.norm();
  if (block.separation <= std::max(1e-5 * b, kCoalescence * family.variation)) return std::nullopt;
  const auto k = static_cast<int>(candidate.k);
  return ExceptionalPoint{
      family.parameters(candidate.at),
      block.mean,
      k,
      b <= kDiagonal * family.variation
          ? std::vector<int>(static_cast<std::size_t>(k), 1)
          : jordan_blocks(block.centred, 1e-8 * std::max(1.0, family.variation / b)),
      {},
      std::numeric_limits<double>::quiet_NaN(),
      0};
}

bool is_spurious(const UnitFamily& family, const Candidate& candidate, double radius) {
  for (int attempt = 0; attempt < kAttempts; ++attempt, radius *= kShrink) {
    const auto line = complex_line(family, candidate.at, radius);
    if (!line) continue;
    const auto turn = encircle(*line, candidate.mean, candidate.k, radius);
    if (turn) return turn->discriminant_order == 0;
  }
  return false;
}

void complete_by_turns(const UnitFamily& family, Candidate& candidate, ExceptionalPoint& point,
                       double radius) {
  constexpr double kSmallTurns = 1e-4;
  for (int attempt = 0; attempt < kAttempts; ++attempt, radius *= kShrink) {
    const auto line = complex_line(family, candidate.at, radius);
    if (!line) continue;
    const auto turn = encircle(*line, candidate.mean, candidate.k, radius);
    if (!turn || turn->discriminant_order == 0) continue;
    // Another coalescence inside the circle would not be inside a much smaller one. On that one
    // corrections to the leading root have faded, too.
    const double small = radius * kSmallTurns;
    const auto outer = encircle(*line, candidate.mean, candidate.k, small);
    if (outer &&
        (outer->discriminant_order != turn->discriminant_order || outer->cycles != turn->cycles)) {
      continue;
    }
    move_to_centroid(family, *turn, candidate, point);
    point.cycles = turn->cycles;
    point.discriminant_order = turn->discriminant_order;
    if (order(point) == 1 && turn->cycles.front() > 1) {
      // Branches of an ordinary degeneracy are smooth: these are of a block next to nothing.
      constexpr double kOfItself = 1e-4;
      point.jordan_blocks = jordan_blocks(
          invariant_block_at(family, candidate.at, candidate.mean, candidate.k).centred, kOfItself);
    }
    // The smaller the turns, the fewer corrections; too small, and rounding outweighs the branches.
    const auto measure = [&](const Turn& wide, double width) {
      const auto inner = encircle(*line, candidate.mean, candidate.k, width * kShrink);
      if (inner && inner->cycles.front() == wide.cycles.front()) {
        point.branch_exponent = branch_exponent(*inner, wide, kShrink);
      }
    };
    if (outer) measure(*outer, small);
    if (std::isnan(point.branch_exponent)) measure(*turn, radius);
    return;
  }
}

}  // namespace quflux::inline exceptional
