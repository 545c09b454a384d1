#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace quflux::inline cli {

/// A file that is built into the program.
struct EmbeddedFile {
  std::string_view name;
  std::string_view content;

  /// Its name without the ending, by which users ask for it.
  std::string stem() const;

  /// The title of a model file.
  std::string_view title() const;
};

/// The commented model files of examples/starters.
std::span<const EmbeddedFile> starter_files();

/// The models of examples.
std::span<const EmbeddedFile> example_files();

/// What users ask for files by.
std::vector<std::string> stems(std::span<const EmbeddedFile> files);

/// The file that is asked for; `kind` is what an error calls it. Throws Error, which names the
/// nearest one.
const EmbeddedFile& find_file(std::span<const EmbeddedFile> files, const std::string& stem,
                              std::string_view kind);

/// Throws Error where there is a file of that name.
void require_absent(const std::filesystem::path& out);

/// Writes a copy that did not exist before. Throws Error.
void write_copy(const EmbeddedFile& file, const std::filesystem::path& out);

/// Names and titles, one file a line.
std::string titles(std::span<const EmbeddedFile> files);

}  // namespace quflux::inline cli
