#include "quflux/method/pair/pair_grid.h"

#include <cmath>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>
#include <optional>
#include <string>

#include <fmt/ranges.h>

#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interruptible.h"
#include "quflux/core/error.h"
#include "quflux/method/pair/stationary.h"

namespace quflux::python {

namespace {

constexpr std::array<const char*, 7> kNames{"omega1", "omega2", "coupling", "c1", "c2", "T1", "T2"};

// A thousand times what a large machine can hold.
constexpr double kMostPoints = 1e15;

// A grid of this size takes long enough for Ctrl-C to matter.
constexpr std::size_t kManyPoints = 2'000'000;

using Array = nb::ndarray<const double, nb::ro, nb::device::cpu>;

// Numbers and arrays as Python gives them, broadcast as NumPy does.
class Arguments {
 public:
  Arguments(const std::array<nb::handle, 7>& given, const RateShape& shape1,
            const RateShape& shape2) {
    grid_.shape1 = shape1;
    grid_.shape2 = shape2;
    for (std::size_t c = 0; c < given.size(); ++c) {
      if (PyFloat_CheckExact(given[c].ptr())) {
        numbers_[c] = PyFloat_AsDouble(given[c].ptr());
      } else {
        arrays_[c] = nb::cast<Array>(given[c]);
        widen(c);
      }
    }
    double points = 1;
    for (const std::size_t length : grid_.shape) points *= static_cast<double>(length);
    if (points > kMostPoints) {
      throw Error(
          fmt::format("the arguments broadcast to the shape ({}), which is more than memory "
                      "can hold",
                      fmt::join(grid_.shape, ", ")));
    }
    for (std::size_t c = 0; c < given.size(); ++c) {
      GridColumn& column = grid_.columns[c];
      column.strides.assign(grid_.shape.size(), 0);
      column.data = arrays_[c] ? arrays_[c]->data() : &numbers_[c];
      const std::size_t rank = arrays_[c] ? arrays_[c]->ndim() : 0;
      for (std::size_t axis = 0; axis < rank; ++axis) {
        if (arrays_[c]->shape(axis) == 1) continue;
        column.strides[grid_.shape.size() - rank + axis] = arrays_[c]->stride(axis);
      }
    }
  }
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  const PairGrid& grid() const { return grid_; }

 private:
  void widen(std::size_t c) {
    const Array& array = *arrays_[c];
    std::vector<std::size_t>& shape = grid_.shape;
    if (shape.size() < array.ndim()) shape.insert(shape.begin(), array.ndim() - shape.size(), 1);
    for (std::size_t k = 1; k <= array.ndim(); ++k) {
      const std::size_t own = array.shape(array.ndim() - k);
      std::size_t& common = shape[shape.size() - k];
      if (common == 1) common = own;
      if (own != 1 && own != common) {
        std::vector<std::size_t> own_shape(array.shape_ptr(), array.shape_ptr() + array.ndim());
        throw Error(
            fmt::format("{} has the shape ({}), which does not broadcast with ({}) of the "
                        "arguments before it",
                        kNames[c], fmt::join(own_shape, ", "), fmt::join(shape, ", ")));
      }
    }
  }

  PairGrid grid_;
  std::array<double, 7> numbers_{};
  std::array<std::optional<Array>, 7> arrays_;
};

RateShape shape_of(double exponent, double inverse_cutoff, bool drude) {
  return {exponent, inverse_cutoff, drude};
}

// Why the kernel gave no number there.
[[noreturn]] void explain(const PairGrid& grid, std::size_t point, PairEquation equation) {
  std::vector<std::size_t> index;
  std::size_t rest = point;
  for (std::size_t axis = grid.shape.size(); axis-- > 0;) {
    index.insert(index.begin(), rest % grid.shape[axis]);
    rest /= grid.shape[axis];
  }
  std::string where;
  if (!index.empty()) {
    where = fmt::format("at the index ({}): ", fmt::join(index, ", "));
  }
  try {
    stationary(pair_at(grid, point), equation);
  } catch (const NoAnswer& error) {
    throw Error(where + error.what());
  }
  throw Error(where + "the flow is beyond the range of double precision");
}

// Calls kernel(options), which returns the first point without an answer.
template <class Kernel>
void compute(const PairGrid& grid, PairEquation equation, bool strict, PairGridOptions options,
             const Kernel& kernel) {
  std::optional<std::size_t> missing;
  if (grid_size(grid) < kManyPoints) {
    const nb::gil_scoped_release others;
    missing = kernel(options);
  } else {
    missing = run_interruptibly(
        [&](const std::atomic<bool>& stop) {
          options.stop = &stop;
          return kernel(options);
        },
        [] {});
  }
  if (strict && missing) explain(grid, *missing, equation);
}

// Where an array for the results of a grid has its numbers.
std::span<double> numbers_of_grid(const nb::object& array, const PairGrid& grid) {
  nb::ndarray<double, nb::c_contig, nb::device::cpu> view;
  const bool fits = nb::try_cast(array, view, false) && view.ndim() == grid.shape.size() &&
                    std::equal(grid.shape.begin(), grid.shape.end(), view.shape_ptr());
  if (!fits) {
    throw Error(fmt::format(
        "out must be a writable array of float64 in C order with the broadcast shape ({})",
        fmt::join(grid.shape, ", ")));
  }
  return {view.data(), view.size()};
}

// An array of NumPy's own, which takes care of large pages.
nb::object new_array(const PairGrid& grid, std::span<double>& numbers) {
  nb::object array = nb::module_::import_("numpy").attr("empty")(nb::cast(grid.shape));
  numbers = numbers_of_grid(array, grid);
  return array;
}

// One argument per parameter, so that a call costs no list.
nb::object flows(nb::handle omega1, nb::handle omega2, nb::handle coupling, nb::handle c1,
                 nb::handle c2, nb::handle t1, nb::handle t2, const RateShape& shape1,
                 const RateShape& shape2, PairEquation equation, bool strict, int threads,
                 const nb::object& out) {
  const Arguments arguments({omega1, omega2, coupling, c1, c2, t1, t2}, shape1, shape2);
  const PairGrid& grid = arguments.grid();
  std::span<double> flow1;
  double number = 0;
  nb::object result;
  if (!out.is_none()) {
    flow1 = numbers_of_grid(out, grid);
    result = out;
  } else if (grid.shape.empty()) {
    flow1 = {&number, 1};
  } else {
    result = new_array(grid, flow1);
  }
  compute(grid, equation, strict, {.threads = threads}, [&](const PairGridOptions& options) {
    return pair_flows(grid, equation, flow1, options);
  });
  return result.is_valid() ? result : nb::float_(number);
}

nb::tuple states(nb::handle omega1, nb::handle omega2, nb::handle coupling, nb::handle c1,
                 nb::handle c2, nb::handle t1, nb::handle t2, const RateShape& shape1,
                 const RateShape& shape2, PairEquation equation, bool strict, int threads) {
  const Arguments arguments({omega1, omega2, coupling, c1, c2, t1, t2}, shape1, shape2);
  const PairGrid& grid = arguments.grid();
  std::array<std::span<double>, 5> parts;
  std::array<nb::object, 5> results;
  for (std::size_t i = 0; i < parts.size(); ++i) results[i] = new_array(grid, parts[i]);
  compute(grid, equation, strict, {.threads = threads}, [&](const PairGridOptions& options) {
    return pair_states(grid, equation, {parts[0], parts[1], parts[2], parts[3], parts[4]}, options);
  });
  return nb::make_tuple(results[0], results[1], results[2], results[3], results[4]);
}

}  // namespace

void bind_pair_grid(nb::module_& module) {
  nb::class_<RateShape>(module, "RateShape", "How a spectral density depends on the frequency.");
  module.def("rate_shape", &shape_of, nb::arg("exponent"), nb::arg("inverse_cutoff"),
             nb::arg("drude"));
  // In capitals, since `global` is a keyword of Python.
  nb::enum_<PairEquation>(module, "PairEquation")
      .value("LOCAL", PairEquation::local)
      .value("GLOBAL", PairEquation::global)
      .value("PARTIAL_SECULAR", PairEquation::partial_secular);
  module.def("pair_flows", &flows, nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
             nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg().none(),
             "J_1 of pairs: floats or arrays of float64, broadcast.");
  module.def("pair_states", &states,
             "J_1, both occupations, real and imaginary part of the coherence.");
}

}  // namespace quflux::python
