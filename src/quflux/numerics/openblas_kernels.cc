#ifndef QUFLUX_PORTABLE

#include "quflux/numerics/openblas_kernels.h"

#include <cblas.h>

#include <cstdlib>
#include <string>

// What OpenBLAS calls when it is loaded. An OpenBLAS with the kernels of one processor has neither.
extern "C" {
[[gnu::weak]] void gotoblas_dynamic_init();
[[gnu::weak]] void gotoblas_dynamic_quit();
}

namespace quflux::inline numerics {

namespace {

VectorInstructions instructions_of_processor() {
#ifdef __x86_64__
  return {
      .avx2_and_fma = __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0,
      .avx512 = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
                __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0};
#else
  return {};
#endif
}

}  // namespace

std::string_view better_kernels(std::string_view taken, const VectorInstructions& there) {
  // Those that OpenBLAS falls back to on processors of Intel and of AMD that it does not know.
  if (taken != "Prescott" && taken != "Barcelona") return {};
  if (there.avx512 && there.avx2_and_fma) return "SkylakeX";
  return there.avx2_and_fma ? "Haswell" : "";
}

void choose_kernels() noexcept {
  constexpr const char* kChosen = "OPENBLAS_CORETYPE";
  if (gotoblas_dynamic_init == nullptr || gotoblas_dynamic_quit == nullptr) return;
  if (std::getenv(kChosen) != nullptr) return;
  const std::string_view better =
      better_kernels(openblas_get_corename(), instructions_of_processor());
  if (better.empty()) return;
  setenv(kChosen, better.data(), 0);  // the names are literals, with an end
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv(kChosen);
}

}  // namespace quflux::inline numerics

#endif
