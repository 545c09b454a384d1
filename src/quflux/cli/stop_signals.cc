#include "quflux/cli/stop_signals.h"

#include <csignal>
#include <cstdlib>

namespace quflux::inline cli {

namespace {

constexpr int kSignalled = 128;  // as shells have it

// A signal handler can reach nothing else.
std::atomic<bool> stop_was_asked{false};  // NOLINT
std::atomic<int> first_signal{0};         // NOLINT
std::atomic<int> signals{0};              // NOLINT

extern "C" void on_stop(int signal) {
  int none = 0;
  first_signal.compare_exchange_strong(none, signal);
  ++signals;
  stop_was_asked = true;
}

}  // namespace

void catch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
  struct sigaction before {};
  ::sigaction(SIGHUP, nullptr, &before);
  if (before.sa_handler != SIG_IGN) ::sigaction(SIGHUP, &action, nullptr);  // nohup ignores it
}

const std::atomic<bool>& stop_asked() { return stop_was_asked; }

int stop_status() { return kSignalled + first_signal; }

void end_if_asked_again() {
  if (signals > 1) std::_Exit(stop_status());
}

}  // namespace quflux::inline cli
