#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "quflux/bath/spectral_density.h"
#include "quflux/hilbert/space.h"
#include "quflux/model/site.h"
#include "quflux/model/system.h"

namespace quflux::inline model {

/// An operator of one site, by name: see site_operator().
struct SiteOperator {
  std::string site;
  std::string name;

  bool operator==(const SiteOperator&) const = default;
};

enum class CouplingKind {
  exchange,  ///< a^+ b + h.c.
  position,  ///< x_a x_b with x = a + a^+
  zz,        ///< sigma_z sigma_z, S_z S_z for spins
  operators  ///< a product of site operators, plus its adjoint unless it is Hermitian
};

/// `strength` times an operator on two or more sites. Where a product of operators acts on one site
/// alone it is part of that site's own Hamiltonian, as a Term is.
struct Coupling {
  std::string name;
  CouplingKind kind;
  std::vector<std::string> sites;       ///< two; for the product of operators, none
  std::vector<SiteOperator> operators;  ///< the factors of the product of operators
  double strength;
  /// Of exchange: e^(i phase) a^+ b + h.c., from the first site's a to the second one's b. One that
  /// is given is a number that a sweep can vary.
  std::optional<double> phase = std::nullopt;
};

/// The sites that a coupling acts on, each once, in the order in which it names them.
std::vector<std::string> coupled_sites(const Coupling& coupling);

/// Whether all factors act on one site.
bool acts_on_one_site(const Coupling& coupling);

/// `strength` times an operator of one site, plus its adjoint unless it is Hermitian: a part of
/// that site's own Hamiltonian.
struct Term {
  std::string name;
  std::string site;
  std::string site_operator;
  double strength;
};

/// A thermal bath and what it couples through.
struct ModelBath {
  std::string name;
  /// S_j is the sum of `site_operator` over these sites; several make a common bath.
  std::vector<std::string> sites;
  std::string site_operator = "x";                   ///< empty where sites have their own
  std::vector<std::string> operators_of_sites = {};  ///< in its place: one for each site
  std::vector<double> weights = {};                  ///< of the sites in S_j; empty: 1 each
  std::optional<Matrix> matrix = std::nullopt;       ///< S_j of a model given by matrices
  double temperature;
  SpectralDensity spectral_density;
};

/// A part of S_j: `weight` times an operator of one site.
struct BathOperator {
  SiteOperator site_operator;
  double weight;
};

/// S_j of a model of sites is the sum of these.
std::vector<BathOperator> bath_operators(const ModelBath& bath);

/// Whether all of these are x = a + a^+ of their sites, so that S_j has a part that lowers them.
bool couples_through_x(const ModelBath& bath);

/// `strength` times a matrix.
struct MatrixTerm {
  std::string name;
  Matrix matrix;
  double strength;
  bool uncoupled = false;  ///< whether it is part of the uncoupled Hamiltonian, too
};

/// A jump operator L with a rate of its own, rate (L rho L^+ - {L^+ L, rho}/2): a pump, a
/// loss or noise that is no thermal bath.
struct Lindblad {
  std::string name;
  std::vector<std::string> sites;  ///< L is the sum of `site_operator` over these sites,
  std::string site_operator;
  std::vector<SiteOperator> operators;  ///< or the product of these factors,
  std::optional<Matrix> matrix;         ///< or a matrix, in a model given by matrices
  double rate;                          ///< >= 0
};

/// A Hamiltonian given as a matrix, and matrices times numbers, in the place of sites and
/// couplings: H = hamiltonian + sum of the terms.
struct MatrixModel {
  Matrix hamiltonian;
  std::optional<Matrix> uncoupled_hamiltonian;
  std::vector<MatrixTerm> terms = {};
};

/// Sites, couplings and baths: data, without numerics. A model has either sites or matrices.
struct Model {
  std::string title;
  std::vector<Site> sites;
  std::vector<Coupling> couplings;
  std::vector<Term> terms;
  std::optional<MatrixModel> matrices;
  std::vector<ModelBath> baths;
  std::vector<Lindblad> lindblad;
};

/// The names of what energy flows from: the baths, then the Lindblad channels.
std::vector<std::string> flow_names(const Model& model);

/// How many they are.
inline std::size_t flow_count(const Model& model) {
  return model.baths.size() + model.lindblad.size();
}

/// The largest dimension d of a Hilbert space that a model may have: each operator is a matrix of
/// d^2 complex numbers, 1 GB of memory here.
inline constexpr Eigen::Index kLargestDimension = 8192;

/// That the Hilbert space is larger than kLargestDimension, in words; empty when it is not.
std::string dimension_obstacle(const Model& model);

/// Dimension of the Hilbert space. Throws Error when it is larger than kLargestDimension.
Eigen::Index dimension(const Model& model);

/// The tensor product of the sites, the first one varying slowest.
HilbertSpace hilbert_space(const Model& model);

/// The index of the site with this name. Throws Error, in which `where` names what is there, when
/// there is none.
std::size_t site_index(const Model& model, const std::string& name, const std::string& where);

/// Whether a coupling has a phase, be it zero now.
bool has_phases(const Model& model);

/// The product of site operators on the whole space, plus its adjoint unless it is Hermitian
/// already. Throws Error when a site or an operator does not exist and when nothing is left: sm sm
/// of a two-level system is zero, sx sy = i sz cancels its adjoint.
Matrix product_operator(const Model& model, const std::vector<SiteOperator>& factors);

/// The same with the elements alone that are not zero.
SparseMatrix sparse_product_operator(const Model& model, const std::vector<SiteOperator>& factors);

/// L of a Lindblad channel on the whole space. Throws Error as site_operator().
SparseMatrix jump_operator(const Model& model, const Lindblad& channel);

/// The model in matrices. The first site varies slowest; every site counts its levels from the
/// ground state. Throws Error when a name is unknown or a number is not allowed.
System to_system(const Model& model);

/// The number at a path: "site.NAME.frequency" (or levels), "site.NAME.energies.0",
/// "coupling.NAME.strength" (or phase), "term.NAME.strength", "bath.NAME.temperature",
/// "bath.NAME.weights.0", "bath.NAME.spectral_density.coefficient" (or exponent, cutoff, coupling,
/// frequency, width; of a sum "bath.NAME.spectral_density.0.coefficient"), "lindblad.NAME.rate".
/// The reference stays valid until the model is changed otherwise: a sweep resolves it once and
/// then writes numbers. Throws Error that names the closest path when there is none.
double& parameter(Model& model, std::string_view path);
const double& parameter(const Model& model, std::string_view path);

/// Whether a path is that of the levels of an oscillator, which decide the dimension.
bool counts_levels(std::string_view path);

/// Whether an oscillator may have so many levels: a whole number from 2 to kLargestDimension.
bool are_levels(double count);

/// All paths that parameter() knows, with their numbers.
std::vector<std::pair<std::string, double>> parameters(const Model& model);

/// All paths that parameter() knows.
std::vector<std::string> parameter_paths(const Model& model);

}  // namespace quflux::inline model
