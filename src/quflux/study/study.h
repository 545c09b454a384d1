#pragma once

#include <string>
#include <vector>

#include "quflux/method/equation.h"
#include "quflux/model/model.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/observable/observable.h"

namespace quflux::inline study {

/// What is to be computed: of which system, by which equations, at which of its numbers.
struct Study {
  Model model;
  std::vector<Equation> equations;
  Sweep sweep;
  std::vector<Observable> outputs;
  Options options = {};                    ///< of all equations that know them
  std::string source = {};                 ///< the text that it was read from; results keep it
  std::vector<std::string> settings = {};  ///< what replaced keys of the text
};

}  // namespace quflux::inline study
