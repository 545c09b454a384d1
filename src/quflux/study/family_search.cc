#include "quflux/study/family_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "quflux/core/error.h"
#include "quflux/core/recall.h"
#include "quflux/exceptional/decoupled_blocks.h"

namespace quflux::inline study {

namespace {

// The region is searched a little beyond its edges, so that a point on an edge is inside; by no
// round fraction, so that no point is on the new edges.
constexpr double kMargin = 1.37e-3;
// Off the real axis, a block takes thousands of diagonalisations; larger ones only on request.
constexpr std::size_t kLargestBlockOffAxis = 8;
constexpr double kContinuationError = 1e-9;  // of the matrix's norm
// Of slow eigenvalues, which are refined: what their interpolation leaves on the interval, and off
// it, and the share of the work that is done when they are.
constexpr double kSlowResolved = 1e-6;
constexpr double kSlowError = 1e-3;
constexpr double kShareOfSearch = 0.5;

using Block = std::vector<Eigen::Index>;

// The rows and columns of a family that are a block of it.
ContinuedFamily block_of(const ContinuedFamily& family, const Block& indices) {
  // The interpolation can be cut to the block, where a generator is always set up as a whole.
  if (family.interpolation) {
    const Continuation block = family.interpolation->block(indices);
    return {block, block, family.height};
  }
  const auto cut = [&indices](const auto& whole) {
    return [whole, indices](auto p) -> Matrix { return whole(p)(indices, indices); };
  };
  ContinuedFamily block{cut(family.real), {}, family.height};
  if (family.analytic) block.analytic = cut(*family.analytic);
  return block;
}

// The generator maps Hermitian matrices to Hermitian ones: with the block of some rho_ab, that of
// their rho_ba has complex conjugate eigenvalues, and says nothing new.
void drop_conjugate_blocks(std::vector<Block>& blocks, Eigen::Index dimension) {
  std::vector<Block> kept;
  for (const Block& block : blocks) {
    Block conjugate;
    for (const Eigen::Index i : block) {
      conjugate.push_back(i % dimension * dimension + i / dimension);
    }
    std::ranges::sort(conjugate);
    if (std::ranges::find(kept, conjugate) == kept.end()) kept.push_back(block);
  }
  blocks = std::move(kept);
}

// The same, of which a search that is begun again knows what it was; see recalled().
RealFamily asked_once(RealFamily family) {
  return [family = std::move(family)](double p) {
    return recalled([p] { return question("whole", {p}); }, [&] { return family(p); });
  };
}

// Whether a block of a generator holds populations.
bool has_populations(const Block& block, Eigen::Index dimension) {
  return std::ranges::any_of(block, [&](Eigen::Index i) { return i % dimension == i / dimension; });
}

// The blocks that a family splits into, by the symmetries of the model, without those of size one.
std::vector<Block> blocks(const RealFamily& family, const Interval& interval,
                          EquationMatrix matrix) {
  std::vector<Matrix> samples;
  const RealFamily whole = asked_once(family);
  for (const double u : {0.0, 0.137, 0.521, 0.853, 1.0}) {
    samples.push_back(whole(interval.lower + u * (interval.upper - interval.lower)));
    require_family_matrix(samples.back(), "of the model");
  }
  auto result = decoupled_blocks(samples);
  std::erase_if(result, [](const auto& block) { return block.size() < 2; });
  if (matrix == EquationMatrix::generator) {
    drop_conjugate_blocks(result, std::lround(std::sqrt(samples.front().rows())));
  }
  return result;
}

// What is zero to the accuracy of a point or an eigenvalue.
double rounded(double x, double accuracy) { return std::abs(x) <= accuracy ? 0 : x; }

// Folds Im p < 0 to its mirror image, and drops what lies beyond the interval. The spectra of
// generators and of real matrices are `mirrored` at the real axis: the mirror image has the
// conjugate eigenvalue, and of two points at one real parameter, one is kept. Others have no point
// at the mirror image themselves, only the conjugate equation (that of the amplitudes a^+) has, and
// the eigenvalue stays that of the equation at its own point. Where eigenvalues cross, a point is
// known to the root of rounding, and may come twice.
std::vector<TransitionPoint> folded(const std::vector<TransitionPoint>& points,
                                    const Interval& interval, double norm, bool mirrored) {
  constexpr double kAccuracy = 1e-10;       // of a point, of the interval
  constexpr double kRounding = 1e-12;       // of an eigenvalue, of the norm of the matrix
  constexpr double kSameEigenvalue = 1e-9;  // of the same
  const double slack = kOnRealAxis * interval.width();
  std::vector<TransitionPoint> result;
  for (TransitionPoint point : points) {
    auto& [re, im] = point.parameters;
    if (re < interval.lower - slack || re > interval.upper + slack) continue;
    if (std::abs(im) <= slack) {
      im = 0;
      if (mirrored && point.eigenvalue.imag() < 0) point.eigenvalue = std::conj(point.eigenvalue);
    } else if (im < 0) {
      im = -im;
      if (mirrored) point.eigenvalue = std::conj(point.eigenvalue);
    }
    re = rounded(re, kAccuracy * interval.width());
    point.eigenvalue = {rounded(point.eigenvalue.real(), kRounding * norm),
                        rounded(point.eigenvalue.imag(), kRounding * norm)};
    const bool known = std::ranges::any_of(result, [&](const TransitionPoint& other) {
      return std::hypot(other.parameters[0] - point.parameters[0],
                        other.parameters[1] - point.parameters[1]) <= 10 * slack &&
             std::abs(other.eigenvalue - point.eigenvalue) <= kSameEigenvalue * norm;
    });
    if (!known) result.push_back(point);
  }
  std::ranges::sort(result, {}, [](const TransitionPoint& p) {
    return std::tuple(p.kind == RelaxationKind::coherence, p.parameters[1], p.parameters[0]);
  });
  return result;
}

// Of points that are the same within their errors the first one. `slope`: of eigenvalues, by which
// the error of a place is one of theirs. Next to the real axis a point and its mirror image, with
// the conjugate eigenvalue, are the same.
std::vector<TransitionPoint> without_repeated(const std::vector<TransitionPoint>& points,
                                              double slope) {
  std::vector<TransitionPoint> result;
  for (const TransitionPoint& point : points) {
    const bool known = std::ranges::any_of(result, [&](const TransitionPoint& other) {
      const double error = point.error + other.error;
      const bool on_axis = std::max(point.parameters[1], other.parameters[1]) <= error;
      const auto eigenvalues_meet = [&](Complex a) {
        return std::abs(a - other.eigenvalue) <= slope * error;
      };
      return std::hypot(other.parameters[0] - point.parameters[0],
                        other.parameters[1] - point.parameters[1]) <= error &&
             (eigenvalues_meet(point.eigenvalue) ||
              (on_axis && eigenvalues_meet(std::conj(point.eigenvalue))));
    });
    if (!known) result.push_back(point);
  }
  return result;
}

void append(std::vector<TransitionPoint>& all, const std::vector<ExceptionalPoint>& more,
            RelaxationKind kind) {
  for (const ExceptionalPoint& point : more) all.push_back({point, kind});
}

void append(std::vector<TransitionPoint>& all, const std::vector<TransitionPoint>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::size_t largest_of(const std::vector<Block>& parts) {
  std::size_t largest = 0;
  for (const Block& block : parts) largest = std::max(largest, block.size());
  return largest;
}

// One block, on the real axis and, where it can be continued, off it.
void search_block(const ContinuedFamily& family, const Interval& interval,
                  const TransitionOptions& options, RelaxationKind kind, EquationTransition& all) {
  constexpr double kShareOfAxis = 0.1;  // of the work, when the plane is searched, too
  const double w = interval.width();
  const auto search_options = [&](double from, double to) {
    return SearchOptions{{}, part(options, from, to).progress, options.stop};
  };
  const auto on_axis = [&] {
    const RecallPart axis("axis");
    return find_exceptional_points(family.real, interval,
                                   search_options(0, all.height == 0 ? 1 : kShareOfAxis));
  };
  const ExceptionalSearch real = on_axis();
  if (real.minimum_gap < all.minimum_gap) {
    all.minimum_gap = real.minimum_gap;
    all.minimum_gap_at = real.minimum_gap_at[0];
  }
  if (all.height == 0) {
    append(all.points, real.points, kind);
    append(all.degeneracies, real.degeneracies, kind);
    all.complete = all.complete && real.complete;
    return;
  }
  const double margin = kMargin * w;
  const double height = all.height + (family.height > all.height ? margin : 0);
  const RecallPart off_axis("plane");
  const ExceptionalSearch plane = find_exceptional_points(
      *family.analytic, Box{{interval.lower - margin, interval.upper + margin}, {-height, height}},
      search_options(kShareOfAxis, 1));
  append(all.points, plane.points, kind);
  append(all.degeneracies, plane.degeneracies, kind);
  all.complete = all.complete && plane.complete;
}

void search_blocks(ContinuedFamily& family, const std::vector<Block>& parts,
                   const Interval& interval, const TransitionOptions& options, bool projects,
                   RelaxationKind kind, EquationTransition& result) {
  const bool generator = result.matrix == EquationMatrix::generator;
  result.minimum_gap = std::numeric_limits<double>::infinity();
  const std::size_t largest = largest_of(parts);
  if (largest > largest_searched_block(result.matrix)) {
    result.not_searched = too_large(result, largest, "");
    result.complete = false;
    return;
  }
  // The projectors of the global equation have poles where the complex Hamiltonian loses an
  // eigenvector: it has no continuation to search off the real axis.
  const bool continues = generator || !projects;
  if (continues) continue_if_needed(family, interval);
  if (projects) family.height = 0;
  const double w = interval.width();
  if (family.analytic && (options.height || largest <= kLargestBlockOffAxis)) {
    result.height = std::min(options.height.value_or(w / 2), family.height);
  }
  if (result.height < 1e-3 * w) result.height = 0;
  // Diagonalisations are most of the work.
  const auto work = [](const Block& block) { return std::pow(block.size(), 3); };
  double whole = 0;
  for (const Block& block : parts) whole += work(block);
  const Matrix middle = asked_once(family.real)((interval.lower + interval.upper) / 2);
  const auto dimension = static_cast<Eigen::Index>(std::lround(std::sqrt(middle.rows())));
  double done = 0;
  for (const Block& block : parts) {
    const double before = done;
    done += work(block);
    const RecallPart searched("block", std::vector<double>(block.begin(), block.end()));
    const RelaxationKind of_block = !generator                          ? kind
                                    : has_populations(block, dimension) ? RelaxationKind::flow
                                                                        : RelaxationKind::coherence;
    search_block(block_of(family, block), interval, part(options, before / whole, done / whole),
                 of_block, result);
  }
  const bool mirrored = result.matrix != EquationMatrix::amplitude || middle.imag().isZero(0);
  result.points = folded(result.points, interval, middle.norm(), mirrored);
  result.degeneracies = folded(result.degeneracies, interval, middle.norm(), mirrored);
  std::erase_if(result.points, [&](const TransitionPoint& p) {
    return result.height > 0 && p.parameters[1] > result.height;
  });
}

Eigen::Index dimension_of(const RealFamily& generator, const Interval& interval) {
  const Matrix middle = asked_once(generator)((interval.lower + interval.upper) / 2);
  return static_cast<Eigen::Index>(std::lround(std::sqrt(middle.rows())));
}

// A point where it is when nothing is approximated. One that was folded belongs to the mirrored
// eigenvalues: coherences are followed at Im < 0.
TransitionPoint refined(const SlowFamily& family, TransitionPoint point) {
  Complex at(point.parameters[0], point.parameters[1]);
  Complex eigenvalue = point.eigenvalue;
  if (family.kind != RelaxationKind::flow && eigenvalue.imag() > 0) {
    at = std::conj(at);
    eigenvalue = std::conj(eigenvalue);
  }
  const Vector found = recalled(
      [&] {
        return question("refined", {at.real(), at.imag(), eigenvalue.real(), eigenvalue.imag()});
      },
      [&]() -> Vector {
        const SlowMeeting there = family.refine({{at}, eigenvalue, point.multiplicity});
        return Eigen::Vector3cd(there.parameters[0], there.eigenvalue, there.error);
      });
  point.parameters = {found(0).real(), found(0).imag()};
  point.eigenvalue = found(1);
  point.error = found(2).real();
  return point;
}

}  // namespace

void continue_if_needed(ContinuedFamily& family, const Interval& interval) {
  if (family.analytic) return;
  const RealFamily whole = asked_once(family.real);
  const auto continuation = continue_analytically(whole, interval);
  if (!continuation) return;
  const double norm = whole((interval.lower + interval.upper) / 2).norm();
  family.height = continuation->height(kContinuationError * norm);
  family.analytic = *continuation;
  family.interpolation = continuation;
}

TransitionOptions part(const TransitionOptions& whole, double from, double to) {
  TransitionOptions result = whole;
  if (whole.progress) {
    result.progress = [progress = whole.progress, from, to](double share) {
      progress(from + (to - from) * share);
    };
  }
  return result;
}

std::size_t largest_searched_block(EquationMatrix matrix) {
  return matrix == EquationMatrix::generator ? 32 : 40;  // minutes on the real axis
}

std::size_t largest_block(const RealFamily& family, const Interval& interval,
                          EquationMatrix matrix) {
  return largest_of(blocks(family, interval, matrix));
}

std::string too_large(const EquationTransition& searched, std::size_t block,
                      const std::string& where) {
  const std::size_t largest = largest_searched_block(searched.matrix);
  return fmt::format(
      "the {} matrix of the {} equation has blocks of {} x {}{}; exceptional points are searched "
      "in blocks up to {} x {}, quflux eigenvalues follows the eigenvalues of larger ones",
      name(searched.matrix), searched.equation, block, block, where, largest, largest);
}

std::string one_alone(RelaxationKind kind) {
  return fmt::format("there is one slow eigenvalue of kind {}, and it takes two to meet",
                     name(kind));
}

void search_family(ContinuedFamily& family, const Interval& interval,
                   const TransitionOptions& options, bool projects, EquationTransition& result,
                   RelaxationKind kind) {
  const std::vector<Block> parts = blocks(family.real, interval, result.matrix);
  if (parts.empty()) {
    throw Error(
        fmt::format("no eigenvalue of the {} equation is coupled to another one, and none "
                    "can meet in an exceptional point",
                    result.equation));
  }
  search_blocks(family, parts, interval, options, projects, kind, result);
}

void add_coherences(const RealFamily& generator, const Interval& interval,
                    const TransitionOptions& options, bool projects, EquationTransition& result) {
  // The amplitude matrix is asked at the same parameters: what follows is of another one.
  const RecallPart searched("coherences");
  EquationTransition found{};
  found.equation = result.equation;
  found.matrix = EquationMatrix::generator;
  found.complete = true;
  std::vector<Block> parts = blocks(generator, interval, found.matrix);
  const Eigen::Index dimension = dimension_of(generator, interval);
  std::erase_if(parts, [&](const Block& block) { return has_populations(block, dimension); });
  if (parts.empty()) return;
  ContinuedFamily family{generator, {}};
  search_blocks(family, parts, interval, options, projects, RelaxationKind::both, found);
  append(result.points, found.points);
  append(result.degeneracies, found.degeneracies);
  result.complete = result.complete && found.complete;
  if (!found.not_searched.empty()) result.remarks.push_back(found.not_searched);
}

void add_slow(const SlowFamily& family, const Interval& interval, const TransitionOptions& options,
              EquationTransition& result) {
  EquationTransition found{};
  found.equation = result.equation;
  found.matrix = EquationMatrix::slow;
  found.complete = true;
  const RecallPart searched(name(family.kind));
  const RealFamily real = [&](double p) { return family.block(p); };
  const RealFamily whole = asked_once(real);
  const Matrix middle = whole((interval.lower + interval.upper) / 2);
  if (middle.rows() == 1) {
    result.remarks.push_back(one_alone(family.kind));
    return;
  }
  const auto continuation = continue_analytically(whole, interval, kSlowResolved);
  if (!continuation) {
    throw NoAnswer(
        "the slow eigenvalues do not depend smoothly enough on the parameter in this interval; a "
        "shorter one helps");
  }
  const double norm = middle.norm();
  ContinuedFamily continued{[&](double p) { return (*continuation)(p); }, *continuation,
                            continuation->height(kSlowError * norm), continuation};
  search_family(continued, interval, part(options, 0, kShareOfSearch), false, found, family.kind);
  std::vector<TransitionPoint> points;
  for (const TransitionPoint& near : found.points) {
    try {
      points.push_back(refined(family, near));
    } catch (const MeetsOthers&) {
      throw;  // a search of fewer has the point
    } catch (const NoAnswer& error) {
      found.remarks.push_back(
          fmt::format("a point of kind {} next to {:.4g} {:+.4g}i is not listed: {}",
                      name(near.kind), near.parameters[0], near.parameters[1], error.what()));
    }
  }
  const double slope =
      ((*continuation)(interval.upper) - (*continuation)(interval.lower)).norm() / interval.width();
  append(result.points, without_repeated(folded(points, interval, norm, true), slope));
  append(result.degeneracies, found.degeneracies);
  result.complete = result.complete && found.complete;
  result.height = std::max(result.height, found.height);
  if (found.minimum_gap < result.minimum_gap) {
    result.minimum_gap = found.minimum_gap;
    result.minimum_gap_at = found.minimum_gap_at;
  }
  result.remarks.insert(result.remarks.end(), found.remarks.begin(), found.remarks.end());
}

}  // namespace quflux::inline study
