#pragma once

#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/study/prepared_sweep.h"
#include "quflux/study/remark_numbers.h"

namespace quflux::inline study {

/// The attribute that says how a chain or network was solved.
inline constexpr const char* kRoad = "road";

/// The attribute that two results share when the same study, solved alike by the same version, is
/// behind them.
inline constexpr const char* kFingerprint = "fingerprint";

/// The attribute of a part of a sweep, "2/8", and the dimension of its points.
inline constexpr const char* kPart = "part";
inline constexpr const char* kPoint = "point";

/// The variables of what there is to say about answers.
inline constexpr const char* kFailure = "failure";
inline constexpr const char* kWarning = "warning";

/// What every result of a study says: dimensions and coordinates of its axes, of equation and bath,
/// and its numbers as attributes.
Dataset study_frame(const Study& study);

/// What the result of a sweep has besides numbers by equation: dimensions, coordinates, attributes.
Dataset sweep_frame(const PreparedSweep& sweep);

/// The same of a part, which has the dimension `point` besides and wants to be no figure.
Dataset part_frame(const PreparedSweep& sweep, Part part);

/// The variables of arrays, without their numbers; `grid` are the dimensions of points.
std::vector<Variable> array_variables(const std::vector<OutputArray>& arrays,
                                      const std::vector<std::string>& grid);

/// The variable `failure` or `warning`, without its numbers. Gives it the texts in an attribute.
Variable remark_variable(const char* name, const std::vector<std::string>& grid,
                         const std::vector<std::string>& texts);

/// The labelled dataset of a sweep, see run_sweep(). Takes the numbers over.
Dataset sweep_dataset(const PreparedSweep& sweep, SweepValues&& values);

/// The same of a part of it: the dimension `point` in the place of the swept keys, whose
/// coordinates are those of the whole.
Dataset part_dataset(const PreparedSweep& sweep, Part part, SweepValues&& values);

/// The swept keys, the one that varies slowest first.
std::vector<std::string> axis_names(const Study& study);

/// Those of a dataset of a sweep or of grades.
std::vector<std::string> swept_names(const Dataset& dataset);

/// Says what the result of a sweep wants to be drawn as; more than two swept keys cannot be.
void describe_figure(const std::vector<std::string>& axes, const std::vector<OutputArray>& arrays,
                     Attributes& attributes);

/// Units of a parameter; none for a coefficient, whose units depend on the exponent.
std::string parameter_units(const std::string& path);

/// Whether a variable of that dataset is an output: numbers by equation, no coordinate or remark.
bool is_output(const Variable& variable);

}  // namespace quflux::inline study
