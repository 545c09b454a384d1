#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"

namespace quflux::inline mapping {

/// How far modes are to take the place of baths.
struct MappingOptions {
  std::optional<Eigen::Index> levels = std::nullopt;  ///< of each mode; none: as many as it needs
  std::optional<int> modes = std::nullopt;            ///< of each bath
};

/// A row of the table of mappings: a way to another model, whose flows from its baths are those of
/// the model that it is made of.
struct MappingKind {
  std::string name;      ///< behind --to
  std::string help;      ///< one line
  std::string equation;  ///< that solves the other model
  /// The other model. Throws NoAnswer where there is none, and Error for an option that the kind
  /// does not know.
  std::function<Model(const Model&, const MappingOptions&)> map;
};

/// The kinds of mappings that are known.
using MappingTable = std::vector<MappingKind>;

/// Those that quflux comes with.
const MappingTable& mappings();

/// The row of that name. Throws Error that names those that exist when there is none.
const MappingKind& find_mapping(std::string_view name, const MappingTable& table = mappings());

}  // namespace quflux::inline mapping
