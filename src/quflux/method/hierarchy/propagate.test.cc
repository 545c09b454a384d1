#include "quflux/method/hierarchy/propagate.h"

#include <unsupported/Eigen/MatrixFunctions>

#include <gtest/gtest.h>

#include "quflux/method/hierarchy/testing.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

TEST(Propagate, IsTheExponentialOfTheHierarchy) {
  const json reference = test_data("hierarchy.json");
  // Real exponents, and pairs of complex ones.
  for (const auto& [number, depth] : {std::pair(3, 2), std::pair(6, 1)}) {
    const json& entry = reference.at("cases").at(static_cast<std::size_t>(number));
    SCOPED_TRACE(entry.at("name").get<std::string>());
    const Hierarchy hierarchy =
        make_hierarchy(in_energy_basis(reference_system(entry)),
                       reference_exponents(entry.at("discrete")), static_cast<std::size_t>(depth));
    const LinearGenerator generator = linear_generator(hierarchy);
    const Matrix m = generator.dense();
    Matrix rho(2, 2);
    rho << 0.8, Complex(0.1, 0.2), Complex(0.1, -0.2), 0.2;
    const Vector start = generator.vector(rho);
    const std::vector<double> times{0, 0.3, 0.6, 5, 40};
    const double tolerance = 1e-9;
    propagate(hierarchy, start, times, tolerance, [&](std::size_t k, const Propagated& at) {
      const Matrix exponential = (m * times[k]).exp();
      // Estimates of the steps are of the change by one more vector.
      EXPECT_LE((at.x - exponential * start).cwiseAbs().maxCoeff(), 10 * tolerance) << times[k];
      // M int x = x(t) - x(0), and M is as large as its fastest rate.
      const double rate = m.cwiseAbs().rowwise().sum().maxCoeff();
      EXPECT_LE((m * at.integral - at.x + start).cwiseAbs().maxCoeff(), 10 * rate * tolerance);
      EXPECT_NEAR((generator.trace.transpose() * at.x).value().real(), 1, 10 * tolerance);
    });
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
