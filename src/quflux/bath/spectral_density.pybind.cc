#include "quflux/bath/spectral_density.h"

#include <algorithm>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <thread>

#include "python/arguments.h"
#include "python/arrays.h"
#include "python/parts.h"
#include "python/values.h"
#include "quflux/core/overload.h"
#include "quflux/files/read_text.h"

namespace quflux::python {

namespace {

constexpr const char* kDensity = "a spectral density";
constexpr const char* kCall =
    "def __call__(self, frequency: numpy.typing.ArrayLike) -> numpy.typing.NDArray[numpy.float64]";

// A function that asks for flows which need itself goes on without end, each time in another
// thread, so that Python's own limit does not see it. Functions that are under way are counted
// while the interpreter is held.
class UnderWay {
 public:
  explicit UnderWay(const std::string& what) {
    const int most = 200 + 4 * static_cast<int>(std::thread::hardware_concurrency());
    if (count_ >= most) {
      PyErr_SetString(
          PyExc_RecursionError,
          fmt::format("{} asks for flows that need itself, {} calls deep", what, count_).c_str());
      nb::raise_python_error();
    }
    ++count_;
  }
  ~UnderWay() { --count_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
  UnderWay(UnderWay&&) = delete;
  UnderWay& operator=(UnderWay&&) = delete;

 private:
  static inline int count_ = 0;
};

// What the function gives for all frequencies at once, or, where it is one of a single number as
// those of `math` are, for one after the other.
nb::object answers(nb::handle function, std::span<const double> frequencies) {
  const nb::ndarray<nb::numpy, const double, nb::ndim<1>> argument(frequencies.data(),
                                                                   {frequencies.size()});
  try {
    // Copied: the function may keep its argument.
    return function(nb::cast(argument, nb::rv_policy::copy));
  } catch (nb::python_error& error) {
    if (!error.matches(PyExc_TypeError) && !error.matches(PyExc_ValueError)) throw;
  }
  nb::list values;
  for (const double frequency : frequencies) values.append(function(frequency));
  return values;
}

// The values of a function of the user, called `what` in messages, at some frequencies.
void call_density(nb::handle function, const std::string& what, std::span<const double> frequencies,
                  std::span<double> values) {
  const nb::gil_scoped_acquire interpreter;
  const UnderWay counted(what);
  const nb::module_ numpy = nb::module_::import_("numpy");
  const nb::object answer = answers(function, frequencies);
  if (nb::cast<bool>(numpy.attr("ma").attr("is_masked")(answer))) {
    throw Error(what + " returned masked values; it must return one number for each frequency");
  }
  const nb::object given = numpy.attr("asarray")(answer);
  const nb::object type = given.attr("dtype");
  if (std::string_view("fiu").find(nb::cast<std::string>(type.attr("kind"))) ==
      std::string_view::npos) {
    throw Error(fmt::format("{} returned values of type {}; they must be real numbers", what,
                            nb::str(type).c_str()));
  }
  if (nb::cast<int>(given.attr("ndim")) == 0) {
    // A constant, or a function of one frequency, which may have summed over several of them.
    if (frequencies.size() > 1) {
      for (std::size_t i = 0; i < frequencies.size(); ++i) {
        call_density(function, what, frequencies.subspan(i, 1), values.subspan(i, 1));
      }
      return;
    }
    values.front() = nb::cast<double>(given.attr("item")());
    return;
  }
  if (!given.attr("shape").equal(nb::make_tuple(frequencies.size()))) {
    throw Error(fmt::format(
        "{} returned an array of shape {} for {} frequencies; it must return one number for each",
        what, written(given.attr("shape")), frequencies.size()));
  }
  std::ranges::copy(numbers_of(given), values.begin());
}

// gamma at an array of frequencies, which may be a single number.
nb::object at(const SpectralDensity& density, const nb::object& frequency) {
  const nb::object given = converted("real_array", frequency, "the frequency");
  const std::vector<double> values = evaluate(density, numbers_of(given));
  const std::size_t count = values.size();
  return to_numpy(values, {count}).attr("reshape")(given.attr("shape"))[nb::tuple()];
}

// Classes of densities are functions of the frequency; density(value) is the one of the library.
template <class Value, class... Extra, class Density>
void bind_call(nb::class_<Value, Extra...>& cls, const Density& density) {
  const auto of = nb::cast<std::string>(cls.attr("__name__")) + ".__call__";
  cls.def(
      "__call__",
      [of, density](const Value& self, const nb::args& given, const nb::kwargs& named) {
        const Signature signature{{{"frequency", "numpy.typing.ArrayLike"}}, 1};
        return at(density(self), arguments_of(of, signature, given, named).front());
      },
      nb::sig(kCall));
}

template <class Density>
void bind_call(nb::class_<Density>& cls) {
  bind_call(cls, [](const Density& density) { return SpectralDensity(density); });
}

nb::object numbers(const std::vector<double>& values) {
  nb::object array = to_numpy(values, {values.size()});
  array.attr("flags").attr("writeable") = false;
  return array;
}

std::vector<double> column(const nb::object& given, const char* key) {
  return numbers_of(converted("real_vector", given, fmt::format("'{}' of the table", key)));
}

SingleDensity to_single(nb::handle given, const std::string& what) {
  if (nb::isinstance<PowerLaw>(given)) return nb::cast<PowerLaw>(given);
  if (nb::isinstance<Drude>(given)) return nb::cast<Drude>(given);
  if (nb::isinstance<Brownian>(given)) return nb::cast<Brownian>(given);
  if (nb::isinstance<Table>(given)) return nb::cast<Table>(given);
  const auto& own = nb::cast<const FunctionValue&>(given);
  return Function{[function = nb::handle(own.function), what](std::span<const double> frequencies,
                                                              std::span<double> values) {
                    call_density(function, what, frequencies, values);
                  },
                  own.slope_at_zero, own.decays};
}

bool is_single(nb::handle given) {
  return nb::isinstance<PowerLaw>(given) || nb::isinstance<Drude>(given) ||
         nb::isinstance<Brownian>(given) || nb::isinstance<Table>(given) ||
         nb::isinstance<FunctionValue>(given);
}

// The terms of a density, one or those of a sum, at the end of `terms`.
void append_terms(nb::list& terms, const nb::object& density) {
  if (!nb::isinstance<DensitySumValue>(density)) {
    terms.append(density);
    return;
  }
  for (const nb::handle term : nb::cast<const DensitySumValue&>(density).terms) terms.append(term);
}

DensitySumValue sum_of(const nb::object& given, const std::string& what) {
  nb::list terms;
  for (const nb::handle term : converted("several", given, what))
    append_terms(terms, density_object(nb::borrow(term), what));
  if (nb::len(terms) == 0) {
    throw Error(fmt::format("{} is a sum of none; it must have one at least", what));
  }
  return {nb::tuple(terms)};
}

// Classes of densities have +.
template <class Density, class... Extra>
void bind_sum(nb::class_<Density, Extra...>& cls) {
  cls.def(
      "__add__",
      [](nb::handle_t<Density> self, const nb::object& other) -> nb::object {
        if (!is_single(other) && !nb::isinstance<DensitySumValue>(other)) {
          return nb::not_implemented();
        }
        return nb::cast(sum_of(nb::make_tuple(self, other), kDensity));
      },
      nb::arg("other").none(), nb::sig("def __add__(self, other: object, /) -> DensitySum"));
}

}  // namespace

SpectralDensity to_density(nb::handle given, const std::string& what) {
  if (!nb::isinstance<DensitySumValue>(given)) return any_density(to_single(given, what));
  DensitySum sum;
  for (const nb::handle term : nb::cast<const DensitySumValue&>(given).terms) {
    sum.terms.push_back(to_single(term, what));
  }
  return sum;
}

nb::object from_density(const SpectralDensity& density) {
  return std::visit(Overload{[](const Function&) -> nb::object {
                               throw Error("a function of the library has no place in Python");
                             },
                             [](const DensitySum& sum) -> nb::object {
                               nb::list terms;
                               for (const SingleDensity& term : sum.terms) {
                                 terms.append(from_density(any_density(term)));
                               }
                               return nb::cast(DensitySumValue{nb::tuple(terms)});
                             },
                             [](const auto& known) { return nb::cast(known); }},
                    density);
}

nb::object density_object(const nb::object& given, const std::string& what) {
  if (is_single(given) || nb::isinstance<DensitySumValue>(given)) return given;
  if (nb::isinstance<nb::list>(given) || nb::isinstance<nb::tuple>(given)) {
    return nb::cast(sum_of(given, what));
  }
  const nb::object environment =
      nb::module_::import_("quflux._environments").attr("density")(given, what);
  if (!environment.is_none()) return environment;
  if (PyCallable_Check(given.ptr()) != 0) return nb::cast(FunctionValue{given, {}, false});
  throw Error(
      fmt::format("{} is {}; it must be a PowerLaw, Drude, Brownian, Table, a function of the "
                  "frequency or a bosonic environment of QuTiP, or a list of such for their sum",
                  what, written(given)));
}

void bind_spectral_density(nb::module_& module) {
  nb::class_<PowerLaw> power_law(module, "PowerLaw", R"(
gamma(w) = coefficient * w**exponent * exp(-w / cutoff); no cutoff: the bare power law.

exponent 1 is Ohmic, 3 is the radiation field in three dimensions.

>>> quflux.PowerLaw(0.01, exponent=3)(np.array([1.0, 2.0]))
array([0.01, 0.08])
)");
  bind_call(power_law);
  bind_struct(power_law, kDensity, Member{"coefficient", &PowerLaw::coefficient},
              Member{"exponent", &PowerLaw::exponent, nb::float_(1.0)},
              Member{"cutoff", &PowerLaw::cutoff, nb::none()});
  bind_sum(power_law);

  nb::class_<Drude> drude(module, "Drude", R"(
gamma(w) = coefficient * w / (1 + (w / cutoff)**2).

>>> quflux.Drude(0.02, cutoff=1.0)(1.0)
np.float64(0.01)
)");
  bind_call(drude);
  bind_struct(drude, kDensity, Member{"coefficient", &Drude::coefficient},
              Member{"cutoff", &Drude::cutoff});
  bind_sum(drude);

  nb::class_<Brownian> brownian(module, "Brownian", R"(
gamma(w) = 4 l**2 W k w / ((w**2 - W**2)**2 + k**2 w**2), the underdamped density.

A mode of the frequency W that couples by l (a + ad) and is damped with the width k by an Ohmic
bath. In the conventions of QuTiP's UnderDampedEnvironment, whose J is half of gamma,
coupling = lam/sqrt(2 w0), frequency = w0, width = gamma.

>>> quflux.Brownian(0.05, frequency=1.0, width=0.1)(1.0)
np.float64(0.1)
)");
  bind_call(brownian);
  bind_struct(brownian, kDensity, Member{"coupling", &Brownian::coupling},
              Member{"frequency", &Brownian::frequency}, Member{"width", &Brownian::width});
  bind_sum(brownian);

  nb::class_<Table> table(module, "Table", R"(
gamma(w) from numbers, interpolated by a monotone cubic; asking outside is an error.

At least four ascending frequencies >= 0, and as many values >= 0.

>>> w = np.linspace(0, 2, 21)
>>> quflux.Table(w, 0.01 * w)
Table(21 frequencies from 0.0 to 2.0)
)");
  bind_constructor(table, {{{"frequencies", "object"}, {"values", "object"}}, 2},
                   [](const std::vector<nb::object>& given) {
                     return Table(column(given[0], "frequencies"), column(given[1], "values"),
                                  "the table");
                   });
  bind_call(table);
  bind_value(table, Field{"frequencies", [](const Table& t) { return numbers(t.frequencies()); }},
             Field{"values", [](const Table& t) { return numbers(t.values()); }});
  table.def("__repr__", [](const Table& t) {
    return fmt::format("Table({} frequencies from {} to {})", t.frequencies().size(),
                       written(nb::float_(t.frequencies().front())),
                       written(nb::float_(t.frequencies().back())));
  });

  bind_sum(table);

  module.def(
      "TableFile",
      [](const nb::args& given, const nb::kwargs& named) {
        const Signature signature{{{"file", "str | os.PathLike"}}, 1};
        const nb::object file = arguments_of("TableFile", signature, given, named).front();
        const auto path = nb::cast<std::string>(
            nb::module_::import_("quflux._arguments").attr("file_path")(file));
        return parse_table(read_text(path), path);
      },
      nb::sig("def TableFile(file: str | os.PathLike) -> Table"), R"(
A Table from a file of two columns, frequency and gamma: a text as spreadsheets, MATLAB, pandas
and Fortran write them, or a .npy of NumPy.

>>> quflux.TableFile("nowhere.txt")
Traceback (most recent call last):
...
quflux.Error: cannot read 'nowhere.txt'; it must be a file that exists
)");

  nb::class_<FunctionValue> function(module, "Function", nb::type_slots(collected<FunctionValue>()),
                                     R"(
gamma(w) as a Python function of an array of frequencies.

Parameters
----------
function
    Takes a one-dimensional array of distinct frequencies w > 0 and returns an array of as many
    finite numbers >= 0; a function of one number that raises TypeError or ValueError for an array,
    as those of `math` do, is called for each frequency instead. It is called once per bath and equation at every point of a sweep, and
    may be called from other threads than the one that began. With the Lamb shift it is asked
    for the frequencies of an integral too, one at a time.
slope_at_zero
    lim gamma(w)/w for w -> 0; needed when the bath couples at zero frequency. A bath refuses one
    that is not gamma(w)/w at 1e-6 and 1e-9 of its temperature, where these agree.
decays
    Whether gamma vanishes fast enough at large w for the Lamb shift to exist.

Examples
--------
>>> ohmic = quflux.Function(lambda w: 0.01 * w, slope_at_zero=0.01)
)");
  bind_constructor(
      function,
      {{{"function", "object"},
        {"slope_at_zero", "float | None", nb::none()},
        {"decays", "bool", nb::bool_(false)}},
       3},
      [](const std::vector<nb::object>& given) {
        if (PyCallable_Check(given[0].ptr()) == 0) {
          throw Error(fmt::format("{} is {}; it must be a function", kDensity, written(given[0])));
        }
        nb::module_::import_("quflux._environments").attr("refuse_method")(given[0], kDensity);
        return FunctionValue{
            given[0],
            Given<std::optional<double>>::convert(given[1], "", "slope_at_zero", kDensity),
            flag(given[2], fmt::format("'decays' of {}", kDensity))};
      });
  bind_plain_value(function, Field{"function", [](const FunctionValue& f) { return f.function; }},
                   Field{"slope_at_zero", [](const FunctionValue& f) { return f.slope_at_zero; }},
                   Field{"decays", [](const FunctionValue& f) { return f.decays; }});
  bind_sum(function);

  nb::class_<DensitySumValue> sum(module, "DensitySum",
                                  nb::type_slots(collected<DensitySumValue>()), R"(
gamma(w) = gamma_0(w) + gamma_1(w) + ...: independent environments at one temperature.

Also made by +, and by a list in the place of a spectral density. Paths count the terms:
"bath.hot.spectral_density.1.coefficient".

>>> quflux.Drude(0.02, cutoff=1.0) + quflux.Brownian(0.05, frequency=1.0, width=0.1)
DensitySum(terms=(Drude(coefficient=0.02, cutoff=1.0), Brownian(coupling=0.05, frequency=1.0,
width=0.1)))
)");
  bind_constructor(sum, {{{"terms", "object"}}, 1},
                   [](const std::vector<nb::object>& given) { return sum_of(given[0], kDensity); });
  bind_call(sum, [](const DensitySumValue& self) { return to_density(nb::cast(self), kDensity); });
  bind_plain_value(sum, Field{"terms", [](const DensitySumValue& s) { return s.terms; }});
  bind_sum(sum);
}

}  // namespace quflux::python
