#include "quflux/study/pair_road.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/study/writer.h"

namespace quflux {

namespace {

// Batches are filled up to whole vectors of any instruction set, so that a point gives the same
// bits wherever it lies in a batch.
constexpr std::size_t kWholeVectors = 16;

bool closed_form_gives(const Output& output) {
  return is_flow(output) || output.kind == OutputKind::moment_eigenvalues;
}

double frequency(const Site& site) { return std::get<TwoLevel>(site.kind).frequency; }

}  // namespace

bool pair_road_suits(const ModelFile& file) {
  return file.options == EquationOptions{} && recognise_pair(file.model) &&
         std::ranges::all_of(file.outputs, closed_form_gives);
}

PairRoad::PairRoad(const ModelFile& file, const Model& model, const BoundSweep& sweep)
    : file_(file), model_(model), sweep_(sweep), divided_by_(flow_divisors(file, model)) {
  const PairModel pair = require_pair(model);
  bath1_ = pair.bath1;
  bath2_ = pair.bath2;
  for (std::vector<double>& column : columns_.pair) column.resize(kTile);
  columns_.divisors.resize(kTile * divided_by_.size());
  columns_.flow1.resize(kTile);
}

void PairRoad::compute(Tile tile, std::span<const std::size_t> equations, SweepValues& values) {
  for (std::size_t begin = tile.begin; begin < tile.end;) {
    const std::size_t end = read_batch(begin, tile.end);
    for (const std::size_t equation : equations) {
      if (shape1_ && shape2_) {
        compute_batch(begin, equation, values);
      } else {
        for (std::size_t p = begin; p < end; ++p) compute_point(p, equation, values);
      }
    }
    begin = end;
  }
}

// Reads points from `begin` on until the shape of a spectral density changes; returns the end.
std::size_t PairRoad::read_batch(std::size_t begin, std::size_t end) {
  auto& [omega1, omega2, coupling, temperature1, temperature2, coefficient1, coefficient2] =
      columns_.pair;
  count_ = 0;
  for (std::size_t point = begin; point < end; ++point) {
    sweep_.set_point(point);
    const ModelBath& bath1 = model_.baths[bath1_];
    const ModelBath& bath2 = model_.baths[bath2_];
    const std::optional<RateShape> shape1 = rate_shape(bath1.spectral_density);
    const std::optional<RateShape> shape2 = rate_shape(bath2.spectral_density);
    if (count_ > 0 && (shape1 != shape1_ || shape2 != shape2_)) break;
    shape1_ = shape1;
    shape2_ = shape2;
    const std::size_t i = count_++;
    omega1[i] = frequency(model_.sites[0]);
    omega2[i] = frequency(model_.sites[1]);
    coupling[i] = 0;
    for (const Coupling& c : model_.couplings) coupling[i] += c.strength;
    temperature1[i] = bath1.temperature;
    temperature2[i] = bath2.temperature;
    coefficient1[i] = coefficient(bath1.spectral_density);
    coefficient2[i] = coefficient(bath2.spectral_density);
    for (std::size_t k = 0; k < divided_by_.size(); ++k) {
      columns_.divisors[i * divided_by_.size() + k] = *divided_by_[k];
    }
  }
  return begin + count_;
}

void PairRoad::compute_batch(std::size_t begin, std::size_t equation, SweepValues& values) {
  const std::size_t padded = (count_ + kWholeVectors - 1) / kWholeVectors * kWholeVectors;
  for (std::vector<double>& column : columns_.pair) {
    std::fill(column.begin() + static_cast<std::ptrdiff_t>(count_),
              column.begin() + static_cast<std::ptrdiff_t>(padded), column[count_ - 1]);
  }
  const auto column = [&](std::size_t c) {
    return std::span<const double>(columns_.pair[c].data(), padded);
  };
  const PairBatch batch{padded,    column(0), column(1), column(2), column(3),
                        column(4), column(5), column(6), *shape1_,  *shape2_};
  pair_flows(batch, file_.equations[equation], std::span(columns_.flow1.data(), padded));

  const std::size_t divisors = divided_by_.size();
  for (std::size_t i = 0; i < count_; ++i) {
    const double flow1 = columns_.flow1[i];
    if (std::isnan(flow1)) {
      compute_point(begin + i, equation, values);
      continue;
    }
    Flows flows{};
    flows.by_bath[bath1_] = flow1;
    flows.by_bath[bath2_] = -flow1;
    flows.temperatures[bath1_] = columns_.pair[3][i];
    flows.temperatures[bath2_] = columns_.pair[4][i];
    write(flows, std::span(columns_.divisors).subspan(i * divisors, divisors), begin + i, equation,
          values);
  }
}

// One point by the scalar closed form or, where that is not allowed (a mode without an energy gap,
// say), by the density matrix, which also gives the reason where there is no answer.
void PairRoad::compute_point(std::size_t point, std::size_t equation, SweepValues& values) {
  sweep_.set_point(point);
  try {
    const PairModel p = require_pair(model_);
    const StationaryPair state = stationary(p.pair, file_.equations[equation]);
    Flows flows{};
    flows.by_bath[bath1_] = state.flow1;
    flows.by_bath[bath2_] = state.flow2;
    flows.temperatures[bath1_] = p.pair.bath1.temperature;
    flows.temperatures[bath2_] = p.pair.bath2.temperature;
    std::vector<double> divisors;
    for (const double* divisor : divided_by_) divisors.push_back(*divisor);
    write(flows, divisors, point, equation, values);
  } catch (const Error&) {
    if (!fallback_) fallback_.emplace(file_, model_);
    fallback_->compute(point, std::span(&equation, 1), values);
  }
}

void PairRoad::write(const Flows& flows, std::span<const double> divisors, std::size_t point,
                     std::size_t equation, SweepValues& values) const {
  std::size_t array = 0;
  std::size_t specific = 0;
  std::string warning;
  for (const Output& output : file_.outputs) {
    double* out = values.at(array++, point, equation);
    switch (output.kind) {
      case OutputKind::energy_flow:
        std::ranges::copy(flows.by_bath, out);
        break;
      case OutputKind::specific_flow: {
        const double divisor = divisors[specific++];
        out[0] = specific_flow(flows.by_bath[0], divisor);
        out[1] = specific_flow(flows.by_bath[1], divisor);
        if (divisor == 0) add_remark(warning, divided_by_zero(output.over));
        break;
      }
      case OutputKind::entropy_production: {
        const auto [t0, t1] = flows.temperatures;
        // At zero temperature there is no entropy production, but flows there are.
        if (t0 == 0 || t1 == 0) add_remark(warning, kNoEntropy);
        *out = t0 > 0 && t1 > 0 ? -flows.by_bath[0] / t0 - flows.by_bath[1] / t1
                                : std::numeric_limits<double>::quiet_NaN();
        break;
      }
      case OutputKind::moment_eigenvalues: {
        sweep_.set_point(point);
        const Eigen::Vector4cd eigenvalues =
            moment_eigenvalues(require_pair(model_).pair, file_.equations[equation]);
        double* imaginary = values.at(array++, point, equation);
        for (Eigen::Index k = 0; k < 4; ++k) {
          out[k] = eigenvalues(k).real();
          imaginary[k] = eigenvalues(k).imag();
        }
        break;
      }
      default:
        throw Error("the closed form of a pair gives flows and moment_eigenvalues only");
    }
  }
  if (!warning.empty()) values.warn(point, equation, warning);
}

}  // namespace quflux
