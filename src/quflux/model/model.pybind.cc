#include "quflux/model/model.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include "python/arguments.h"
#include "python/parts.h"
#include "python/study.h"
#include "python/values.h"
#include "quflux/bath/slope_contradiction.h"
#include "quflux/model/check_model.h"

namespace quflux::python {

namespace {

nb::tuple names(const std::vector<std::string>& all) {
  nb::list list;
  for (const std::string& name : all) list.append(name);
  return nb::tuple(list);
}

constexpr const char* kCoupling = "[[coupling]]";

template <CouplingKind kind, class... More>
void bind_pair(nb::module_& module, const char* class_name, const char* help, More... more) {
  using Value = PairValue<kind>;
  nb::class_<Value> cls(module, class_name, help);
  bind_struct(cls, kCoupling, Member{"first", &Value::first}, Member{"second", &Value::second},
              Member{"strength", &Value::strength}, Member{"name", &Value::name, nb::none()},
              more...);
}

template <CouplingKind kind>
bool put_pair(nb::handle given, Coupling& coupling) {
  if (!nb::isinstance<PairValue<kind>>(given)) return false;
  const auto& value = nb::cast<const PairValue<kind>&>(given);
  coupling = {value.name.value_or(""), kind,       {value.first, value.second}, {},
              value.strength,          value.phase};
  return true;
}

SiteOperator factor(const std::string& text) {
  const auto dot = text.find('.');
  if (dot == std::string::npos) {
    throw Error(fmt::format("'operators' contains '{}'; write \"SITE.OPERATOR\"", text));
  }
  return {text.substr(0, dot), text.substr(dot + 1)};
}

nb::tuple factors(const std::vector<SiteOperator>& operators) {
  std::vector<std::string> all;
  for (const SiteOperator& f : operators) all.push_back(f.site + "." + f.name);
  return names(all);
}

// A tuple of strings.
nb::tuple texts_of(const nb::object& given, const std::string& what) {
  const nb::tuple all(converted("several", given, what));
  for (const nb::handle one : all) text(one, "one of " + what);
  return all;
}

// None, a name, or a tuple of several names; `whose` they are in messages.
nb::object sites_of(const nb::object& given, const std::string& whose) {
  const bool single = given.is_none() || nb::isinstance<nb::str>(given);
  if (single) return given;
  const nb::tuple all = texts_of(given, "'site' of " + whose);
  return all.size() == 1 ? nb::object(all[0]) : nb::object(all);
}

void put_sites(const nb::object& given, std::vector<std::string>& sites) {
  if (nb::isinstance<nb::tuple>(given)) {
    for (const nb::handle site : given) sites.push_back(nb::cast<std::string>(site));
  } else if (!given.is_none()) {
    sites.push_back(nb::cast<std::string>(given));
  }
}

nb::object from_sites(const std::vector<std::string>& sites) {
  if (sites.empty()) return nb::none();
  return sites.size() == 1 ? nb::object(nb::cast(sites.front())) : nb::object(names(sites));
}

nb::object operator_of(const nb::object& given, const std::string& bath) {
  if (given.is_none()) return given;
  if (nb::isinstance<nb::str>(given))
    return nb::cast<std::string>(given) == "x" ? nb::none() : given;
  return converted("matrix", given, "the operator of bath '" + bath + "'");
}

nb::object weights_of(const nb::object& given, const std::string& bath) {
  if (given.is_none()) return given;
  nb::list list;
  const std::string what = "bath '" + bath + "': 'weights' of a bath";
  for (const double weight : numbers_of(converted("real_vector", given, what))) list.append(weight);
  return nb::tuple(list);
}

// "SITE.OPERATOR" for each part of S; a site and an operator where that says the same.
void put_operators(const nb::object& given, BathValue& bath) {
  bath.operators = nb::none();
  if (given.is_none()) return;
  if (!bath.site.is_none() || !bath.coupling_operator.is_none()) {
    throw Error(fmt::format(
        "bath '{}' has both 'operators' and a site or operator; give one of them", bath.name));
  }
  const nb::tuple texts = texts_of(given, "'operators' of bath '" + bath.name + "'");
  ModelBath sorted{};
  for (const nb::handle text : texts) {
    SiteOperator part = factor(nb::cast<std::string>(text));
    sorted.sites.push_back(std::move(part.site));
    sorted.operators_of_sites.push_back(std::move(part.name));
  }
  share_operator(sorted);
  if (!sorted.operators_of_sites.empty()) {
    bath.operators = texts;
    return;
  }
  bath.site = sites_of(names(sorted.sites), "bath '" + bath.name + "'");
  bath.coupling_operator = operator_of(nb::cast(sorted.site_operator), bath.name);
}

// The temperature of a bath, or of the QuTiP environment that is its density; both agree.
double temperature_of(const nb::object& given, const nb::object& density, const std::string& name) {
  const std::string place = "bath '" + name + "': ";
  const nb::object own = nb::module_::import_("quflux._environments").attr("temperature")(density);
  if (given.is_none() && own.is_none()) {
    throw Error(place + "there is no temperature; it must have one, a number");
  }
  const double value =
      given.is_none() ? nb::cast<double>(own) : Real{given}.number(place, "temperature", "a bath");
  if (!own.is_none() && nb::cast<double>(own) != value) {
    throw Error(
        fmt::format("{}'temperature' is {}, but its environment has T = {}; they must agree", place,
                    value, nb::cast<double>(own)));
  }
  return value;
}

// Throws Error where a function contradicts its slope at zero. One that is not defined so close to
// zero may have any; what it returns is checked where it is needed.
void require_slope(const BathValue& bath) {
  const std::string what = "the spectral density of bath '" + bath.name + "'";
  std::string contradiction;
  try {
    contradiction = slope_contradiction(to_density(bath.spectral_density, what), bath.temperature);
  } catch (const nb::python_error& error) {
    if (!error.matches(PyExc_Exception)) throw;
  } catch (const Error&) {
  }
  if (!contradiction.empty()) throw Error(what + ": " + contradiction);
}

std::string words(const BathValue& bath) {
  std::string text = written(nb::cast(bath.name));
  if (!bath.site.is_none()) text += ", " + written(bath.site);
  text += ", temperature=" + written(nb::float_(bath.temperature)) +
          ", spectral_density=" + written(bath.spectral_density);
  if (!bath.coupling_operator.is_none()) {
    const bool named = nb::isinstance<nb::str>(bath.coupling_operator);
    text += ", operator=" + (named ? written(bath.coupling_operator) : "<matrix>");
  }
  if (!bath.operators.is_none()) text += ", operators=" + written(bath.operators);
  if (!bath.weights.is_none()) text += ", weights=" + written(bath.weights);
  return "Bath(" + text + ")";
}

void bind_bath(nb::module_& module) {
  nb::class_<BathValue> bath(module, "Bath", nb::type_slots(collected<BathValue>()), R"(
A thermal bath and what it couples through.

Parameters
----------
name
    Used in results and in paths such as "bath.hot.temperature".
site
    The site that it couples to; several for a common bath, which couples through the sum of
    their operators. None in a model that is given by matrices.
temperature
    T >= 0; may be left out where a QuTiP environment says it.
spectral_density
    gamma(w): a PowerLaw, Drude, Brownian or Table, or a function (see Function); or an environment
    of QuTiP, with gamma = 2 J.
operator
    The Hermitian operator of the site, "x" when absent: a name, or a sum such as
    "0.6 sx + 0.8 sz". In a model that is given by matrices, the Hermitian matrix S of the whole
    system: an array or a Qobj.
operators
    In the place of site and operator: "SITE.OPERATOR" for each part of S.
weights
    Numbers that the operators of the sites are multiplied by in S, 1 each when absent; paths are
    "bath.hot.weights.0" and so on.

Examples
--------
>>> quflux.Bath("hot", "atom", temperature=0.5, spectral_density=quflux.PowerLaw(0.01, 3))
Bath('hot', 'atom', temperature=0.5, spectral_density=PowerLaw(coefficient=0.01, exponent=3.0,
cutoff=None))
>>> quflux.Bath("line", ["a", "b"], temperature=0.5, spectral_density=quflux.PowerLaw(0.01),
...             weights=[1, 0.5]).weights
(1.0, 0.5)
)");
  const nb::object none = nb::none();
  bind_constructor(bath,
                   {{{"name", "str"},
                     {"site", "object | None", none},
                     {"temperature", "float | None", none},
                     {"spectral_density", "object"},
                     {"operator", "object | None", none},
                     {"operators", "object | None", none},
                     {"weights", "object | None", none}},
                    2},
                   [](const std::vector<nb::object>& given) {
                     const std::string name = text(given[0], "'name' of [[bath]]");
                     BathValue made{
                         name,
                         sites_of(given[1], "bath '" + name + "'"),
                         temperature_of(given[2], given[3], name),
                         density_object(given[3], "the spectral density of bath '" + name + "'"),
                         operator_of(given[4], name),
                         nb::none(),
                         weights_of(given[6], name)};
                     put_operators(given[5], made);
                     require_slope(made);
                     return made;
                   });
  bind_value(bath, Field{"name", [](const BathValue& b) { return b.name; }},
             Field{"site", [](const BathValue& b) { return b.site; }},
             Field{"temperature", [](const BathValue& b) { return b.temperature; }},
             Field{"spectral_density", [](const BathValue& b) { return b.spectral_density; }},
             Field{"operator", [](const BathValue& b) { return b.coupling_operator; }},
             Field{"operators", [](const BathValue& b) { return b.operators; }},
             Field{"weights", [](const BathValue& b) { return b.weights; }});
  bath.def("__repr__", &words);
}

void bind_terms(nb::module_& module) {
  nb::class_<Term> term(module, "Term", R"(
strength times an operator of one site, plus its adjoint unless it is Hermitian.

It belongs to the site's own Hamiltonian, which the local equation keeps: a bias, a Kerr term, a
drive in its frame. The operator is a name, a product or a sum; the strength has the path
"term.NAME.strength".

>>> quflux.Term("bias", "qubit", "sx", 0.1)
Term(name='bias', site='qubit', operator='sx', strength=0.1)
)");
  bind_struct(term, "[[term]]", Member{"name", &Term::name}, Member{"site", &Term::site},
              Member{"operator", &Term::site_operator}, Member{"strength", &Term::strength});

  nb::class_<MatrixTermValue> matrix_term(module, "MatrixTerm", R"(
strength times a Hermitian matrix, a part of a Hamiltonian that is given by matrices.

The strength has the path "term.NAME.strength". With `uncoupled` it is a part of the uncoupled
Hamiltonian, too.

>>> term = quflux.MatrixTerm("bias", [[0, 1], [1, 0]], 0.1)
>>> term.strength, term.matrix.shape
(0.1, (2, 2))
)");
  bind_constructor(matrix_term,
                   {{{"name", "str"},
                     {"matrix", "object"},
                     {"strength", "float"},
                     {"uncoupled", "bool", nb::bool_(false)}},
                    4},
                   [](const std::vector<nb::object>& given) {
                     const std::string name = text(given[0], "'name' of [[system.term]]");
                     return MatrixTermValue{
                         name, converted("matrix", given[1], "the matrix of term '" + name + "'"),
                         Real{given[2]}.number("", "strength", "[[system.term]]"),
                         flag(given[3], "'uncoupled' of [[system.term]]")};
                   });
  bind_plain_value(matrix_term, Field{"name", [](const MatrixTermValue& t) { return t.name; }},
                   Field{"matrix", [](const MatrixTermValue& t) { return t.matrix; }},
                   Field{"strength", [](const MatrixTermValue& t) { return t.strength; }},
                   Field{"uncoupled", [](const MatrixTermValue& t) { return t.uncoupled; }});
}

// A name, a matrix, or a product of "SITE.OPERATOR".
nb::object jump_of(const nb::object& given, const std::string& channel) {
  if (nb::isinstance<nb::str>(given)) return given;
  if (nb::isinstance<nb::list>(given) || nb::isinstance<nb::tuple>(given)) {
    const bool texts = nb::len(given) > 0 && nb::isinstance<nb::str>(given[0]);
    if (texts) return texts_of(given, "'operator' of lindblad '" + channel + "'");
  }
  return converted("matrix", given, "the operator of lindblad '" + channel + "'");
}

void bind_lindblad(nb::module_& module) {
  nb::class_<LindbladValue> channel(module, "Lindblad", nb::type_slots(collected<LindbladValue>()),
                                    R"(
A jump operator L with a rate of its own: rate (L rho L^+ - (L^+ L rho + rho L^+ L)/2).

A pump, a loss, dephasing or anything else that is no thermal bath. Its energy flow
Tr(H D[rho]) stands among those of the baths, under its name; it has no temperature.

Parameters
----------
name
    Used in results and in paths such as "lindblad.pump.rate".
site
    The site that it acts on; several for the sum of their operators. None for a product and in a
    model that is given by matrices.
operator
    Name of an operator of the site, which need not be Hermitian; a list such as
    ["a.sp", "b.sm"] for a product; in a model that is given by matrices the matrix L.
rate
    >= 0.

Examples
--------
>>> quflux.Lindblad("pump", "atom", operator="sp", rate=0.01)
Lindblad(name='pump', site='atom', operator='sp', rate=0.01)
)");
  bind_constructor(channel,
                   {{{"name", "str"},
                     {"site", "object | None", nb::none()},
                     {"operator", "object"},
                     {"rate", "float"}},
                    2},
                   [](const std::vector<nb::object>& given) {
                     const std::string name = text(given[0], "'name' of [[lindblad]]");
                     return LindbladValue{
                         name, sites_of(given[1], "lindblad '" + name + "'"),
                         jump_of(given[2], name),
                         Real{given[3]}.number("lindblad '" + name + "': ", "rate", "a channel")};
                   });
  bind_plain_value(channel, Field{"name", [](const LindbladValue& c) { return c.name; }},
                   Field{"site", [](const LindbladValue& c) { return c.site; }},
                   Field{"operator", [](const LindbladValue& c) { return c.jump_operator; }},
                   Field{"rate", [](const LindbladValue& c) { return c.rate; }});
}

}  // namespace

Term to_term(nb::handle given) {
  if (nb::isinstance<Term>(given)) return nb::cast<Term>(given);
  throw Error(fmt::format("a term of a site is {}; it must be a Term", written(given)));
}

MatrixTerm to_matrix_term(nb::handle given) {
  if (!nb::isinstance<MatrixTermValue>(given)) {
    throw Error(fmt::format("a term of a model given by matrices is {}; it must be a MatrixTerm",
                            written(given)));
  }
  const auto& value = nb::cast<const MatrixTermValue&>(given);
  return {value.name, nb::cast<Matrix>(value.matrix), value.strength, value.uncoupled};
}

nb::tuple from_terms(const Model& model) {
  nb::list list;
  for (const Term& term : model.terms) list.append(nb::cast(term));
  if (model.matrices) {
    for (const MatrixTerm& term : model.matrices->terms) {
      list.append(nb::cast(
          MatrixTermValue{term.name, from_matrix(term.matrix), term.strength, term.uncoupled}));
    }
  }
  return nb::tuple(list);
}

Lindblad to_lindblad(nb::handle given) {
  if (!nb::isinstance<LindbladValue>(given)) {
    throw Error(fmt::format("a channel is {}; it must be a Lindblad", written(given)));
  }
  const auto& value = nb::cast<const LindbladValue&>(given);
  Lindblad channel{};
  channel.name = value.name;
  channel.rate = value.rate;
  put_sites(value.site, channel.sites);
  const nb::object& own = value.jump_operator;
  if (nb::isinstance<nb::str>(own)) {
    channel.site_operator = nb::cast<std::string>(own);
  } else if (nb::isinstance<nb::tuple>(own)) {
    for (const nb::handle text : own)
      channel.operators.push_back(factor(nb::cast<std::string>(text)));
  } else {
    channel.matrix = nb::cast<Matrix>(own);
  }
  return channel;
}

nb::object from_lindblad(const Lindblad& channel) {
  return nb::cast(LindbladValue{channel.name, from_sites(channel.sites),
                                channel.matrix ? from_matrix(*channel.matrix)
                                : channel.operators.empty()
                                    ? nb::cast(channel.site_operator)
                                    : nb::object(factors(channel.operators)),
                                channel.rate});
}

Coupling to_coupling(nb::handle given) {
  Coupling coupling{};
  if (put_pair<CouplingKind::exchange>(given, coupling) ||
      put_pair<CouplingKind::position>(given, coupling) ||
      put_pair<CouplingKind::zz>(given, coupling)) {
    return coupling;
  }
  if (!nb::isinstance<ProductValue>(given)) {
    throw Error(fmt::format("a coupling is {}; it must be an Exchange, Position, ZZ or Product",
                            written(given)));
  }
  const auto& product = nb::cast<const ProductValue&>(given);
  return {
      product.name.value_or(""), CouplingKind::operators, {}, product.operators, product.strength};
}

nb::object from_coupling(const Coupling& c) {
  const auto pair = [&]<CouplingKind kind>() {
    return nb::cast(PairValue<kind>{c.sites[0], c.sites[1], c.strength, c.name, c.phase});
  };
  switch (c.kind) {
    case CouplingKind::exchange:
      return pair.template operator()<CouplingKind::exchange>();
    case CouplingKind::position:
      return pair.template operator()<CouplingKind::position>();
    case CouplingKind::zz:
      return pair.template operator()<CouplingKind::zz>();
    case CouplingKind::operators:
      break;
  }
  return nb::cast(ProductValue{c.operators, c.strength, c.name});
}

Matrix to_matrix(nb::handle given, const std::string& what) {
  return nb::cast<Matrix>(converted("matrix", given, what));
}

nb::object from_matrix(const Matrix& matrix) {
  nb::object array = nb::cast(matrix);
  array.attr("flags").attr("writeable") = false;
  return array;
}

ModelBath to_bath(nb::handle given) {
  if (!nb::isinstance<BathValue>(given)) {
    throw Error(fmt::format("a bath is {}; it must be a Bath", written(given)));
  }
  const auto& value = nb::cast<const BathValue&>(given);
  ModelBath bath{.name = value.name,
                 .sites = {},
                 .temperature = value.temperature,
                 .spectral_density = to_density(
                     value.spectral_density, "the spectral density of bath '" + value.name + "'")};
  if (nb::isinstance<nb::tuple>(value.site)) {
    for (const nb::handle site : value.site) bath.sites.push_back(nb::cast<std::string>(site));
  } else if (!value.site.is_none()) {
    bath.sites.push_back(nb::cast<std::string>(value.site));
  }
  const nb::object& own = value.coupling_operator;
  if (nb::isinstance<nb::str>(own)) {
    bath.site_operator = nb::cast<std::string>(own);
  } else if (!own.is_none()) {
    bath.matrix = nb::cast<Matrix>(own);
  }
  if (!value.operators.is_none()) {
    for (const nb::handle text : value.operators) {
      SiteOperator part = factor(nb::cast<std::string>(text));
      bath.sites.push_back(std::move(part.site));
      bath.operators_of_sites.push_back(std::move(part.name));
    }
  }
  if (!value.weights.is_none()) bath.weights = numbers_of(value.weights);
  return bath;
}

nb::object from_bath(const ModelBath& bath) {
  nb::object site = names(bath.sites);
  if (bath.sites.size() < 2) site = bath.sites.empty() ? nb::none() : site[0];
  const bool named = !bath.matrix && bath.site_operator != "x";
  BathValue value{bath.name,
                  site,
                  bath.temperature,
                  from_density(bath.spectral_density),
                  bath.matrix ? from_matrix(*bath.matrix)
                  : named     ? nb::object(nb::cast(bath.site_operator))
                              : nb::none(),
                  nb::none(),
                  nb::none()};
  if (!bath.operators_of_sites.empty()) {
    std::vector<std::string> operators;
    for (const BathOperator& part : bath_operators(bath))
      operators.push_back(part.site_operator.site + "." + part.site_operator.name);
    value.operators = names(operators);
    value.site = value.coupling_operator = nb::none();
  }
  if (!bath.weights.empty()) {
    value.weights = tuple_of(bath.weights, [](double weight) { return nb::float_(weight); });
  }
  return nb::cast(std::move(value));
}

void bind_model(nb::module_& module) {
  bind_pair<CouplingKind::exchange>(
      module, "Exchange", R"(
strength * (exp(i phase) ad b + h.c.) between two sites, with their lowering operators a and b.

Without a phase it is zero; one that is given has the path "coupling.NAME.phase".

>>> quflux.Exchange("atom", "cavity", 0.05, name="rabi")
Exchange(first='atom', second='cavity', strength=0.05, name='rabi', phase=None)
)",
      Member{"phase", &PairValue<CouplingKind::exchange>::phase, nb::none()});
  bind_pair<CouplingKind::position>(module, "Position", R"(
strength * (a + ad) (b + bd) between two sites.

>>> quflux.Position("qubit", "resonator", 0.04)
Position(first='qubit', second='resonator', strength=0.04, name=None)
)");
  bind_pair<CouplingKind::zz>(module, "ZZ", R"(
strength * sz sz between two two-level systems or spins.

>>> quflux.ZZ("left", "right", -0.1)
ZZ(first='left', second='right', strength=-0.1, name=None)
)");
  nb::class_<ProductValue> product(module, "Product", R"(
strength times a product of site operators, plus its adjoint unless it is Hermitian.

Operators are named "SITE.OPERATOR":

>>> quflux.Product(["atom.sp", "cavity.a", "cavity.a"], 0.01, name="two_photons")
Product(operators=('atom.sp', 'cavity.a', 'cavity.a'), strength=0.01, name='two_photons')
)");
  bind_constructor(product,
                   {{{"operators", "collections.abc.Sequence[str]"},
                     {"strength", "float"},
                     {"name", "str | None", nb::none()}},
                    3},
                   [](const std::vector<nb::object>& given) {
                     ProductValue made{{},
                                       Real{given[1]}.number("", "strength", kCoupling),
                                       Given<std::optional<std::string>>::convert(
                                           given[2], "", "name", kCoupling)};
                     for (const nb::handle operator_of_site :
                          texts_of(given[0], "'operators' of [[coupling]]")) {
                       made.operators.push_back(factor(nb::cast<std::string>(operator_of_site)));
                     }
                     return made;
                   });
  bind_plain_value(product,
                   Field{"operators", [](const ProductValue& p) { return factors(p.operators); }},
                   Field{"strength", [](const ProductValue& p) { return p.strength; }},
                   Field{"name", [](const ProductValue& p) { return p.name; }});
  bind_terms(module);
  bind_bath(module);
  bind_lindblad(module);
}

}  // namespace quflux::python
