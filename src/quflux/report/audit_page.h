#pragma once

#include <string>

#include "quflux/study/study.h"
#include "quflux/validity/audit.h"

namespace quflux::inline report {

/// An audit as one HTML page that needs nothing else, neither a network nor a script: the model and
/// its diagram, flows, verdicts, spectrum, versions, how to cite. Figures are SVG in it, readable
/// from the width of a phone on. Throws Error where the curves of its flows cannot be computed.
std::string audit_page(const Study& study, const Audit& audit);

}  // namespace quflux::inline report
