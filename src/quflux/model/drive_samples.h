#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "quflux/model/drive.h"

namespace quflux::inline model {

/// How many times are looked at, about; no simple fraction of a period, of which they would find
/// the same point again and again.
inline constexpr int kDriveSamples = 1021;

/// Times from 0 to another at which nothing that drives do is missed: on every stretch, and closer
/// where a drive is fast, as far as so many times go. Where all repeat together, one period is
/// enough.
std::vector<Instant> drive_samples(const std::vector<Drive>& drives, double to,
                                   int most = kDriveSamples);

/// The least value of a function of time, and where.
struct Lowest {
  double value;
  Instant at;
};

/// The least of a function's values at samples and, since it may be lower between them, at golden
/// sections about the few that are below their neighbours, on one stretch. Samples are not empty.
Lowest lowest_between(const std::vector<Instant>& samples, const std::vector<double>& values,
                      const std::function<double(const Instant&)>& function);

/// How many periods of the longest are tried.
inline constexpr int kMostPeriods = 1000;

/// The shortest time after which all drives do the same again, within so many periods. None: one
/// has no period, or there is no such time.
std::optional<double> shared_period(const std::vector<Drive>& drives);

}  // namespace quflux::inline model
