#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "quflux/study/study.h"

namespace quflux {

/// An axis or a quantity of a figure: what it shows and how it is labelled.
struct PaperQuantity {
  std::string key;    ///< path of the parameter, for axes
  std::string name;   ///< of the dimension in the data file, for axes
  std::string bath;   ///< for flows
  std::string label;  ///< in gnuplot's enhanced text
};

/// One figure of the page layout figures.toml.
struct PaperFigure {
  int number;
  std::string kind;  ///< "spectrum", "map", "curves" or "exceptional"
  std::string title;
  std::vector<std::string> panels;  ///< model files
  PaperQuantity x, y, value;
};

/// One line of claims.toml.
struct PaperClaim {
  std::string claim;
  std::optional<int> figure;  ///< none: checked with any selection of figures
  std::string model;
  std::string equation;
  std::string measure;
  std::string bath;
  double expected;
  double tolerance;
};

/// The folder paper/: from disk, or as built into the program.
class PaperFolder {
 public:
  /// No directory: the files built into the program.
  explicit PaperFolder(std::optional<std::filesystem::path> directory);

  std::vector<PaperFigure> figures() const;
  std::vector<PaperClaim> claims() const;
  Study model(const std::string& name) const;

 private:
  std::string text(const std::string& name) const;
  std::string shown_name(const std::string& name) const;

  std::optional<std::filesystem::path> directory_;
};

}  // namespace quflux
