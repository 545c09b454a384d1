#pragma once

#include <string>

#include "quflux/method/equation.h"
#include "quflux/road/told_cumulants.h"

namespace quflux::inline method {

/// Why no road of an equation counts the energy from the baths of a model; empty: one does.
std::string counting_obstacle(const Equation& equation, const Model& model);

/// The statistics by the first road that has them. Throws Error that names the obstacle, and
/// NoAnswer where the numbers of the model allow none.
FlowStatistics flow_statistics(const Equation& equation, const Model& model);

/// The cumulants of sum_j c_j Q_j by told_cumulants(), the first one from the energy flows of the
/// same road where it is theirs; throws likewise.
ToldCumulants cumulants(const Equation& equation, const Model& model, const RealVector& c,
                        int order);

/// S_jk(w) at some frequencies; throws likewise, and where the equation knows no noise but that at
/// w = 0.
std::vector<Matrix> bath_noise(const Equation& equation, const Model& model,
                               std::span<const double> frequencies);

/// I(J) = sup over x of x J - lambda(x c), Eq. (77): the probability that sum_j c_j Q_j is J t
/// after a long time t is e^{-I(J) t}. Infinite where x J - lambda has no bound, NaN where no digit
/// of the noise is right. `c` is not zero, and `known` are the first two cumulants().
double rate_function(const FlowStatistics& statistics, const RealVector& known, const RealVector& c,
                     double flow);

}  // namespace quflux::inline method
