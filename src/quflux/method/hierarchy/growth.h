#pragma once

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// The largest real part among those eigenvalues of the hierarchy that are closest to zero, apart
/// from zero itself: negative where its solutions decay. A hierarchy that ends too early, or with
/// too few exponentials, may have some that grow, and its stationary state is that of nothing then.
/// By Arnoldi's method on the inverse, in some steps of GMRES each, and more closely where that
/// cannot tell growth from decay. Of all states, also those that a stationary one has no part of.
double largest_growth(const Hierarchy& hierarchy);

}  // namespace quflux::inline hierarchy
