#pragma once

#include <string>

#include "quflux/study/study.h"

namespace quflux::inline report {

/// The drives of a course, a line for each: whether the generator may follow them. Empty: none.
std::string drives_in_words(const Study& study);

}  // namespace quflux::inline report
