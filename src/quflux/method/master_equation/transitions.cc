#include "quflux/method/master_equation/transitions.h"

#include <algorithm>
#include <limits>

#include "quflux/method/master_equation/filtered_terms.h"

namespace quflux::inline master_equation {

namespace {

// A distance, of the largest frequency, far above rounding and below what models tell apart.
constexpr double kSlightly = 1e-10;

// Whether the filter has a jump where w meets one of the frequencies, or parts what has been one.
Transitions::Freedom freedom(double w, const std::vector<double>& frequencies, double slightly,
                             const MasterEquation& equation, const EquationOptions& options) {
  for (const double moved : {w - slightly, w + slightly}) {
    for (const double v : frequencies) {
      if (v != w && equation.kept(moved, v, options) != equation.kept(w, v, options)) {
        return Transitions::Freedom::none;
      }
    }
  }
  const bool parted =
      !equation.kept(w - slightly, w, options) || !equation.kept(w + slightly, w, options);
  return parted ? Transitions::Freedom::together : Transitions::Freedom::any;
}

}  // namespace

Transitions::Transitions(const RealVector& levels, const MasterEquation& equation,
                         const EquationOptions& options)
    : energies(levels) {
  const Eigen::Index d = energies.size();
  find_eigenoperators(energies, Matrix(Matrix::Ones(d, d)), tolerance_of<double>(equation, options),
                      parts);
  find_terms<double>(parts.frequencies, parts.begins, equation, options, kept);
  const std::size_t count = parts.elements.size();
  all = {{{0, count}, {0, count}, std::numeric_limits<double>::quiet_NaN()}};
  const double slightly = kSlightly * parts.frequencies.back();
  for (const double w : parts.frequencies) {
    freedoms.push_back(freedom(w, parts.frequencies, slightly, equation, options));
  }
}

}  // namespace quflux::inline master_equation
