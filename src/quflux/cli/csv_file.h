#pragma once

#include "quflux/files/stored_sweep.h"

namespace quflux::inline cli {

/// Comma-separated values, as to_csv() makes them of a whole sweep.
SweepFormat csv_format();

}  // namespace quflux::inline cli
