#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstring>

#include "bench/batches.h"
#include "bench/planted_families.h"

// The options of Google Benchmark, and --smoke: small sizes, each measured once. With
// --planted-families alone, prints what the peers of exceptional/planted search.
int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--planted-families") == 0) {
    return std::puts(quflux::bench::planted_families_json().c_str()) < 0 ? 1 : 0;
  }
  std::vector<char*> arguments(argv, argv + argc);
  const auto smoke =
      std::ranges::find_if(arguments, [](const char* a) { return std::strcmp(a, "--smoke") == 0; });
  char once[] = "--benchmark_min_time=0";
  char small[] = "--benchmark_filter=-d:(16|32)$|d:(256|1024)/real_time";
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
