#pragma once

#include <string>
#include <vector>

#include "quflux/mapping/mapping.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// A study of the model that a mapping makes.
struct MappedStudy {
  Study study;
  /// What the study was asked for and the other model does not have: keys of the sweep, outputs,
  /// times.
  std::vector<std::string> left_out;
};

/// The same study of the model that a mapping makes, by the equation that solves it. Numbers of
/// spectral densities are no longer swept: they have become those of modes. Throws NoAnswer where
/// the mapping does.
MappedStudy map_study(const Study& study, const MappingKind& mapping,
                      const MappingOptions& options);

}  // namespace quflux::inline study
