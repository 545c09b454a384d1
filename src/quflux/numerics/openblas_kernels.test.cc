#ifndef QUFLUX_PORTABLE

#include "quflux/numerics/openblas_kernels.h"

#include <cblas.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

TEST(OpenBlasKernels, AreThoseOfTheInstructionsWhereTheProcessorIsNotKnown) {
  const VectorInstructions all{.avx2_and_fma = true, .avx512 = true};
  EXPECT_EQ(better_kernels("Prescott", all), "SkylakeX");
  EXPECT_EQ(better_kernels("Barcelona", {.avx2_and_fma = true}), "Haswell");
  EXPECT_EQ(better_kernels("Prescott", {}), "");
  EXPECT_EQ(better_kernels("Haswell", all), "");
  EXPECT_EQ(better_kernels("Zen", all), "");
}

#ifdef __x86_64__
TEST(OpenBlasKernels, AreChosenBeforeTheProgramStarts) {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) GTEST_SKIP() << "the environment chooses";
  if (__builtin_cpu_supports("avx2") == 0) GTEST_SKIP() << "a processor without AVX2";
  EXPECT_STRNE(openblas_get_corename(), "Prescott");
  EXPECT_STRNE(openblas_get_corename(), "Barcelona");
}
#endif

}  // namespace
}  // namespace quflux::inline numerics

#endif
