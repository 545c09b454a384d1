#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "quflux/bath/reservoir.h"
#include "quflux/core/matrix.h"
#include "quflux/model/model.h"

namespace quflux::inline mapping {

/// What the modes that stand for a bath are.
enum class ModeKind {
  two_level,  ///< w sigma^+ sigma, swapped for a thermal one at the rate Gamma
  boson       ///< w a^+ a, damped with the width kappa
};

/// A mode in the place of a part of a bath, coupled by g S_j x.
struct SurrogateMode {
  std::size_t bath;  ///< of the model
  double frequency;  ///< w > 0
  double coupling;   ///< g
  double rate;       ///< Gamma or kappa, > 0

  bool operator==(const SurrogateMode&) const = default;
};

/// The occupation of a mode at a temperature: 1/(e^{w/T} + 1), or 1/(e^{w/T} - 1) of a boson.
double mode_occupation(ModeKind kind, double frequency, double temperature);

/// R(w) of modes at a temperature, Eq. (101).
double surrogate_rate(ModeKind kind, std::span<const SurrogateMode> modes, double temperature,
                      double frequency);

/// Lambda(w) of modes likewise, the imaginary part of the half-sided transform of their correlation
/// function.
double surrogate_shift(ModeKind kind, std::span<const SurrogateMode> modes, double temperature,
                       double frequency);

/// Those of one bath.
std::vector<SurrogateMode> modes_of(std::span<const SurrogateMode> modes, std::size_t bath);

/// The largest relative error of R(w) of modes of a reservoir at +- frequencies, where it has a
/// rate.
double misfit(ModeKind kind, std::span<const SurrogateMode> modes, const Reservoir& reservoir,
              std::span<const double> frequencies);

/// Few modes that have nearly the rates of a reservoir.
struct SurrogateFit {
  std::vector<SurrogateMode> modes;
  /// The largest relative error of R(w) at +- the transition frequencies, of the fit or of R where
  /// the fit is smaller, and of no less than R(|w|)/100.
  double misfit;
};

/// Fits `count` modes of bath `bath` to R(w) of a reservoir on both signs of w, with extra weight
/// at the transition frequencies of the system, of which one at least is above 0.
SurrogateFit fit_surrogate(const Reservoir& reservoir, std::size_t bath, ModeKind kind,
                           std::size_t count, std::span<const double> transition_frequencies);

/// Which bath of a model few modes cannot stand for and why, as surrogate_obstacle() of its
/// density; empty: none.
std::string surrogate_obstacle(const Model& model);

/// Fits `count` modes to each bath of a model at the transitions that it drives; the misfit is the
/// largest of all. Throws NoAnswer where a bath drives none, and where there is an obstacle.
SurrogateFit fit_surrogates(const Model& model, ModeKind kind, std::size_t count);

/// Modes of each bath where nobody says how many.
std::size_t usual_count(ModeKind kind);

/// Levels after which a boson is cut: enough for its displacement and its temperature.
std::size_t boson_levels(const SurrogateMode& mode, double temperature);

/// The frequencies of the transitions that a bath of a system drives, above 0; ascending.
std::vector<double> transition_frequencies(const System& system, std::size_t bath);

/// The model with modes in the place of its baths, behind its own sites, and Lindblad channels that
/// bring them to the temperatures of the baths. Names are those of the baths, with numbers.
/// `levels` are those of each boson. The model has no channels of its own. Throws Error where the
/// Hilbert space becomes too large.
Model surrogate_model(const Model& model, ModeKind kind, std::span<const SurrogateMode> modes,
                      std::span<const std::size_t> levels);

/// Which bath each Lindblad channel of surrogate_model() is a part of.
std::vector<std::size_t> bath_of_channels(ModeKind kind, std::span<const SurrogateMode> modes);

}  // namespace quflux::inline mapping
