#pragma once

#include <vector>

#include "python/bindings.h"
#include "quflux/model/drive.h"

namespace quflux::python {

/// Drives as Python has them, by the paths of their numbers: each a mapping as in a model file,
/// (times, values) of a table, a function of the time, or a mapping with one under "function". A
/// function without a longest step of its own has `max_step`, if that is given. The drives refer to
/// functions without owning them. Throws Error.
std::vector<Drive> to_drives(const nb::dict& given, const nb::object& max_step, const Model& model);

/// The functions among them, by path.
nb::dict functions_of(const nb::dict& given);

/// What to_drives() makes the same drives of.
nb::dict from_drives(const std::vector<Drive>& drives, const nb::object& functions);

/// Gives functions without a longest step a thousandth of the time that is followed.
void set_longest_steps(std::vector<Drive>& drives, double to);

}  // namespace quflux::python
