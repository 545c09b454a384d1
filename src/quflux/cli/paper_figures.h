#pragma once

#include "quflux/cli/paper_layout.h"
#include "quflux/dataset/dataset.h"
#include "quflux/figure/figure.h"

namespace quflux {

/// The numbers behind one figure and the figure itself.
struct PaperResult {
  Dataset dataset;
  Figure figure;
};

/// Computes one figure from its model files. Panels of a map become the dimension `panel`; maps
/// carry the ridge (optimal_coupling, optimal_specific_flow) and the exceptional point along the
/// first axis. Throws Error when a model does not fit the figure.
PaperResult compute_figure(const PaperFolder& folder, const PaperFigure& layout);

}  // namespace quflux
