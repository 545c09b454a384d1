#pragma once

#include <array>
#include <optional>
#include <string>

#include "python/bindings.h"
#include "quflux/model/model.h"

/// What a model is made of, as Python has it: a class for each kind.
namespace quflux::python {

template <class Kind>
struct SiteValue : Kind {
  std::string name;
};

template <class Kind>
std::string place(const SiteValue<Kind>& site) {
  return site.name.empty() ? "" : "site '" + site.name + "': ";
}

/// A coupling of two sites.
template <CouplingKind kind>
struct PairValue {
  std::string first, second;
  double strength;
  std::optional<std::string> name;
  std::optional<double> phase;  ///< of exchange
};

struct ProductValue {
  std::vector<SiteOperator> operators;
  double strength;
  std::optional<std::string> name;
};

struct MatrixTermValue {
  std::string name;
  nb::object matrix;  ///< an array that nobody writes to
  double strength;
  bool uncoupled;
};

/// A density that is a Python function of an array of frequencies.
struct FunctionValue {
  nb::object function;
  std::optional<double> slope_at_zero;
  bool decays;

  std::array<nb::object*, 1> held() { return {&function}; }
};

/// A sum of densities, none of which is a sum.
struct DensitySumValue {
  nb::object terms;  ///< a tuple

  std::array<nb::object*, 1> held() { return {&terms}; }
};

/// Members that may be of several types are kept as Python has them.
struct BathValue {
  std::string name;
  nb::object site;  ///< None, a name, or a tuple of names
  double temperature;
  nb::object spectral_density;
  nb::object coupling_operator;  ///< None, a text, or an array that nobody writes to
  nb::object operators;          ///< in the place of site and operator: None, or a tuple of texts
  nb::object weights;            ///< None, or a tuple of numbers

  std::array<nb::object*, 5> held() {
    return {&site, &spectral_density, &coupling_operator, &operators, &weights};
  }
};

struct LindbladValue {
  std::string name;
  nb::object site;           ///< None, a name, or a tuple of names
  nb::object jump_operator;  ///< a name, a tuple of "SITE.OPERATOR", or an array nobody writes to
  double rate;

  std::array<nb::object*, 2> held() { return {&site, &jump_operator}; }
};

// Between these and the structs of the library. What is taken out of Python throws Error when it is
// none of the classes.

Site to_site(nb::handle given);
nb::object from_site(const Site& site);

Coupling to_coupling(nb::handle given);
nb::object from_coupling(const Coupling& coupling);

Term to_term(nb::handle given);
MatrixTerm to_matrix_term(nb::handle given);
/// The terms of a model, whichever it has.
nb::tuple from_terms(const Model& model);

/// The density refers to the functions of `given` without owning them: it lives no longer.
ModelBath to_bath(nb::handle given);
nb::object from_bath(const ModelBath& bath);

Lindblad to_lindblad(nb::handle given);
nb::object from_lindblad(const Lindblad& channel);

Matrix to_matrix(nb::handle given, const std::string& what);
nb::object from_matrix(const Matrix& matrix);

/// One of the classes of densities, or a function, as one of them. Throws Error for anything else.
nb::object density_object(const nb::object& given, const std::string& what);
SpectralDensity to_density(nb::handle given, const std::string& what);
nb::object from_density(const SpectralDensity& density);

}  // namespace quflux::python
