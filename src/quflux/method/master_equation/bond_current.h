#pragma once

#include <cstddef>
#include <string>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"

namespace quflux::inline master_equation {

/// Above so many dimensions, products of operators, which are full matrices here, take longer than
/// the state.
inline constexpr Eigen::Index kLargestBond = 256;

/// Why energy does not flow through a coupling of a model from one part of it to the other; empty:
/// it does.
std::string bond_obstacle(const Model& model, std::size_t coupling);

/// The energy that flows through a coupling, from the part A of the model behind its first site,
///
///   I = i [H_A, V],   V what couples A to all else.
///
/// The coupling has no bond_obstacle().
Matrix bond_current(const Model& model, std::size_t coupling);

/// Of every coupling the mean of that flow in a state in the basis of the model, or of the flow
/// into the part behind its second site, where a bath or channel acts on the first site and none on
/// the second: it feeds the coupling itself, too, as bond_flow of a network has it.
RealVector bond_flows(const Model& model, const Matrix& rho);

/// Why they are not known of some coupling; empty: they are.
std::string bond_flows_obstacle(const Model& model);

}  // namespace quflux::inline master_equation
