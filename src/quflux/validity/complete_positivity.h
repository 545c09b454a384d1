#pragma once

#include "quflux/generator/generator.h"

namespace quflux::inline validity {

/// How far what a bath does is from completely positive: with
///
///   L_j[rho] = sum_kl C_kl F_k rho F_l^+ + terms with rho to the left or right alone
///
/// in a basis F of the operators without a trace, minus the smallest eigenvalue of C over the
/// largest. Zero where the dissipator is of Lindblad's form.
double negative_part(const Dissipator& dissipator, Eigen::Index dimension);

}  // namespace quflux::inline validity
