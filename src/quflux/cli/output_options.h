#pragma once

#include <optional>
#include <string>
#include <vector>

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

/// Throws Error unless the name of a file that an option gives ends in one of these.
void require_ending(const std::string& option, const std::string& file,
                    const std::vector<std::string>& endings);

/// Throws Error where the file of -o cannot be written or its name has another ending, before hours
/// of work rather than after.
void require_writable_out(const std::string& model, const std::optional<std::string>& out,
                          const std::vector<std::string>& endings = {".nc", ".csv"});

/// Throws Error unless what is to be resumed goes to a file.
void require_resumable(bool resume, const std::optional<std::string>& out);

/// Catches the signals that stop a program, and says how its work is kept until then.
KeepOptions keep_until_stopped(bool resume, Progress& progress);

/// Says on standard error where the points are that were finished when the program was stopped.
void tell_stopped(const std::string& out, const SweepOutcome& outcome);

/// The same of other work; `when` says how far it was.
void tell_stopped(const std::string& out, const std::string& when);

}  // namespace quflux::inline cli
