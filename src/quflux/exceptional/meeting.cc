#include "quflux/exceptional/meeting.h"

#include <algorithm>
#include <cmath>

#include <Eigen/LU>

#include "quflux/core/error.h"
#include "quflux/exceptional/eigensystem.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kMeetingIterations = 40;
constexpr double kMeetingDifference = 1e-3;   // of the scale; Broyden's formula makes slopes better
constexpr double kLargestMeetingStep = 0.5;   // of the scale
constexpr double kReach = 4;                  // scales from the start
constexpr double kParameterRounding = 1e-15;  // of parameters

struct Sums {
  Eigen::Vector2d parts;
  Complex mean;
  double size;  // of the block
};

class SearchOfMeeting {
 public:
  SearchOfMeeting(const ComplexFamily& family, const Meeting& start, MeetingOf what, double scale)
      : family_(family), start_(start), what_(what), scale_(scale) {}

  Meeting find(double tolerance) {
    Eigen::Vector2d at = unknowns(start_);
    Complex mean = start_.eigenvalue;
    Sums here = sums(at, mean);
    const double of = here.size;
    unit_ = here.size;
    Eigen::Matrix2d slopes = start_.slopes ? *start_.slopes : differences(at, here);
    double before = scale_;
    for (int i = 0; i < kMeetingIterations; ++i) {
      const Eigen::FullPivLU<Eigen::Matrix2d> lu(slopes);
      if (!lu.isInvertible()) break;  // nothing brings them closer
      Eigen::Vector2d step = -lu.solve(here.parts);
      if (!step.allFinite()) break;
      const double length = step.norm();
      if (length > kLargestMeetingStep * scale_) step *= kLargestMeetingStep * scale_ / length;
      at += step;
      if ((at - unknowns(start_)).norm() > kReach * scale_) break;
      const Sums next = sums(at, here.mean);
      if (std::abs(next.mean - here.mean) > of + 2 * here.size) break;
      if (length > 0) {
        slopes += (next.parts - here.parts - slopes * step) * step.transpose() / step.squaredNorm();
      }
      here = next;
      const bool ends = length <= std::max(tolerance, kParameterRounding * at.norm());
      // A step that is not yet the last one may be small by accident.
      if (ends && before <= std::sqrt(tolerance * scale_)) {
        Meeting found = start_;
        found.parameters = parameters(at);
        found.eigenvalue = here.mean;
        found.slopes = slopes;
        return found;
      }
      before = length;
    }
    throw NoAnswer("eigenvalues that were close do not meet");
  }

 private:
  Eigen::Vector2d unknowns(const Meeting& of) const {
    if (what_ == MeetingOf::complex_parameter) {
      return {of.parameters[0].real(), of.parameters[0].imag()};
    }
    return {of.parameters[0].real(), of.parameters[1].real()};
  }

  std::vector<Complex> parameters(const Eigen::Vector2d& at) const {
    if (what_ != MeetingOf::complex_parameter) return {at(0), at(1)};
    std::vector<Complex> result = start_.parameters;
    result[0] = {at(0), at(1)};
    return result;
  }

  Sums sums(const Eigen::Vector2d& at, Complex close) const {
    const InvariantBlock block = invariant_block(family_(parameters(at)), close, start_.count);
    const Matrix square = block.centred * block.centred;
    const Complex second = square.trace();
    const double size = block.centred.norm();
    if (what_ != MeetingOf::cusp) return {{second.real(), second.imag()}, block.mean, size};
    const Complex third = (square * block.centred).trace() / (unit_ > 0 ? unit_ : size);
    return {{second.real(), third.real()}, block.mean, size};
  }

  Eigen::Matrix2d differences(const Eigen::Vector2d& at, const Sums& here) {
    const double h = kMeetingDifference * scale_;
    Eigen::Matrix2d slopes;
    slopes.col(0) = (sums(at + Eigen::Vector2d(h, 0), here.mean).parts - here.parts) / h;
    if (what_ == MeetingOf::complex_parameter) {
      slopes.col(1) << -slopes(1, 0), slopes(0, 0);  // Cauchy and Riemann
    } else {
      slopes.col(1) = (sums(at + Eigen::Vector2d(0, h), here.mean).parts - here.parts) / h;
    }
    return slopes;
  }

  const ComplexFamily& family_;
  const Meeting& start_;
  MeetingOf what_;
  double scale_;
  double unit_ = 0;  // of P_3, which makes it comparable to P_2
};

}  // namespace

Meeting find_meeting(const ComplexFamily& family, const Meeting& start, MeetingOf what,
                     double scale, double tolerance) {
  return SearchOfMeeting(family, start, what, scale).find(tolerance);
}

}  // namespace quflux::inline exceptional
