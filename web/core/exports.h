#pragma once

#include <cstdint>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "quflux/core/error.h"

/// How functions of C++ are called from JavaScript: numbers go in as arguments, results lie in the
/// module's memory until the next call.
namespace quflux::web {

/// The result of the call before: its numbers, or its text.
struct Result {
  std::vector<double> numbers;
  std::string text;
};

Result& result();

/// The text that was given to the next call.
std::string& given();

/// Runs `work`, which fills result(). Returns whether there was an error, whose text result() has.
template <class Work>
std::int32_t guarded(const Work& work) {
  result().numbers.clear();
  result().text.clear();
  try {
    work();
    return 0;
  } catch (const std::bad_alloc&) {
    result().text = "the memory of the page is not enough for this";
  } catch (const std::exception& error) {
    result().text = error.what();
  }
  return 1;
}

}  // namespace quflux::web

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): an attribute is no function
#define QUFLUX_EXPORT(name) extern "C" __attribute__((export_name(#name)))
