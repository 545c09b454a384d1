#pragma once

#include <string>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/files/child_process.h"

namespace quflux::inline cli {

/// The Python package has not made the file that was asked for; results do not depend on it.
struct CannotDraw : Error {
  using Error::Error;
};

/// A module of quflux's Python package, in the first Python that has it in this version: beside the
/// program, in QUFLUX_PYTHON, on the PATH.
class PythonModule {
 public:
  /// `purpose` is what it is needed for, in messages: "--plot draws". Throws CannotDraw where no
  /// Python has the package.
  PythonModule(std::string name, const std::string& purpose);

  /// Runs it, `python -m NAME arguments...`.
  ChildEnd run(const std::vector<std::string>& arguments) const;

  /// The last line of what it said, without its name.
  std::string reason(const ChildEnd& end) const;

 private:
  ChildEnd run_in(const std::string& python, const std::vector<std::string>& arguments) const;

  std::string name_;
  std::string python_;
};

}  // namespace quflux::inline cli
