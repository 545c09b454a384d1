#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "quflux/method/pair/pair_batch.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/density_matrix_road.h"
#include "quflux/study/sweep_values.h"

namespace quflux {

/// Whether the closed form of a pair of two-level systems gives the outputs of the file: its model
/// is such a pair, its options are the default ones and its outputs follow from the flows.
bool pair_road_suits(const ModelFile& file);

/// Computes the points of a sweep over a pair of two-level systems by the vector kernel, a tile at
/// a time and without allocation; points that the closed form does not allow by the density matrix.
/// Every thread has its own.
class PairRoad {
 public:
  /// Points of a tile: enough to hide what a tile costs, few enough to stay in the second cache.
  static constexpr std::size_t kTile = 1024;

  /// `model` is tied to the sweep and follows its points; both must outlive this object, and the
  /// file too, which pair_road_suits().
  PairRoad(const ModelFile& file, const Model& model, const BoundSweep& sweep);

  /// Computes the equations with these indices (not redfield) at the points of a tile of at most
  /// kTile points.
  void compute(Tile tile, std::span<const std::size_t> equations, SweepValues& values);

 private:
  struct Flows {
    std::array<double, 2> by_bath;
    std::array<double, 2> temperatures;
  };

  std::size_t read_batch(std::size_t begin, std::size_t end);
  void compute_batch(std::size_t begin, std::size_t equation, SweepValues& values);
  void compute_point(std::size_t point, std::size_t equation, SweepValues& values);
  void write(const Flows& flows, std::span<const double> divisors, std::size_t point,
             std::size_t equation, SweepValues& values) const;

  const ModelFile& file_;
  const Model& model_;
  const BoundSweep& sweep_;
  std::size_t bath1_;  // index in the model of the bath at the first atom
  std::size_t bath2_;
  std::vector<const double*> divided_by_;  // by the specific flows, in the order of the outputs

  struct Columns {
    std::array<std::vector<double>, 7> pair;  // in the order of PairBatch
    std::vector<double> divisors;             // point by point
    std::vector<double> flow1;
  };
  Columns columns_;
  std::size_t count_ = 0;  // points of the batch at hand
  std::optional<RateShape> shape1_;
  std::optional<RateShape> shape2_;
  std::optional<DensityMatrixRoad> fallback_;  // once it is needed
};

}  // namespace quflux
