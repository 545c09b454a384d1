#include "quflux/model/course.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>

#include "quflux/core/overload.h"
#include "quflux/model/check_model.h"

namespace quflux::inline model {

namespace {

void require_level(const Model& model, const std::string& name, int level) {
  const auto site = std::ranges::find(model.sites, name, &Site::name);
  const Eigen::Index levels = level_count(*site);
  if (level >= 0 && level < levels) return;
  throw KeyError(name, fmt::format("site '{}' is to be in level {}; it has levels 0 to {}", name,
                                   level, levels - 1));
}

void require_temperature(const std::string& key, double temperature) {
  if (std::isfinite(temperature) && temperature >= 0) return;
  throw KeyError(key,
                 fmt::format("the initial temperature under '{}' is {}; it must be a finite number "
                             ">= 0",
                             key, temperature));
}

void require_density_matrix(const Model& model, const Matrix& rho) {
  constexpr double kAccuracy = 1e-10;  // of numbers that are written out
  const Eigen::Index d = dimension(model);
  if (rho.rows() != d || rho.cols() != d) {
    throw KeyError("matrix", fmt::format("the initial state is {} x {}; it must be {} x {}, the "
                                         "dimension of the model",
                                         rho.rows(), rho.cols(), d, d));
  }
  try {
    require_hermitian(rho, "the initial state");
  } catch (const NoAnswer& error) {
    throw KeyError("matrix", error.what());
  }
  const double trace = rho.trace().real();
  if (std::abs(trace - 1) > kAccuracy) {
    throw KeyError("matrix",
                   fmt::format("the initial state has the trace {}; it must be 1", trace));
  }
  if (Eigen::LLT<Matrix>(rho + kAccuracy * Matrix::Identity(d, d)).info() != Eigen::Success) {
    throw KeyError("matrix",
                   "the initial state has an eigenvalue below zero; it must be a density matrix");
  }
}

// The stationary state of a model with other numbers.
void require_state_before(const Model& model, const StationaryState& quench) {
  Model before = model;
  for (const auto& [path, value] : quench.parameters) {
    require_parameter("stationary", model, path);
    require_dimension_kept("stationary", path);
    parameter(before, path) = value;
  }
  try {
    for (const ModelBath& bath : before.baths) require_numbers(bath);
    for (const Lindblad& channel : before.lindblad) require_numbers(channel);
  } catch (const KeyError& error) {
    throw KeyError("stationary", fmt::format("before the quench {}", error.what()));
  }
}

}  // namespace

void require_times(const std::string& key, const std::vector<double>& times) {
  if (times.empty()) throw KeyError(key, "there are no times; there must be at least one");
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!(std::isfinite(times[i]) && times[i] >= 0)) {
      throw KeyError(key, fmt::format("a time is {}; it must be a finite number >= 0", times[i]));
    }
    if (i > 0 && times[i] < times[i - 1]) {
      throw KeyError(key, fmt::format("the times decrease from {} to {}; they must ascend",
                                      times[i - 1], times[i]));
    }
  }
}

void require_undriven(const Sweep& sweep, const std::vector<Drive>& drives) {
  const auto swept = [&](const std::string& path) {
    return std::ranges::find(sweep.axes, path, &SweepAxis::path) != sweep.axes.end() ||
           std::ranges::find(sweep.follows, path, &Follow::path) != sweep.follows.end();
  };
  for (const Drive& drive : drives) {
    if (adds_to_own(drive.shape) || !swept(drive.path)) continue;
    throw KeyError("drive", fmt::format("'{}' is swept, and the drive '{}' gives it all of its "
                                        "values in time; it can have one of them",
                                        drive.path, drive.name));
  }
}

void require_initial_state(const Model& model, const InitialState& state) {
  std::visit(
      Overload{
          [&](const ProductState& product) {
            for (const auto& [name, of_site] : product.sites) {
              require_site(name, model, name);
              std::visit(Overload{[&](const InLevel& l) { require_level(model, name, l.level); },
                                  [&](const AtTemperature& t) {
                                    require_temperature(name, t.temperature);
                                  }},
                         of_site);
            }
          },
          [](const GibbsState& gibbs) { require_temperature("gibbs", gibbs.temperature); },
          [&](const StationaryState& quench) { require_state_before(model, quench); },
          [&](const Matrix& rho) { require_density_matrix(model, rho); }, [](const LimitCycle&) {}},
      state);
}

}  // namespace quflux::inline model
