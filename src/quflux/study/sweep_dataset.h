#pragma once

#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/study/study.h"
#include "quflux/study/sweep_values.h"

namespace quflux::inline study {

/// The labelled dataset of a sweep, see run_sweep(); partial where points are not finished. Takes
/// the numbers over.
Dataset sweep_dataset(const Study& study, const std::vector<OutputArray>& layout,
                      SweepValues&& values);

/// Units of a parameter; none for a coefficient, whose units depend on the exponent.
std::string parameter_units(const std::string& path);

/// Whether a variable of that dataset is an output: numbers by equation, no coordinate or remark.
bool is_output(const Variable& variable);

/// Takes the finished points of a partial result over. Throws Error when it is not one, or of
/// another study or version.
void take_over(const Dataset& partial, const Study& study, const std::vector<OutputArray>& layout,
               SweepValues& values);

}  // namespace quflux::inline study
