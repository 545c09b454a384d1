#include "quflux/model/site.h"

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/site_operators.h"

namespace quflux::inline model {

namespace {

[[noreturn]] void throw_unknown(const Site& site, std::string_view name, std::string_view allowed) {
  throw Error(
      fmt::format("site '{}' has no operator '{}'; allowed are {}", site.name, name, allowed));
}

Matrix ladder_operator(const Site& site, std::string_view name, const Matrix& down,
                       const Matrix& count) {
  if (name == "n") return count;
  if (name == "x") return down + down.adjoint();
  if (name == "a" || name == "sm") return down;
  if (name == "ad" || name == "sp") return down.adjoint();
  throw_unknown(site, name, "");
}

Matrix two_level_operator(const Site& site, std::string_view name) {
  if (name == "sx") return sigma_x();
  if (name == "sy") return sigma_y();
  if (name == "sz") return sigma_z();
  if (name == "sm" || name == "sp" || name == "n" || name == "x") {
    return ladder_operator(site, name, annihilation(2), number(2));
  }
  throw_unknown(site, name, "sm, sp, sx, sy, sz, n, x");
}

Matrix oscillator_operator(const Site& site, const Oscillator& o, std::string_view name) {
  if (name == "p") return momentum(o.levels);
  if (name == "a" || name == "ad" || name == "n" || name == "x") {
    return ladder_operator(site, name, annihilation(o.levels), number(o.levels));
  }
  throw_unknown(site, name, "a, ad, n, x, p");
}

Matrix spin_operator(const Site& site, const Spin& s, std::string_view name) {
  if (name == "sx") return spin_x(s.spin);
  if (name == "sy") return spin_y(s.spin);
  if (name == "sz") return spin_z(s.spin);
  if (name == "sm" || name == "sp" || name == "x") {
    return ladder_operator(site, name, spin_lowering(s.spin), {});
  }
  throw_unknown(site, name, "sm, sp, sx, sy, sz, x");
}

// "p1", "l01", "t02": a letter and one digit per level.
Matrix levels_operator(const Site& site, const Levels& l, std::string_view name) {
  const auto count = static_cast<Eigen::Index>(l.energies.size());
  const auto level = [&](std::size_t position) -> Eigen::Index {
    const char digit = position < name.size() ? name[position] : ' ';
    return digit >= '0' && digit <= '9' && digit - '0' < count ? digit - '0' : -1;
  };
  const char kind = name.empty() ? ' ' : name[0];
  const Eigen::Index first = level(1);
  const Eigen::Index second = kind == 'p' ? first : level(2);
  const bool complete = name.size() == (kind == 'p' ? 2U : 3U);
  if ((kind != 'p' && kind != 'l' && kind != 't') || !complete || first < 0 || second < 0) {
    throw_unknown(site, name,
                  fmt::format("pK, lJK and tJK with levels J, K from 0 to {}",
                              std::min<Eigen::Index>(count - 1, 9)));
  }
  Matrix op = Matrix::Zero(count, count);
  op(first, second) = 1;
  if (kind == 't') op(second, first) = 1;
  return op;
}

}  // namespace

Eigen::Index level_count(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel&) -> Eigen::Index { return 2; },
               [](const Oscillator& o) -> Eigen::Index { return o.levels; },
               [](const Spin& s) { return static_cast<Eigen::Index>(2 * s.spin + 1); },
               [](const Levels& l) { return static_cast<Eigen::Index>(l.energies.size()); }},
      site.kind);
}

Matrix site_hamiltonian(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel& t) -> Matrix { return t.frequency * number(2); },
               [](const Oscillator& o) -> Matrix { return o.frequency * number(o.levels); },
               [](const Spin& s) -> Matrix { return s.frequency * spin_z(s.spin); },
               [](const Levels& l) -> Matrix {
                 return Eigen::Map<const RealVector>(l.energies.data(),
                                                     static_cast<Eigen::Index>(l.energies.size()))
                     .cast<Complex>()
                     .asDiagonal();
               }},
      site.kind);
}

Matrix site_operator(const Site& site, std::string_view name) {
  return std::visit(
      Overload{[&](const TwoLevel&) { return two_level_operator(site, name); },
               [&](const Oscillator& o) { return oscillator_operator(site, o, name); },
               [&](const Spin& s) { return spin_operator(site, s, name); },
               [&](const Levels& l) { return levels_operator(site, l, name); }},
      site.kind);
}

Matrix lowering(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel&) { return annihilation(2); },
               [](const Oscillator& o) { return annihilation(o.levels); },
               [](const Spin& s) { return spin_lowering(s.spin); },
               [&](const Levels&) -> Matrix {
                 throw Error(fmt::format(
                     "site '{}' is given by its energies and has no ladder; couple it by "
                     "kind = \"operators\" with lJK, tJK or pK",
                     site.name));
               }},
      site.kind);
}

}  // namespace quflux::inline model
