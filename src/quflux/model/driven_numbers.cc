#include "quflux/model/driven_numbers.h"

#include <algorithm>

namespace quflux::inline model {

DrivenNumbers::DrivenNumbers(Model& model, const std::vector<Drive>& drives) {
  for (const Drive& drive : drives) {
    double& number = parameter(model, drive.path);
    driven_.push_back({&number, number, &drive.shape});
  }
}

bool DrivenNumbers::changes(const double* number) const {
  return std::ranges::find(driven_, number, &Driven::number) != driven_.end();
}

void DrivenNumbers::take_own() {
  for (Driven& d : driven_) d.own = *d.number;
}

void DrivenNumbers::set(const Instant& now) {
  for (const Driven& d : driven_) *d.number = value_at(*d.shape, d.own, now);
}

void DrivenNumbers::set(double time) {
  if (!driven_.empty()) set(Instant{stretches({}, time).back()});
}

void DrivenNumbers::restore() {
  for (const Driven& d : driven_) *d.number = d.own;
}

bool have_slopes(const std::vector<Drive>& drives) {
  return std::ranges::none_of(drives, [](const Drive& drive) {
    return std::holds_alternative<FunctionOfTime>(drive.shape);
  });
}

}  // namespace quflux::inline model
