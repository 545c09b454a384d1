#pragma once

#include <optional>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/files/stored_sweep.h"
#include "quflux/report/progress.h"

namespace quflux::inline cli {

/// A sweep's result in the form that --format names; a terminal sees no more rows of a table than
/// it can show.
std::string formatted(const Dataset& sweep, const std::string& format);

/// Whether the name of a file ends in .csv.
bool is_csv(const std::string& file);

/// Writes a sweep's result to the file of -o: NetCDF, or comma-separated values where its name ends
/// in .csv. Throws Error.
void write_results(const Dataset& sweep, const std::string& out);

/// Makes the folder of the file of -o and throws Error where it cannot be written, before hours of
/// work rather than after.
void require_writable_out(const std::string& model, const std::optional<std::string>& out);

/// Throws Error unless what is to be resumed goes to a NetCDF file.
void require_resumable(bool resume, const std::optional<std::string>& out);

/// Catches the signals that stop a program, and says how its work is kept until then.
KeepOptions keep_until_stopped(bool resume, Progress& progress);

/// Says on standard error where the points are that were finished when the program was stopped.
void tell_stopped(const std::string& out, const SweepOutcome& outcome);

/// The same of a search.
void tell_stopped(const std::string& out);

}  // namespace quflux::inline cli
