#pragma once

#include <any>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/course.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/road/answer.h"
#include "quflux/road/flow_statistics.h"
#include "quflux/road/options.h"
#include "quflux/road/slopes.h"

namespace quflux::inline road {

/// A run of neighbouring points of a sweep's grid.
struct Tile {
  std::size_t begin;
  std::size_t end;

  std::size_t size() const { return end - begin; }
};

/// The points of a sweep as one thread goes through them.
struct Points {
  const Model& model;  ///< at the point that was set last
  BoundSweep& sweep;
  /// Where states go as t -> infinity, should there be more than one stationary state; null: it is
  /// not known where they come from.
  const InitialState* from = nullptr;

  /// The model at a point.
  const Model& at(std::size_t point) const {
    sweep.set_point(point);
    return model;
  }
};

/// An equation in the terms of a road: which of its forms it is, a type that the road alone knows,
/// and the options.
struct RoadEquation {
  std::any form;
  Options options;
};

/// Answers to one tile, one for each equation that the road was opened with. Owns the memory that
/// all points share; a thread's own.
using Solve = std::function<void(Tile, std::span<Answer>)>;

/// How an equation closes on the mean amplitudes, d<a>/dt = -X <a>.
struct AmplitudeMatrix {
  /// Why it does not for this model; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&)> obstacle;
  /// X in a basis of the sites, of equations without an obstacle. Throws NoAnswer where the numbers
  /// of the model do not allow it.
  std::function<Matrix(const Model&, const RoadEquation&)> matrix;
};

/// How a road finds a spectrum of what flows through a bond, a coupling of two sites.
struct BondSpectrum {
  /// Why it does not for this model, equation and coupling; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&, std::size_t coupling)> obstacle;
  /// Its values at some frequencies, where there is no obstacle. Throws NoAnswer where the numbers
  /// of the model do not allow it.
  std::function<RealVector(const Model&, const RoadEquation&, std::size_t coupling,
                           std::span<const double> frequencies)>
      values;
};

/// How a road counts the energy that flows from the baths.
struct Counting {
  /// Why it does not for this model and equation; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&)> obstacle;
  /// The statistics at the numbers of a model, where there is no obstacle. Throws NoAnswer where
  /// the numbers do not allow it.
  std::function<FlowStatistics(const Model&, const RoadEquation&)> statistics;
};

/// How a road differentiates flows and occupations by numbers of a model.
struct Derivatives {
  /// Why it does not for this model and equation, where it leads to the flows; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&)> obstacle;
  /// By the numbers at these paths, where there is no obstacle; occupations where they are asked
  /// for. Throws NoAnswer where the numbers of the model do not allow it.
  std::function<Slopes(const Model&, const RoadEquation&, const std::vector<std::string>& paths,
                       bool occupations)>
      slopes;
};

/// How a road follows equations in time. Their states are the points of a tile: a point of the
/// sweep at each of the times, one behind the other.
struct InTime {
  /// Why it does not follow this model from there, or not to these quantities; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&, const Quantities&, const Course&)>
      obstacle;
  /// Begins with equations that have no obstacle, as Road::open. The course outlives the result.
  std::function<Solve(const Points& points, const std::vector<RoadEquation>&, const Quantities&,
                      const Course&)>
      open;
  bool follows_drives = false;  ///< whether numbers of the model may change meanwhile
};

/// How equations are solved for a class of models: by a closed form, N x N moments, the density
/// matrix. It fills the columns of answers.
struct Road {
  std::string name;              ///< "density_matrix"
  std::string solves;            ///< what, in words: "a chain or network"
  std::size_t tile = 1;          ///< points worth computing at a time
  bool takes_any_model = false;  ///< so that the other roads can be tested against it
  bool by_modes = false;         ///< whether it sees normal modes in the place of states
  /// Why the road does not lead from this model to these quantities; empty: it does.
  std::function<std::string(const Model&, const RoadEquation&, const Quantities&)> obstacle;
  /// Begins with equations that have no obstacle. What `points` refers to outlives the result.
  std::function<Solve(const Points& points, const std::vector<RoadEquation>&, const Quantities&)>
      open;
  /// None: the road knows stationary states alone.
  std::optional<InTime> in_time = std::nullopt;
  /// None: the road knows nothing of amplitudes.
  std::optional<AmplitudeMatrix> amplitudes = std::nullopt;
  /// The density of the flow by frequency, and the noise of the flow; none: the road has no such.
  std::optional<BondSpectrum> flow_spectrum = std::nullopt;
  std::optional<BondSpectrum> bond_noise = std::nullopt;
  /// None: the road knows means alone.
  std::optional<Counting> counting = std::nullopt;
  /// None: its derivatives are those of differences.
  std::optional<Derivatives> derivatives = std::nullopt;
  /// Whether matrices of this model are so large that one point takes all cores.
  std::function<bool(const Model&)> fills_cores = [](const Model&) { return false; };
  /// Whether a point of this model takes so much memory that there is one of them at a time, on all
  /// cores.
  std::function<bool(const Model&)> one_at_a_time = [](const Model&) { return false; };
  /// Whether one point of this model is solved while one waits.
  std::function<bool(const Model&)> at_once = [](const Model&) { return true; };
  /// What it is to a model, for people: "solved as a chain of two-level systems of 8 sites". Empty:
  /// nothing to say.
  std::function<std::string(const Model&)> in_words = [](const Model&) { return std::string(); };
};

/// Why a road does not lead from a model to these quantities, of the stationary state or along a
/// course; empty: it does.
std::string obstacle(const Road& road, const Model& model, const RoadEquation& equation,
                     const Quantities& quantities, const std::optional<Course>& course);

/// A road that an equation may take.
struct RoadTo {
  const Road* road;
  std::any form;  ///< which of the road's equations it is
};

}  // namespace quflux::inline road
