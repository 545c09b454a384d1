#pragma once

#include <optional>

#include "quflux/model/course.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [initial], the state at t = 0. Throws Error when there is none or the model has no such
/// state.
InitialState read_initial(TomlReader& root, const Model& model, const ReadFile& read_file);

/// Reads [time], [initial] and [[drive]]; none without [time], which a study of stationary states
/// has not, unless the state is a limit cycle, whose time is one period. `drives` come before those
/// of [[drive]], whose tables may come from `read_file`. Throws Error when times descend or are
/// negative, or when the model has no such state.
std::optional<Course> read_course(TomlReader& root, const Model& model, const ReadFile& read_file,
                                  std::vector<Drive> drives = {});

}  // namespace quflux::inline model_file
