#include "quflux/model/site.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/arguments.h"
#include "python/parts.h"
#include "python/values.h"

namespace quflux::python {

namespace {

constexpr const char* kSite = "[[site]]";

template <class Kind>
bool put_site(nb::handle given, Site& site) {
  if (!nb::isinstance<SiteValue<Kind>>(given)) return false;
  const auto& value = nb::cast<const SiteValue<Kind>&>(given);
  site = {value.name, static_cast<const Kind&>(value)};
  return true;
}

}  // namespace

Site to_site(nb::handle given) {
  Site site;
  if (put_site<TwoLevel>(given, site) || put_site<Oscillator>(given, site) ||
      put_site<Spin>(given, site) || put_site<Levels>(given, site)) {
    return site;
  }
  throw Error(fmt::format("a site is {}; it must be a TwoLevel, Oscillator, Spin or Levels",
                          written(given)));
}

nb::object from_site(const Site& site) {
  return std::visit(
      [&]<class Kind>(const Kind& kind) {
        return nb::cast(SiteValue<Kind>{kind, site.name});
      },
      site.kind);
}

void bind_site(nb::module_& module) {
  using TwoLevelSite = SiteValue<TwoLevel>;
  nb::class_<TwoLevelSite> two_level(module, "TwoLevel", R"(
A two-level system, H = frequency * sp sm. Operators: sm, sp, sx, sy, sz, n, x = sm + sp.

>>> quflux.TwoLevel("atom", 1.0)
TwoLevel(name='atom', frequency=1.0)
)");
  bind_struct(two_level, kSite, Member{"name", &TwoLevelSite::name},
              Member{"frequency", &TwoLevel::frequency});

  using OscillatorSite = SiteValue<Oscillator>;
  nb::class_<OscillatorSite> oscillator(module, "Oscillator", R"(
An oscillator, H = frequency * ad a, cut after `levels` Fock states.

Operators: a, ad, n, x = a + ad, p = -i (a - ad).

>>> quflux.Oscillator("cavity", 1.0, levels=6)
Oscillator(name='cavity', frequency=1.0, levels=6)
)");
  bind_constructor(oscillator, {{{"name", "str"}, {"frequency", "float"}, {"levels", "int"}}, 3},
                   [](const std::vector<nb::object>& given) {
                     OscillatorSite made{{}, text(given[0], "'name' of [[site]]")};
                     made.frequency = Real{given[1]}.number(place(made), "frequency", kSite);
                     made.levels = Real{given[2]}.whole(place(made), "levels", kSite);
                     return made;
                   });
  bind_plain_value(
      oscillator, Field{"name", [](const OscillatorSite& o) { return o.name; }},
      Field{"frequency", [](const OscillatorSite& o) { return o.frequency; }},
      Field{"levels", [](const OscillatorSite& o) { return static_cast<int>(o.levels); }});

  using SpinSite = SiteValue<Spin>;
  nb::class_<SpinSite> spin(module, "Spin", R"(
A spin 1/2, 1, 3/2, ..., H = frequency * sz. Operators: sm, sp, sx, sy, sz, x = sm + sp.

>>> quflux.Spin("nucleus", 0.5, spin=1.5)
Spin(name='nucleus', frequency=0.5, spin=1.5)
)");
  bind_struct(spin, kSite, Member{"name", &SpinSite::name}, Member{"frequency", &Spin::frequency},
              Member{"spin", &Spin::spin, nb::float_(0.5)});

  using LevelsSite = SiteValue<Levels>;
  nb::class_<LevelsSite> levels(module, "Levels", R"(
A level scheme, H = diag(energies).

Operators, with levels J, K counted from 0: pK = |K><K|, lJK = |J><K|, tJK = lJK + lKJ.

>>> quflux.Levels("maser", [0.0, 0.3, 1.0])
Levels(name='maser', energies=(0.0, 0.3, 1.0))
)");
  bind_constructor(levels, {{{"name", "str"}, {"energies", "collections.abc.Sequence[float]"}}, 2},
                   [](const std::vector<nb::object>& given) {
                     LevelsSite made{{}, text(given[0], "'name' of [[site]]")};
                     made.energies = numbers_of(converted("real_vector", given[1],
                                                          place(made) + "'energies' of [[site]]"));
                     return made;
                   });
  bind_plain_value(
      levels, Field{"name", [](const LevelsSite& s) { return s.name; }},
      Field{"energies", [](const LevelsSite& s) { return nb::tuple(nb::cast(s.energies)); }});
}

}  // namespace quflux::python
