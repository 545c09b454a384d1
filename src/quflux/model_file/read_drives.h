#pragma once

#include <string>
#include <vector>

#include "quflux/model/drive.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [[drive]], of which tables may come from `read_file`. Throws Error when a number of the
/// model does not exist, or when one of the drive is not allowed.
std::vector<Drive> read_drives(TomlReader& root, const Model& model, const ReadFile& read_file);

/// Reads one of them, with the number that it changes where `path` is empty.
void read_drive(TomlReader& reader, std::string path, const Model& model, const ReadFile& read_file,
                std::vector<Drive>& drives);

/// The word for the kind of a drive; empty for a function, of which model files know nothing.
std::string kind_of(const DriveShape& shape);

}  // namespace quflux::inline model_file
