#include "quflux/study/near_families.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <utility>

#include <Eigen/QR>
#include <Eigen/SVD>

#include "quflux/core/error.h"
#include "quflux/exceptional/continuation.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/check_model.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/memory.h"
#include "quflux/solve/near_eigenvalues.h"
#include "quflux/solve/near_subspace.h"

namespace quflux::inline study {

namespace {

using Eigen::Index;

// Bytes: eigenvectors of both sides in two bases, of the wanted eigenvalues and those that are of
// equal distance, and a search in a sector of half of all numbers. A larger one is weighed again
// when the sectors are known.
double needed_memory(double d, double baths, double count) {
  constexpr double kMatrix = 16;  // bytes of an element
  constexpr double kMatrices = 14;
  constexpr double kOfBath = 6;
  constexpr double kVectors = 6;     // of each eigenvalue
  constexpr double kFactors = 2800;  // numbers
  const auto vectors = static_cast<double>(
      space_vectors(static_cast<Index>(count), static_cast<Index>(d * d / 2) + 1));
  return kMatrix * (d * d * (kMatrices + kOfBath * baths + kVectors * (count + 4) + vectors) +
                    std::pow(std::min(kFactors, d * d), 2));
}

std::string memory_obstacle(const Model& model, Index count) {
  const Index d = dimension(model);
  const std::string lacking = lacking_memory(needed_memory(
      static_cast<double>(d), static_cast<double>(model.baths.size()), static_cast<double>(count)));
  if (lacking.empty()) return "";
  return fmt::format("{} eigenvectors of a density matrix of {} dimensions take some {}", count, d,
                     lacking);
}

MasterEquation form_of(const Equation& equation) { return *equation.kind.master_equation; }

// The generator along the parameter.
class Generators {
 public:
  Generators(const Study& study, std::string path, const Equation& equation)
      : study_(study),
        path_(std::move(path)),
        form_(form_of(equation)),
        options_(equation_options(equation.options)) {}

  Generator operator()(double value) const {
    return make_generator(to_system(model_at(study_, path_, value)), form_, options_);
  }

 private:
  Study study_;
  std::string path_;
  MasterEquation form_;
  EquationOptions options_;
};

void require_no_obstacle(const Study& study, const Equation& equation, const NearTarget& near) {
  if (std::string reason = near_obstacle(study, equation, near); !reason.empty()) {
    throw Error(reason);
  }
}

Eigensystem eigensystem_of(const Generator& generator, const NearTarget& near) {
  NearEigenvalues found = near_eigenvalues(generator, near.value, near.count);
  return {std::move(found.values), std::move(found.right), std::move(found.left),
          std::move(found.errors)};
}

Matrix orthonormal_rows(const Matrix& rows) {
  const Eigen::HouseholderQR<Matrix> qr(rows.adjoint());
  const Matrix columns = qr.householderQ() * Matrix::Identity(rows.cols(), rows.rows());
  return columns.adjoint();
}

// Eigenvalues of a part that are one to rounding, by their places on the diagonal of its block, and
// what left vectors see of their right vectors: the singular values, as no basis of these is better
// than another.
struct Seen {
  std::vector<Index> places;
  double least;
  double most;
};

// `left` dual to orthonormal vectors: it sees all of what these span, and nothing of what goes with
// other eigenvalues.
std::vector<Seen> seen_by(const Matrix& left, const NearPart& part) {
  const Matrix seen = left * part.right;
  std::vector<Seen> result;
  for (std::vector<Index>& places : equal_eigenvalues(part.block)) {
    const RealVector values =
        (seen * invariant_basis(part.block, places)).bdcSvd().singularValues();
    result.push_back({std::move(places), values.minCoeff(), values.maxCoeff()});
  }
  return result;
}

// Some eigenvalues that are followed along a parameter: those of the reference in the middle.
class Followed {
 public:
  Followed(Generators generators, double middle, const NearPart& reference, Index most)
      : generators_(std::move(generators)), most_(most), frame_(orthonormal_rows(reference.left)) {
    const Matrix gauge = frame_ * reference.right;
    known_[middle] = {gauge * reference.block * gauge.partialPivLu().inverse(), reference.left};
    populations_ = reference.populations;
  }

  Matrix block(double value) { return at(value, 0).block; }

 private:
  struct Point {
    Matrix block;  // in the frame
    Matrix left;   // dual to orthonormal right vectors; empty where it was given away
  };

  static constexpr int kDeepest = 7;
  // How much of those that are followed the vectors of the last point see, and over what they see
  // of others.
  static constexpr double kLeast = 0.3;
  static constexpr double kApart = 3;
  static constexpr double kKeptNumbers = 2.5e7;

  const Point& at(double value, int depth) {
    if (const auto found = known_.find(value); found != known_.end()) return found->second;
    for (;;) {
      const auto closest = closest_known(value);
      if (auto point = from(closest->second, value)) {
        keep_few(value);
        return known_[value] = *std::move(point);
      }
      if (depth == kDeepest) {
        throw MeetsOthers(fmt::format(
            "the eigenvalues that are closest to the target in the middle of the interval cannot "
            "be told from others at {:.6g}; a shorter interval or another count helps",
            value));
      }
      at((closest->first + value) / 2, depth + 1);
    }
  }

  std::map<double, Point>::iterator closest_known(double value) {
    auto best = known_.end();
    for (auto it = known_.begin(); it != known_.end(); ++it) {
      if (it->second.left.size() == 0) continue;
      if (best == known_.end() || std::abs(it->first - value) < std::abs(best->first - value)) {
        best = it;
      }
    }
    return best;
  }

  // Gives the vectors away that are farthest, but for those of the middle, which come first.
  void keep_few(double value) {
    const double each = static_cast<double>(frame_.size());
    const auto most = static_cast<std::size_t>(std::max(2.0, kKeptNumbers / each));
    std::vector<std::map<double, Point>::iterator> held;
    for (auto it = known_.begin(); it != known_.end(); ++it) {
      if (it->second.left.size() > 0) held.push_back(it);
    }
    if (held.size() < most) return;
    const auto farthest = std::ranges::max_element(
        held, {}, [&](const auto& it) { return std::abs(it->first - value); });
    (*farthest)->second.left.resize(0, 0);
  }

  // Those at a value that go on with the ones of a point; none where that is not clear.
  std::optional<Point> from(const Point& before, double value) const {
    const Generator generator = generators_(value);
    const Index count = frame_.rows();
    const Complex mean = before.block.trace() / static_cast<double>(count);
    for (Index seen = std::min(2 * count + 2, most_); seen <= most_; seen *= 2) {
      std::vector<NearPart> parts = near_parts(generator, mean, seen);
      std::erase_if(parts, [&](const NearPart& p) { return p.populations != populations_; });
      if (parts.empty()) continue;
      if (auto found = among(joined(parts), before)) return found;
    }
    return std::nullopt;
  }

  std::optional<Point> among(NearPart all, const Point& before) const {
    const auto count = static_cast<std::size_t>(frame_.rows());
    std::vector<Seen> groups = seen_by(before.left, all);
    std::ranges::sort(groups, std::greater<>(), &Seen::least);
    std::vector<Index> own;
    double least = 0;
    double most = 0;
    for (const Seen& group : groups) {
      if (own.size() < count) {
        own.insert(own.end(), group.places.begin(), group.places.end());
        least = group.least;
      } else {
        most = std::max(most, group.most);
      }
    }
    if (own.size() != count || least < kLeast || least < kApart * most) return std::nullopt;
    NearPart part = restricted(std::move(all), std::move(own));
    const Matrix gauge = frame_ * part.right;
    return Point{gauge * part.block * gauge.partialPivLu().inverse(), std::move(part.left)};
  }

  Generators generators_;
  Index most_;  // eigenvalues that are looked at
  Matrix frame_;
  bool populations_;
  std::map<double, Point> known_;
};

// Those of the closest eigenvalues that one kind has, as many as are closest of both kinds.
std::optional<NearPart> closest_of(const std::vector<NearPart>& parts, bool populations,
                                   const NearTarget& near) {
  constexpr double kEqual = 0.02;  // distances that differ by less are cut nowhere
  std::vector<double> distances;
  std::vector<NearPart> own;
  for (const NearPart& part : parts) {
    for (const Complex value : eigenvalues_of(part.block)) {
      distances.push_back(std::abs(value - near.value));
    }
    if (part.populations == populations) own.push_back(part);
  }
  if (own.empty()) return std::nullopt;
  std::ranges::sort(distances);
  auto last = static_cast<std::size_t>(near.count) - 1;
  while (last + 1 < distances.size() && distances[last + 1] <= (1 + kEqual) * distances[last]) {
    ++last;
  }
  const double most = last + 1 < distances.size() ? (distances[last] + distances[last + 1]) / 2
                                                  : 2 * distances[last] + 1;
  NearPart all = joined(own);
  std::vector<Index> chosen;
  for (Index i = 0; i < all.block.rows(); ++i) {
    if (std::abs(all.block(i, i) - near.value) <= most) chosen.push_back(i);
  }
  if (chosen.empty()) return std::nullopt;
  return restricted(std::move(all), chosen);
}

// The meeting in an interpolation of the family on an interval around it.
SlowMeeting refined_meeting(const RealFamily& block, const Interval& interval,
                            const SlowMeeting& start) {
  constexpr double kResolved = 1e-11;
  constexpr double kBlockError = 1e-12;  // of its elements
  constexpr double kReach = 2;           // times as far as the point is off the axis
  constexpr double kLeast = 0.02;        // of the interval
  constexpr double kGood = 1e-3;         // error over the width above which there is no answer
  const double width = interval.upper - interval.lower;
  const Complex p = start.parameters[0];
  const double reach = std::max(kReach * std::abs(p.imag()), kLeast * width);
  const Interval around{std::max(interval.lower, std::min(p.real(), interval.upper) - reach),
                        std::min(interval.upper, std::max(p.real(), interval.lower) + reach)};
  const auto found_in = [&](const Interval& part) -> std::optional<Meeting> {
    const auto continuation = continue_analytically(block, part, kResolved);
    if (!continuation) return std::nullopt;
    const ComplexFamily family = [&](std::span<const Complex> at) {
      return (*continuation)(at[0]);
    };
    const double size = std::max(std::abs(p), width);
    return find_meeting(family, {start.parameters, start.eigenvalue, start.count},
                        MeetingOf::complex_parameter, reach, 1e-12 * size);
  };
  const auto found = found_in(around);
  // Another interpolation, of other points.
  const double third = (around.upper - around.lower) / 9;
  const auto other = found_in({around.lower, around.upper - third});
  if (!found || !other) {
    throw NoAnswer("the eigenvalues do not depend smoothly enough on the parameter next to it");
  }
  const double error = std::abs(found->parameters[0] - other->parameters[0]);
  // What the residuals of eigenvectors change P_2 = tr N^2 by, over its slope.
  const Matrix nilpotent =
      invariant_block(block(std::clamp(p.real(), interval.lower, interval.upper)),
                      found->eigenvalue, start.count)
          .centred;
  const double slope = found->slopes ? found->slopes->col(0).norm() : 0;
  const double rounding = slope > 0 ? 2 * kBlockError * nilpotent.norm() / slope : 0;
  if (!(error <= kGood * width)) {
    throw NoAnswer("where the eigenvalues meet moves with the points of the interpolation");
  }
  return {found->parameters, found->eigenvalue, start.count, 2 * error + rounding};
}

}  // namespace

std::string near_obstacle(const Study& study, const Equation& equation, const NearTarget& near) {
  if (!std::isfinite(near.value.real()) || !std::isfinite(near.value.imag())) {
    throw Error(fmt::format("near is {} {:+}i; both numbers must be finite", near.value.real(),
                            near.value.imag()));
  }
  if (!equation.kind.master_equation) {
    return fmt::format(
        "{} is no master equation and has no generator with eigenvalues near a number; its matrix "
        "is 'slow'",
        equation.label);
  }
  if (std::string reason = dimension_obstacle(study.model); !reason.empty()) return reason;
  const Index d = dimension(study.model);
  if (const Index most = std::min(kMostNear, d * d); near.count < 1 || near.count > most) {
    throw Error(
        fmt::format("the number of eigenvalues is {}; allowed are 1 to {}", near.count, most));
  }
  return memory_obstacle(study.model, near.count);
}

EigensystemFamily near_eigensystems(const Study& study, const std::string& path,
                                    const Equation& equation, const NearTarget& near) {
  require_no_obstacle(study, equation, near);
  return [generators = Generators(study, path, equation), near](double value) {
    return eigensystem_of(generators(value), near);
  };
}

Eigensystem near_eigensystem(const Study& study, const Equation& equation, const NearTarget& near) {
  require_no_obstacle(study, equation, near);
  return eigensystem_of(
      make_generator(to_system(study.model), form_of(equation), equation_options(equation.options)),
      near);
}

std::vector<SlowFamily> near_families(const Study& study, const std::string& path,
                                      const Interval& interval, const Equation& equation,
                                      const NearTarget& near) {
  require_no_obstacle(study, equation, near);
  const Generators generators(study, path, equation);
  const double middle = (interval.lower + interval.upper) / 2;
  const std::vector<NearPart> parts = near_parts(generators(middle), near.value, near.count);
  const Index d = dimension(study.model);
  const Index most = std::min(kMostNear, d * d);
  std::vector<SlowFamily> families;
  for (const bool populations : {true, false}) {
    std::optional<NearPart> own = closest_of(parts, populations, near);
    if (!own) continue;
    const auto followed = std::make_shared<Followed>(generators, middle, *own, most);
    const RealFamily block = [followed](double value) { return followed->block(value); };
    families.push_back({populations ? RelaxationKind::flow : RelaxationKind::coherence,
                        [block](Complex value) { return block(value.real()); },
                        [block, interval](const SlowMeeting& start) {
                          return refined_meeting(block, interval, start);
                        }});
  }
  return families;
}

}  // namespace quflux::inline study
