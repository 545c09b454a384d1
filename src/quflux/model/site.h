#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline model {

/// H = frequency sigma^+ sigma.
struct TwoLevel {
  double frequency;
};

/// H = frequency a^+ a on `levels` levels.
struct Oscillator {
  double frequency;
  double levels;  ///< a whole number, >= 2
};

/// H = frequency S_z.
struct Spin {
  double frequency;
  double spin;  ///< 1/2, 1, 3/2, ...
};

/// H = diag(energies).
struct Levels {
  std::vector<double> energies;
};

struct Site {
  std::string name;
  std::variant<TwoLevel, Oscillator, Spin, Levels> kind;
};

/// The number of levels of a site.
Eigen::Index level_count(const Site& site);

/// The Hamiltonian of a site on its own.
Matrix site_hamiltonian(const Site& site);

/// An operator of a site by its name:
///
///   two_level    sm = sigma, sp, sx, sy, sz, n = sigma^+ sigma, x = sm + sp
///   oscillator   a, ad, n, x = a + ad, p = -i (a - ad)
///   spin         sm = S^-, sp, sx, sy, sz, x = sm + sp
///   levels       pK = |K><K|, lJK = |J><K|, tJK = |J><K| + |K><J|, levels counted from 0; lJ_K and
///                tJ_K where a level has two digits
///
/// or by a sum of products of them, as parse_operator_sum() reads it: "0.6 sx + 0.8 sz".
///
/// Throws Error that names those that exist when this one does not.
Matrix site_operator(const Site& site, std::string_view text);

/// The operator that lowers a site by one quantum: a, sigma, S^-.
/// Throws Error for a site given by its energies, which has no ladder.
Matrix lowering(const Site& site);

}  // namespace quflux::inline model
