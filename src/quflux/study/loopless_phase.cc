#include "quflux/study/loopless_phase.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>
#include <variant>
#include <vector>

#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"

namespace quflux::inline study {

namespace {

using Eigen::Index;

// Above, products of matrices take longer than a search would be worth.
constexpr Index kLargestTurned = 512;

using Sites = std::set<std::string>;

Sites sites_of(const std::vector<std::string>& names, const std::vector<SiteOperator>& operators) {
  Sites sites(names.begin(), names.end());
  for (const SiteOperator& factor : operators) sites.insert(factor.site);
  return sites;
}

// What holds sites together, but for one coupling.
std::vector<Sites> bonds_without(const Model& model, const Coupling& left_out) {
  std::vector<Sites> bonds;
  for (const Coupling& coupling : model.couplings) {
    if (&coupling != &left_out) bonds.push_back(sites_of(coupling.sites, coupling.operators));
  }
  for (const ModelBath& bath : model.baths) bonds.push_back(sites_of(bath.sites, {}));
  for (const Lindblad& channel : model.lindblad) {
    bonds.push_back(sites_of(channel.sites, channel.operators));
  }
  return bonds;
}

// The sites that these hold together with one.
Sites side_of(const std::string& site, const std::vector<Sites>& bonds) {
  Sites reached{site};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Sites& bond : bonds) {
      const bool met =
          std::ranges::any_of(bond, [&](const auto& s) { return reached.contains(s); });
      if (met) reached.insert(bond.begin(), bond.end());
    }
  }
  return reached;
}

// X, of a or of (q, p), whose sites on one side are turned by an angle.
Matrix turned_amplitudes(const Model& model, const Sites& side, double angle, const Matrix& x) {
  const auto n = static_cast<Index>(model.sites.size());
  Matrix turn = Matrix::Identity(x.rows(), x.rows());
  for (Index k = 0; k < n; ++k) {
    if (!side.contains(model.sites[static_cast<std::size_t>(k)].name)) continue;
    if (x.rows() == n) {
      turn(k, k) = std::polar(1.0, angle);
    } else {
      turn(k, k) = turn(n + k, n + k) = std::cos(angle);
      turn(n + k, k) = std::sin(angle);
      turn(k, n + k) = -turn(n + k, k);
    }
  }
  return turn * x * turn.adjoint();
}

// e^(i angle n), with n the quanta on one side, in the basis of the model.
Vector turns(const Model& model, const Sites& side, double angle) {
  Vector all = Vector::Ones(1);
  for (const Site& site : model.sites) {
    Vector own = Vector::Ones(level_count(site));
    if (side.contains(site.name)) {
      for (Index k = 0; k < own.size(); ++k) {
        own(k) = std::polar(1.0, angle * static_cast<double>(k));
      }
    }
    all = kron(all, own);
  }
  return all;
}

Matrix turned_state(const Vector& turn, const Matrix& rho) {
  return turn.asDiagonal() * rho * turn.conjugate().asDiagonal();
}

// L[rho] in the basis of the model.
Matrix derivative(const Model& model, const Equation& equation, const Matrix& rho) {
  const Generator generator = make_generator(to_system(model), *equation.kind.master_equation,
                                             equation_options(equation.options));
  Matrix result;
  find_derivative(generator, to_energy_basis(generator, rho), result);
  return from_energy_basis(generator, result);
}

// Oscillators at three levels at most: what a turn does is the same at every cut.
Study with_few_levels(Study study) {
  constexpr double kFew = 3;
  for (Site& site : study.model.sites) {
    if (auto* oscillator = std::get_if<Oscillator>(&site.kind)) {
      oscillator->levels = std::min(oscillator->levels, kFew);
    }
  }
  return study;
}

bool is_close(const Matrix& a, const Matrix& b) {
  constexpr double kRounding = 1e-12;
  return (a - b).norm() <= kRounding * a.norm();
}

// Whether, with the phase at either of two values, a turn of one side by their difference makes one
// matrix of the other.
bool takes_away(const Study& study, const std::string& path, const Equation& equation,
                EquationMatrix matrix, const Sites& side, const std::array<double, 2>& phases,
                double angle) {
  const auto at = [&](const Study& of, int k) { return model_at(of, path, phases.at(k)); };
  if (matrix == EquationMatrix::amplitude) {
    const auto x = matrix_of_models(study, equation, matrix);
    return is_close(x(at(study, 1)), turned_amplitudes(study.model, side, angle, x(at(study, 0))));
  }
  const Study few = with_few_levels(study);
  if (!dimension_obstacle(few.model).empty()) return false;
  const Index d = dimension(few.model);
  if (d > kLargestTurned) return false;
  const Vector turn = turns(few.model, side, angle);
  // Along no symmetry.
  std::mt19937_64 engine(1);
  std::normal_distribution<double> normal;
  Matrix rho(d, d);
  for (Complex& element : rho.reshaped()) element = Complex(normal(engine), normal(engine));
  return is_close(
      derivative(at(few, 1), equation, rho),
      turned_state(turn, derivative(at(few, 0), equation, turned_state(turn.conjugate(), rho))));
}

}  // namespace

bool is_loopless_phase(const Study& study, const std::string& path, const Interval& interval,
                       const Equation& equation, EquationMatrix matrix) {
  const auto& couplings = study.model.couplings;
  const auto coupling = std::ranges::find_if(
      couplings, [&](const Coupling& c) { return path == "coupling." + c.name + ".phase"; });
  if (coupling == couplings.end()) return false;
  const bool alone = std::ranges::none_of(
      study.sweep.follows, [&](const Follow& follow) { return follow.source == path; });
  const std::vector<Sites> bonds = bonds_without(study.model, *coupling);
  const Sites first = side_of(coupling->sites.front(), bonds);
  if (!alone || first.contains(coupling->sites.back())) return false;
  const Sites second = side_of(coupling->sites.back(), bonds);
  // By no part of a full turn.
  const double angle = std::sqrt(0.2) * (interval.upper - interval.lower);
  const std::array phases{interval.lower, interval.lower + angle};
  const auto takes = [&](const Sites& side, double by) {
    return takes_away(study, path, equation, matrix, side, phases, by);
  };
  // The closed form of a pair has no phase to begin with.
  return takes(first, 0) || takes(first, angle) || takes(first, -angle) || takes(second, angle) ||
         takes(second, -angle);
}

}  // namespace quflux::inline study
