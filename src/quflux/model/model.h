#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "quflux/bath/spectral_density.h"
#include "quflux/model/system.h"

namespace quflux {

/// H = frequency sigma^+ sigma.
struct TwoLevel {
  double frequency;
};

/// H = frequency a^+ a on `levels` levels.
struct Oscillator {
  double frequency;
  int levels;
};

/// H = frequency S_z.
struct Spin {
  double frequency;
  double spin;  ///< 1/2, 1, 3/2, ...
};

struct Site {
  std::string name;
  std::variant<TwoLevel, Oscillator, Spin> kind;
};

enum class CouplingKind {
  exchange,  ///< a^+ b + h.c.
  position   ///< (a + a^+)(b + b^+)
};

/// strength times the operator of `kind` on two sites.
struct Coupling {
  std::string name;
  CouplingKind kind;
  std::string site1;
  std::string site2;
  double strength;
};

/// A bath that couples through x = a + a^+ (sigma + sigma^+, S^- + S^+) of one site.
struct ModelBath {
  std::string name;
  std::string site;
  double temperature;
  SpectralDensity spectral_density;
};

/// Sites, couplings and baths: data, without numerics.
struct Model {
  std::string title;
  std::vector<Site> sites;
  std::vector<Coupling> couplings;
  std::vector<ModelBath> baths;
};

/// The number of levels of a site.
Eigen::Index levels(const Site& site);

/// Dimension of the Hilbert space.
Eigen::Index dimension(const Model& model);

/// The model in matrices. The first site varies slowest; every site counts its levels from the
/// ground state. Throws Error when a name is unknown or a number is not allowed.
System to_system(const Model& model);

/// The number at a path: "site.NAME.frequency", "coupling.NAME.strength", "bath.NAME.temperature",
/// "bath.NAME.spectral_density.coefficient" (or exponent, cutoff). The reference stays valid until
/// the model is changed otherwise: a sweep resolves it once and then writes numbers.
/// Throws Error that names the closest path when there is none.
double& parameter(Model& model, std::string_view path);
double parameter(const Model& model, std::string_view path);

/// All paths that parameter() knows.
std::vector<std::string> parameter_paths(const Model& model);

}  // namespace quflux
