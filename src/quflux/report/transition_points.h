#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "quflux/dataset/dataset.h"
#include "quflux/study/transition.h"

namespace quflux::inline report {

/// Significant digits of a place without an error.
inline constexpr int kPlaceDigits = 12;

/// The cells of a table's row on an exceptional point: both numbers of its place with as many
/// digits as its error leaves and one more, kind, order, Jordan blocks, branches that go over into
/// each other, exponent and eigenvalue; "-" where it is not known.
std::vector<std::string> point_cells(const TransitionPoint& point);

/// The titles of these, behind those of both numbers.
std::vector<std::string> point_titles(std::string first, std::string second);

/// A point as json, without its place: {"kind", "error", "order", "branch_exponent",
/// "multiplicity", "jordan_blocks", "cycles", "eigenvalue": [re, im]}.
nlohmann::ordered_json point_fields(const TransitionPoint& point);

/// What both parameters of a point are.
struct ParameterNames {
  const char* variable;
  std::string long_name;
};

/// Adds the points of all equations along the dimensions "equation" and "exceptional_point_index":
/// both parameters, error, kind, order, multiplicity, exponent and eigenvalue. Nothing where there
/// are none.
void add_points(Dataset& dataset, const std::vector<std::vector<TransitionPoint>>& of_equations,
                const ParameterNames& first, const ParameterNames& second);

}  // namespace quflux::inline report
