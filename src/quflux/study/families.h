#pragma once

#include <optional>
#include <string>

#include "quflux/exceptional/matrix_family.h"
#include "quflux/model_file/model_file.h"

/// What of a model may have exceptional points, as families of matrices along one of its
/// parameters. The other numbers of the model stay as they are, but those that follow the parameter
/// in its sweep follow it here, too.
namespace quflux {

/// The model of the file with the parameter at `path` set to `value`. Throws Error when there is no
/// such parameter.
Model model_at(const ModelFile& file, const std::string& path, double value);

/// Whether the equation closes on the amplitude matrix X of a pair of two-level systems: the model
/// is such a pair, the equation not redfield, the options the default ones.
bool has_amplitude_matrix(const ModelFile& file, Equation equation);

/// X of dC/dt = -X C - C X^+ + Q, see two_tls/moments.h. Its eigenvalues x_k are width/2 + i
/// frequency of the two modes of the pair, counted from their mean frequency. Throws Error when the
/// file has none.
RealFamily amplitude_family(const ModelFile& file, const std::string& path, Equation equation);

/// The same at complex parameters: exact where the parameter changes frequencies and the coupling
/// only; none otherwise.
std::optional<AnalyticFamily> analytic_amplitude_family(const ModelFile& file,
                                                        const std::string& path,
                                                        const Interval& interval,
                                                        Equation equation);

/// The generator of the master equation as a d^2 x d^2 matrix in the basis of the model.
RealFamily generator_family(const ModelFile& file, const std::string& path, Equation equation);

}  // namespace quflux
