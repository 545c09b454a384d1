#pragma once

#include <atomic>

namespace quflux::inline cli {

/// From here on Ctrl-C (SIGINT), SIGTERM, as batch systems send before they end a job, and SIGHUP,
/// as terminals send when they close, do not end the program but ask it to stop.
void catch_stop_signals();

/// Whether one has come.
const std::atomic<bool>& stop_asked();

/// The exit status after the first one, as shells have it: 130, 143 or 129.
int stop_status();

/// Ends the program when it was asked a second time: what is finished must be kept by then.
void end_if_asked_again();

}  // namespace quflux::inline cli
