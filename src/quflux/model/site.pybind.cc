#include "quflux/model/site.h"

#include <nanobind/stl/string.h>

#include "python/arguments.h"
#include "python/parts.h"
#include "python/values.h"

namespace quflux::python {

namespace {

template <class Kind>
Field<std::string (*)(const SiteValue<Kind>&)> name() {
  return {"name", [](const SiteValue<Kind>& site) { return site.name; }};
}

template <class Kind>
Field<double (*)(const SiteValue<Kind>&)> frequency() {
  return {"frequency", [](const SiteValue<Kind>& site) { return site.kind.frequency; }};
}

// Where an argument of a site stands, for messages.
std::string at(const std::string& name) { return "site '" + name + "': "; }

double number(const std::string& name, const char* key, const Real& given) {
  return given.number(at(name), key, "[[site]]");
}

template <class Kind>
bool put_site(nb::handle given, Site& site) {
  if (!nb::isinstance<SiteValue<Kind>>(given)) return false;
  const auto& value = nb::cast<const SiteValue<Kind>&>(given);
  site = {value.name, value.kind};
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
        return nb::cast(SiteValue<Kind>{site.name, kind});
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
  two_level.def(
      "__init__",
      [](TwoLevelSite* self, const std::string& name, const Real& frequency) {
        new (self) TwoLevelSite{name, {number(name, "frequency", frequency)}};
      },
      nb::arg("name"), nb::arg("frequency"));
  bind_plain_value(two_level, name<TwoLevel>(), frequency<TwoLevel>());

  using OscillatorSite = SiteValue<Oscillator>;
  nb::class_<OscillatorSite> oscillator(module, "Oscillator", R"(
An oscillator, H = frequency * ad a, cut after `levels` Fock states.

Operators: a, ad, n, x = a + ad, p = -i (a - ad).

>>> quflux.Oscillator("cavity", 1.0, levels=6)
Oscillator(name='cavity', frequency=1.0, levels=6)
)");
  oscillator.def(
      "__init__",
      [](OscillatorSite* self, const std::string& name, const Real& frequency, const Real& levels) {
        new (self) OscillatorSite{
            name,
            {number(name, "frequency", frequency), levels.whole(at(name), "levels", "[[site]]")}};
      },
      nb::arg("name"), nb::arg("frequency"), nb::arg("levels"));
  bind_plain_value(oscillator, name<Oscillator>(), frequency<Oscillator>(),
                   Field{"levels", [](const OscillatorSite& s) { return s.kind.levels; }});

  using SpinSite = SiteValue<Spin>;
  nb::class_<SpinSite> spin(module, "Spin", R"(
A spin 1/2, 1, 3/2, ..., H = frequency * sz. Operators: sm, sp, sx, sy, sz, x = sm + sp.

>>> quflux.Spin("nucleus", 0.5, spin=1.5)
Spin(name='nucleus', frequency=0.5, spin=1.5)
)");
  spin.def(
      "__init__",
      [](SpinSite* self, const std::string& name, const Real& frequency, const Real& own) {
        new (self)
            SpinSite{name, {number(name, "frequency", frequency), number(name, "spin", own)}};
      },
      nb::arg("name"), nb::arg("frequency"), nb::arg("spin") = 0.5);
  bind_plain_value(spin, name<Spin>(), frequency<Spin>(),
                   Field{"spin", [](const SpinSite& s) { return s.kind.spin; }});

  using LevelsSite = SiteValue<Levels>;
  nb::class_<LevelsSite> levels(module, "Levels", R"(
A level scheme, H = diag(energies).

Operators, with levels J, K counted from 0: pK = |K><K|, lJK = |J><K|, tJK = lJK + lKJ.

>>> quflux.Levels("maser", [0.0, 0.3, 1.0])
Levels(name='maser', energies=(0.0, 0.3, 1.0))
)");
  levels.def(
      "__init__",
      [](LevelsSite* self, const std::string& name, const nb::object& energies) {
        const std::string what = at(name) + "'energies' of [[site]]";
        new (self) LevelsSite{name, {numbers_of(converted("real_vector", energies, what))}};
      },
      nb::arg("name"), nb::arg("energies"),
      nb::sig("def __init__(self, name: str, energies: collections.abc.Sequence[float]) -> None"));
  bind_plain_value(levels, name<Levels>(),
                   Field{"energies", [](const LevelsSite& s) {
                           nb::list all;
                           for (double e : s.kind.energies) all.append(e);
                           return nb::typed<nb::tuple, double, nb::ellipsis>(nb::tuple(all));
                         }});
}

}  // namespace quflux::python
