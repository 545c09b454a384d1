#pragma once

#include <atomic>
#include <chrono>
#include <future>

#include "python/bindings.h"

namespace quflux::python {

/// Runs work(stop) without holding the interpreter, and meanwhile looks for Ctrl-C and calls
/// watch() every twentieth of a second, both with the interpreter held. When one of them ends in an
/// exception, `stop` becomes true, the work is waited for and the exception goes on; otherwise
/// those of the work do.
template <class Work, class Watch>
auto run_interruptibly(const Work& work, const Watch& watch) {
  constexpr auto kInterval = std::chrono::milliseconds(50);
  std::atomic<bool> stop{false};
  auto future = std::async(std::launch::async, [&] { return work(stop); });
  const auto finished = [&] {
    const nb::gil_scoped_release others;
    return future.wait_for(kInterval) == std::future_status::ready;
  };
  try {
    while (!finished()) {
      if (PyErr_CheckSignals() != 0) nb::raise_python_error();
      watch();
    }
  } catch (...) {
    stop = true;
    const nb::gil_scoped_release others;
    future.wait();
    throw;
  }
  return future.get();
}

}  // namespace quflux::python
