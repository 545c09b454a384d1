#include "quflux/method/pair/kernel.h"

#include <algorithm>
#include <array>
#include <hwy/cache_control.h>
#include <span>
#include <type_traits>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/method/pair/with_equation.h"

// Vectors of unknown length cannot be members of structs; and what no machine of the last ten years
// lacks needs no code of its own.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3)
// The rest of this file is compiled once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "quflux/method/pair/kernel.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include "quflux/method/pair/pair_states-inl.h"

HWY_BEFORE_NAMESPACE();
namespace quflux::inline pair::HWY_NAMESPACE {
namespace {

constexpr std::size_t kColumns = 7;
constexpr std::size_t kShapes = 2;  // of one bath

using Lanes = std::array<double, hn::MaxLanes(D())>;

// Reads columns of a batch; those that are the same everywhere from a vector of copies.
template <std::size_t kColumns>
class Columns {
 public:
  explicit Columns(const std::array<const Column*, kColumns>& columns) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      hn::Store(set(*columns[c]->data()), D(), copies_[c].data());
      data_[c] = columns[c]->varies() ? columns[c]->data() : copies_[c].data();
      mask_[c] = columns[c]->varies() ? ~std::size_t{0} : 0;
    }
  }
  Columns(const Columns&) = delete;
  Columns& operator=(const Columns&) = delete;

  HWY_INLINE V column(std::size_t c, std::size_t i) const {
    return hn::LoadU(D(), data_[c] + (i & mask_[c]));
  }
  HWY_INLINE void prefetch(std::size_t i) const {
    for (std::size_t c = 0; c < kColumns; ++c) hwy::Prefetch(data_[c] + (i & mask_[c]));
  }

  // From here on columns end with `count` < lanes points from `begin` on, filled up with the last.
  void tail(std::size_t begin, std::size_t count) {
    for (std::size_t c = 0; c < kColumns; ++c) {
      if (mask_[c] == 0) continue;
      for (std::size_t lane = 0; lane < hn::Lanes(D()); ++lane) {
        copies_[c][lane] = data_[c][begin + std::min(lane, count - 1)];
      }
      data_[c] = copies_[c].data();
      mask_[c] = 0;
    }
  }

 private:
  HWY_ALIGN std::array<Lanes, kColumns> copies_;
  std::array<const double*, kColumns> data_;
  std::array<std::size_t, kColumns> mask_;  // of indices: none of them counts in a copied column
};

class Reader : public Columns<kColumns> {
 public:
  explicit Reader(const PairBatch& batch)
      : Columns({&batch.omega1, &batch.omega2, &batch.coupling, &batch.temperature1,
                 &batch.temperature2, &batch.coefficient1, &batch.coefficient2}) {}

  HWY_INLINE Point point(std::size_t i) const {
    return {column(0, i), column(1, i), column(2, i), column(3, i), column(4, i)};
  }
  HWY_INLINE V coefficient1(std::size_t i) const { return column(5, i); }
  HWY_INLINE V coefficient2(std::size_t i) const { return column(6, i); }
};

// The rates of a bath whose shape varies.
class ShapeReader : public Columns<kShapes> {
 public:
  ShapeReader(const Column& exponent, const Column& inverse_cutoff)
      : Columns({&exponent, &inverse_cutoff}) {}

  HWY_INLINE LaneRate at(std::size_t i) const { return {column(0, i), column(1, i)}; }
};

struct StoreAll {
  HWY_INLINE void operator()(V v, double* out) const { hn::StoreU(v, D(), out); }
};

struct StoreSome {
  std::size_t count;
  void operator()(V v, double* out) const {
    HWY_ALIGN Lanes lanes;
    hn::Store(v, D(), lanes.data());
    std::copy_n(lanes.data(), count, out);
  }
};

// Calls step(i, store) for the vectors of points in [begin, end); store(v, out) writes the lanes of
// v that belong to points.
template <class Step>
HWY_INLINE void for_each_vector(std::size_t begin, std::size_t end, const Step& step) {
  const std::size_t lanes = hn::Lanes(D());
  std::size_t i = begin;
  for (; i + lanes <= end; i += lanes) step(i, StoreAll{});
  if (i < end) step(i, StoreSome{end - i});
}

// The same for a step that reads points.
template <class Step>
HWY_INLINE void for_each_vector(Reader& reader, std::size_t begin, std::size_t end,
                                const Step& step) {
  const std::size_t whole = end - (end - begin) % hn::Lanes(D());
  for_each_vector(begin, whole, step);
  if (whole < end) reader.tail(whole, end - whole);
  for_each_vector(whole, end, step);
}

HWY_INLINE V checked(V value, V c1, V c2) { return or_nan(hn::Min(c1, c2) >= set(0), value); }

// Whether something holds for all points, found while they are in registers.
class Everywhere {
 public:
  HWY_INLINE Everywhere() : all_(hn::FirstN(D(), hn::Lanes(D()))) {}
  HWY_INLINE void see(hn::Mask<D> here) { all_ = hn::And(all_, here); }
  HWY_INLINE bool all() const { return hn::AllTrue(D(), all_); }

 private:
  hn::Mask<D> all_;
};

// Three vectors of points are under way at a time, each in another step of the equations: the
// chains of dependent operations of one hide behind those of the others, and divisions behind
// multiplications.
template <PairEquation equation, class Rates>
bool flows(const PairBatch& batch, Rates&& rates1, Rates&& rates2, double* flow1) {
  Reader reader(batch);
  using E = Equations<equation>;
  const std::size_t lanes = hn::Lanes(D());
  const auto unit = [&](auto points, const auto& frame, std::size_t i) HWY_ATTR {
    return E::template unit<points>(frame, thermals(frame.exponents), rates1.at(i), rates2.at(i));
  };
  constexpr std::integral_constant<Points, Points::usual> kUsual;
  constexpr std::integral_constant<Points, Points::all> kAll;
  Everywhere answered;  // by a number
  Everywhere usual;
  const auto flow = [&](const auto& u, std::size_t i) HWY_ATTR {
    const V c1 = reader.coefficient1(i);
    const V c2 = reader.coefficient2(i);
    const V result = checked(E::flow(u, c1, c2), c1, c2);
    answered.see(result == result);
    return result;
  };
  const std::size_t whole = batch.size - batch.size % lanes;
  if (whole > 0) {
    const std::size_t last = whole - lanes;
    const auto frame = [&](std::size_t i) HWY_ATTR {
      const Point point = reader.point(std::min(i, last));
      const auto result = E::template frame<kUsual>(point);
      if constexpr (equation != PairEquation::local) usual.see(E::is_usual(point, result));
      return result;
    };
    auto first = unit(kUsual, frame(0), 0);
    auto second = frame(lanes);
    for (std::size_t i = 0; i < whole; i += lanes) {
      const auto next = unit(kUsual, second, std::min(i + lanes, last));
      const auto third = frame(i + 2 * lanes);
      // The processor looks ahead itself, but not far enough for so many columns; vectors of less
      // than a line of the cache would ask for the same line again.
      if constexpr (hn::MaxLanes(D()) == 8) reader.prefetch(std::min(i + 16 * lanes, last));
      StoreAll{}(flow(first, i), flow1 + i);
      first = next;
      second = third;
    }
    // Seldom, and not beside the others: a branch among those costs an eighth.
    const std::size_t again = usual.all() ? 0 : whole;
    for (std::size_t i = 0; i < again; i += lanes) {
      const Point point = reader.point(i);
      const auto all = E::template frame<kAll>(point);
      if constexpr (equation != PairEquation::local) {
        if (hn::AllTrue(D(), E::is_usual(point, all))) continue;
      }
      StoreAll{}(flow(unit(kAll, all, i), i), flow1 + i);
    }
  }
  if (whole < batch.size) {
    reader.tail(whole, batch.size - whole);
    if constexpr (std::is_same_v<std::remove_cvref_t<Rates>, ShapeReader>) {
      rates1.tail(whole, batch.size - whole);
      rates2.tail(whole, batch.size - whole);
    }
    const auto frame = E::template frame<kAll>(reader.point(whole));
    StoreSome{batch.size - whole}(flow(unit(kAll, frame, whole), whole), flow1 + whole);
  }
  return answered.all();
}

// Of all equations at once: the global and the partial secular one have modes and rates in common.
template <class Rates>
void flows_of_all(const PairBatch& batch, Rates&& rates1, Rates&& rates2, const FlowsOfAll& out) {
  using Local = Equations<PairEquation::local>;
  using Global = Equations<PairEquation::global>;
  using PartialSecular = Equations<PairEquation::partial_secular>;
  Reader reader(batch);
  const auto out_of = [&](PairEquation equation) {
    return out[static_cast<std::size_t>(equation)].data();
  };
  double* const local = out_of(PairEquation::local);
  double* const global = out_of(PairEquation::global);
  double* const partial_secular = out_of(PairEquation::partial_secular);
  const auto step = [&](std::size_t i, const auto& store) HWY_ATTR {
    const Point point = reader.point(i);
    const V c1 = reader.coefficient1(i);
    const V c2 = reader.coefficient2(i);
    const auto& rate1 = rates1.at(i);
    const auto& rate2 = rates2.at(i);
    const auto write = [&](V flow, double* to) HWY_ATTR { store(checked(flow, c1, c2), to + i); };
    const auto atoms = Local::frame<Points::usual>(point);
    write(Local::flow(Local::unit<Points::usual>(atoms, thermals(atoms.exponents), rate1, rate2),
                      c1, c2),
          local);
    const Modes m =
        hn::AllTrue(D(), is_open(point)) ? modes<Points::usual>(point) : modes<Points::all>(point);
    const ModeRates rates = mode_rates(m, thermals(m.exponents), rate1, rate2);
    write(Global::flow(Global::unit(m, rates), c1, c2), global);
    write(PartialSecular::flow(PartialSecular::unit(m, rates), c1, c2), partial_secular);
  };
  const std::size_t rest = batch.size % hn::Lanes(D());
  const std::size_t whole = batch.size - rest;
  for_each_vector(0, whole, step);
  if (rest == 0) return;
  reader.tail(whole, rest);
  if constexpr (std::is_same_v<std::remove_cvref_t<Rates>, ShapeReader>) {
    rates1.tail(whole, rest);
    rates2.tail(whole, rest);
  }
  for_each_vector(whole, batch.size, step);
}

template <PairEquation equation, class Rate>
bool states(const PairBatch& batch, const PairStates& out) {
  Reader reader(batch);
  const Rate rate1(batch.shape1);
  const Rate rate2(batch.shape2);
  Everywhere answered;
  for_each_vector(reader, 0, batch.size, [&](std::size_t i, const auto& store) HWY_ATTR {
    const V c1 = reader.coefficient1(i);
    const V c2 = reader.coefficient2(i);
    const State s = state<equation>(reader.point(i), c1, c2, rate1, rate2);
    const V flow = checked(s.flow1, c1, c2);
    const auto defined = flow == flow;
    const V occupation1 = or_nan(defined, s.occupation1);
    answered.see(occupation1 == occupation1);
    store(flow, out.flow1.data() + i);
    store(occupation1, out.occupation1.data() + i);
    store(or_nan(defined, s.occupation2), out.occupation2.data() + i);
    store(or_nan(defined, s.re), out.coherence_re.data() + i);
    store(or_nan(defined, s.im), out.coherence_im.data() + i);
  });
  return answered.all();
}

// As many vectors of a batch as stay in the first cache with all that a grid keeps of them.
constexpr std::size_t kGridTile = 32;

// What is computed once a column; without the constructors of vectors, which not every instruction
// set's functions may call.
template <class Unit>
union Units {
  Units() {}  // NOLINT(modernize-use-equals-default): it would be deleted
  std::array<Unit, kGridTile> of_vector;
};

template <PairEquation equation, class Rate>
void grid(const PairBatch& batch, std::span<const double> rows1, std::span<const double> rows2,
          double* flow1) {
  using E = Equations<equation>;
  const Rate rate1(batch.shape1);
  const Rate rate2(batch.shape2);
  Reader reader(batch);
  Units<typename E::Unit> units;
  const std::size_t lanes = hn::Lanes(D());
  for (std::size_t begin = 0; begin < batch.size; begin += kGridTile * lanes) {
    const std::size_t end = std::min(begin + kGridTile * lanes, batch.size);
    for_each_vector(reader, begin, end, [&](std::size_t i, const auto&) HWY_ATTR {
      const auto frame = E::template frame<Points::all>(reader.point(i));
      units.of_vector[(i - begin) / lanes] =
          E::template unit<Points::all>(frame, thermals(frame.exponents), rate1, rate2);
    });
    for (std::size_t row = 0; row < rows1.size(); ++row) {
      const V c1 = set(rows1[row]);
      const V c2 = set(rows2[row]);
      double* out = flow1 + row * batch.size;
      for_each_vector(begin, end, [&](std::size_t i, const auto& store) HWY_ATTR {
        store(checked(E::flow(units.of_vector[(i - begin) / lanes], c1, c2), c1, c2), out + i);
      });
    }
  }
}

// The Ohmic bath without cutoff, the most common one, has code of its own.
bool ohmic(const PairBatch& batch) {
  return batch.shape1 == RateShape{} && batch.shape2 == RateShape{};
}

// Calls `function` with the rates of both baths.
template <class Function>
auto with_rates(const PairBatch& batch, const Function& function) {
  if (batch.shapes) {
    const ShapeColumns& s = *batch.shapes;
    return function(ShapeReader(s.exponent1, s.inverse_cutoff1),
                    ShapeReader(s.exponent2, s.inverse_cutoff2));
  }
  if (ohmic(batch)) return function(OhmicRate(batch.shape1), OhmicRate(batch.shape2));
  return function(AnyRate(batch.shape1), AnyRate(batch.shape2));
}

bool pair_flows(const PairBatch& batch, PairEquation equation, double* flow1) {
  return with_equation(equation, [&](auto tag) {
    return with_rates(batch, [&](auto&& rates1, auto&& rates2) {
      return flows<tag.value>(batch, rates1, rates2, flow1);
    });
  });
}

void pair_flows_of_all(const PairBatch& batch, const FlowsOfAll& out) {
  with_rates(batch,
             [&](auto&& rates1, auto&& rates2) { flows_of_all(batch, rates1, rates2, out); });
}

bool pair_states(const PairBatch& batch, PairEquation equation, const PairStates& out) {
  return with_equation(equation, [&](auto tag) {
    if (ohmic(batch)) return states<tag.value, OhmicRate>(batch, out);
    return states<tag.value, AnyRate>(batch, out);
  });
}

void pair_flow_grid(const PairBatch& batch, PairEquation equation, std::span<const double> rows1,
                    std::span<const double> rows2, double* flow1) {
  with_equation(equation, [&](auto tag) {
    if (ohmic(batch)) {
      grid<tag.value, OhmicRate>(batch, rows1, rows2, flow1);
    } else {
      grid<tag.value, AnyRate>(batch, rows1, rows2, flow1);
    }
  });
}

}  // namespace
}  // namespace quflux::inline pair::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace quflux::inline pair {

namespace {

HWY_EXPORT(pair_flows);
HWY_EXPORT(pair_flows_of_all);
HWY_EXPORT(pair_states);
HWY_EXPORT(pair_flow_grid);

void require_length(std::size_t length, std::size_t size, const char* what) {
  if (length != size) {
    throw Error(fmt::format("{} has {} numbers; the batch has {} points", what, length, size));
  }
}

void validate(const PairBatch& batch, std::size_t results) {
  const auto check = [&](const Column& column, const char* what) {
    if (column.varies()) require_length(column.size(), batch.size, what);
  };
  check(batch.omega1, "omega1");
  check(batch.omega2, "omega2");
  check(batch.coupling, "the coupling");
  check(batch.temperature1, "temperature 1");
  check(batch.temperature2, "temperature 2");
  check(batch.coefficient1, "coefficient 1");
  check(batch.coefficient2, "coefficient 2");
  if (batch.shapes) {
    check(batch.shapes->exponent1, "exponent 1");
    check(batch.shapes->inverse_cutoff1, "inverse cutoff 1");
    check(batch.shapes->exponent2, "exponent 2");
    check(batch.shapes->inverse_cutoff2, "inverse cutoff 2");
  }
  require_length(results, batch.size, "the result");
}

void require_one_shape(const PairBatch& batch) {
  if (batch.shapes)
    throw Error("shapes of spectral densities vary; only flows of batches know that");
}

}  // namespace

bool pair_flows(const PairBatch& batch, PairEquation equation, std::span<double> flow1) {
  validate(batch, flow1.size());
  return HWY_DYNAMIC_DISPATCH(pair_flows)(batch, equation, flow1.data());
}

void pair_flows(const PairBatch& batch, const FlowsOfAll& flows) {
  for (const auto& part : flows) validate(batch, part.size());
  HWY_DYNAMIC_DISPATCH(pair_flows_of_all)(batch, flows);
}

bool pair_states(const PairBatch& batch, PairEquation equation, const PairStates& states) {
  require_one_shape(batch);
  for (const auto& part : {states.flow1, states.occupation1, states.occupation2,
                           states.coherence_re, states.coherence_im}) {
    validate(batch, part.size());
  }
  return HWY_DYNAMIC_DISPATCH(pair_states)(batch, equation, states);
}

void pair_flow_grid(const PairBatch& batch, PairEquation equation,
                    std::span<const double> coefficient1, std::span<const double> coefficient2,
                    std::span<double> flow1) {
  require_one_shape(batch);
  PairBatch points = batch;
  points.coefficient1 = 0;
  points.coefficient2 = 0;
  validate(points, batch.size);
  if (coefficient1.size() != coefficient2.size()) {
    throw Error(fmt::format("the grid has {} coefficients for reservoir 1 and {} for reservoir 2",
                            coefficient1.size(), coefficient2.size()));
  }
  if (flow1.size() != coefficient1.size() * batch.size) {
    throw Error(fmt::format("the result has {} numbers; the grid has {} x {} points", flow1.size(),
                            coefficient1.size(), batch.size));
  }
  HWY_DYNAMIC_DISPATCH(pair_flow_grid)(points, equation, coefficient1, coefficient2, flow1.data());
}

const std::vector<std::string>& instruction_sets() {
  static const std::vector<std::string> sets = [] {
    std::vector<std::string> result;
    for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
      result.emplace_back(hwy::TargetName(target));
    }
    return result;
  }();
  return sets;
}

void use_instruction_set(const std::string& name) {
  const std::vector<std::string>& known = instruction_sets();
  if (!name.empty() && std::ranges::find(known, name) == known.end()) {
    throw Error(fmt::format("'{}' is not an instruction set of this machine; it has {}", name,
                            fmt::join(known, ", ")));
  }
  hwy::SetSupportedTargetsForTest(0);
  for (const int64_t target : hwy::SupportedAndGeneratedTargets()) {
    if (hwy::TargetName(target) == name) hwy::SetSupportedTargetsForTest(target);
  }
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace quflux::inline pair
#endif  // HWY_ONCE
