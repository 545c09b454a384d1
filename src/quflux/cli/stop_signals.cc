#include "quflux/cli/stop_signals.h"

#include <csignal>
#include <cstdlib>

namespace quflux::inline cli {

namespace {

constexpr int kSignalled = 128;  // as shells have it

// A signal handler can reach nothing else.
std::atomic<bool> asked{false};  // NOLINT
std::atomic<int> first{0};       // NOLINT
std::atomic<int> times{0};       // NOLINT

extern "C" void on_stop(int signal) {
  int none = 0;
  first.compare_exchange_strong(none, signal);
  ++times;
  asked = true;
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

const std::atomic<bool>& stop_asked() { return asked; }

int stop_status() { return kSignalled + first; }

void end_if_asked_again() {
  if (times > 1) std::_Exit(stop_status());
}

}  // namespace quflux::inline cli
