#include "quflux/method/master_equation/transitions.h"

#include <algorithm>
#include <limits>

#include "quflux/method/master_equation/filtered_terms.h"

namespace quflux::inline master_equation {

namespace {

// A distance, of the largest frequency, far above rounding and below what models tell apart.
constexpr double kSlightly = 1e-10;

// What a filter keeps with one frequency: it keeps neighbours, so that its ends tell.
struct Kept {
  std::size_t begin;
  std::size_t end;
};

// Whether the filter has a jump where the k-th frequency meets one of the others, or parts what has
// been one.
Transitions::Freedom freedom(std::size_t k, const Kept& range,
                             const std::vector<double>& frequencies, double slightly,
                             const MasterEquation& equation, const EquationOptions& options) {
  const double w = frequencies[k];
  const auto jumps = [&](std::size_t i) {
    return i < frequencies.size() && i != k &&
           (equation.kept(w - slightly, frequencies[i], options) !=
                (range.begin <= i && i < range.end) ||
            equation.kept(w + slightly, frequencies[i], options) !=
                (range.begin <= i && i < range.end));
  };
  for (const std::size_t i : {range.begin - 1, range.begin, range.end - 1, range.end}) {
    if (jumps(i)) return Transitions::Freedom::none;
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
  const auto is_kept = [&](std::size_t i, std::size_t k) {
    return equation.kept(parts.frequencies[i], parts.frequencies[k], options);
  };
  Kept range{0, 0};
  for (std::size_t k = 0; k < parts.size(); ++k) {
    while (range.begin < k && !is_kept(range.begin, k)) ++range.begin;
    range.end = std::max(range.end, k + 1);
    while (range.end < parts.size() && is_kept(range.end, k)) ++range.end;
    freedoms.push_back(freedom(k, range, parts.frequencies, slightly, equation, options));
  }
}

}  // namespace quflux::inline master_equation
