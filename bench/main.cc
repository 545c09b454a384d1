#include <benchmark/benchmark.h>
#include <cstring>

#include "bench/batches.h"

// The options of Google Benchmark, and --smoke: small sizes, each measured once.
int main(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  const auto smoke =
      std::ranges::find_if(arguments, [](const char* a) { return std::strcmp(a, "--smoke") == 0; });
  char once[] = "--benchmark_min_time=0";
  char small[] = "--benchmark_filter=-d:(16|32)$";
  if (smoke != arguments.end()) {
    *smoke = once;
    arguments.push_back(small);
    quflux::bench::points = 100;
  }
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
