#pragma once

#include <vector>

#include "quflux/model/drive.h"

namespace quflux::inline model {

/// The numbers of a model that drives change, written into it. Model and drives must outlive it.
class DrivenNumbers {
 public:
  DrivenNumbers(Model& model, const std::vector<Drive>& drives);

  bool changes(const double* number) const;

  /// What the model holds now is what its numbers are without drives.
  void take_own();
  void set(const Instant& now);
  /// Those at a time, behind a jump that is there.
  void set(double time);
  /// Those without drives.
  void restore();

 private:
  struct Driven {
    double* number;
    double own;
    const DriveShape* shape;
  };

  std::vector<Driven> driven_;
};

/// Whether the slopes of all drives are known.
bool have_slopes(const std::vector<Drive>& drives);

}  // namespace quflux::inline model
