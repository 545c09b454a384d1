#pragma once

#include <cstddef>
#include <optional>

#include "quflux/method/pair/two_level_pair.h"
#include "quflux/model/model.h"

namespace quflux::inline pair {

/// A model that is a pair of two-level systems, and which of its baths sits at which atom.
struct PairModel {
  TwoLevelPair pair;
  std::size_t bath1;  ///< index in model.baths of the bath at the first site
  std::size_t bath2;  ///< of the one at the second
};

/// The closed form of a model of two two-level systems coupled by exchange alone, without phases,
/// each with one bath through x = s + s^+; none for any other model.
std::optional<PairModel> recognise_pair(const Model& model);

/// The same. Throws Error for any other model.
PairModel require_pair(const Model& model);

}  // namespace quflux::inline pair
