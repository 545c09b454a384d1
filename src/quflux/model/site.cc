#include "quflux/model/site.h"

#include <algorithm>
#include <string>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/model/operator_sum.h"

namespace quflux::inline model {

namespace {

[[noreturn]] void throw_unknown_operator(const Site& site, std::string_view name,
                                         std::string_view allowed) {
  throw Error(
      fmt::format("site '{}' has no operator '{}'; allowed are {}", site.name, name, allowed));
}

Eigen::Index fock_states(const Oscillator& o) { return static_cast<Eigen::Index>(o.levels); }

Matrix ladder_operator(const Site& site, std::string_view name, const Matrix& down,
                       const Matrix& count) {
  if (name == "n") return count;
  if (name == "x") return down + down.adjoint();
  if (name == "a" || name == "sm") return down;
  if (name == "ad" || name == "sp") return down.adjoint();
  throw_unknown_operator(site, name, "");
}

Matrix two_level_operator(const Site& site, std::string_view name) {
  if (name == "sx") return sigma_x();
  if (name == "sy") return sigma_y();
  if (name == "sz") return sigma_z();
  if (name == "sm" || name == "sp" || name == "n" || name == "x") {
    return ladder_operator(site, name, annihilation(2), number(2));
  }
  throw_unknown_operator(site, name, "sm, sp, sx, sy, sz, n, x");
}

Matrix oscillator_operator(const Site& site, const Oscillator& o, std::string_view name) {
  if (name == "p") return momentum(fock_states(o));
  if (name == "a" || name == "ad" || name == "n" || name == "x") {
    return ladder_operator(site, name, annihilation(fock_states(o)), number(fock_states(o)));
  }
  throw_unknown_operator(site, name, "a, ad, n, x, p");
}

Matrix spin_operator(const Site& site, const Spin& s, std::string_view name) {
  if (name == "sx") return spin_x(s.spin);
  if (name == "sy") return spin_y(s.spin);
  if (name == "sz") return spin_z(s.spin);
  if (name == "sm" || name == "sp" || name == "x") {
    return ladder_operator(site, name, spin_lowering(s.spin), {});
  }
  throw_unknown_operator(site, name, "sm, sp, sx, sy, sz, x");
}

// The levels of "p1", "l01", "t02", "p10", "l10_11": one digit each, or with _ between them any.
std::vector<Eigen::Index> named_levels(std::string_view digits, bool pair) {
  const auto index = [](std::string_view text) -> Eigen::Index {
    const bool all_digits = !text.empty() && text.size() <= 4 &&
                            std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return all_digits ? std::stol(std::string(text)) : -1;
  };
  if (!pair) return {index(digits)};
  const auto bar = digits.find('_');
  if (bar != std::string_view::npos)
    return {index(digits.substr(0, bar)), index(digits.substr(bar + 1))};
  return digits.size() == 2 ? std::vector{index(digits.substr(0, 1)), index(digits.substr(1))}
                            : std::vector<Eigen::Index>{-1};
}

Matrix levels_operator(const Site& site, const Levels& l, std::string_view name) {
  const auto count = static_cast<Eigen::Index>(l.energies.size());
  const char kind = name.empty() ? ' ' : name[0];
  const bool known = kind == 'p' || kind == 'l' || kind == 't';
  const std::vector<Eigen::Index> levels =
      known ? named_levels(name.substr(1), kind != 'p') : std::vector<Eigen::Index>{-1};
  if (!std::ranges::all_of(levels, [&](Eigen::Index k) { return k >= 0 && k < count; })) {
    throw_unknown_operator(
        site, name,
        fmt::format("pK, lJK and tJK with levels J, K from 0 to {}{}", count - 1,
                    count > 10 ? ", with _ between two of several digits, t1_10" : ""));
  }
  Matrix op = Matrix::Zero(count, count);
  op(levels.front(), levels.back()) = 1;
  if (kind == 't') op(levels.back(), levels.front()) = 1;
  return op;
}

Matrix named_operator(const Site& site, std::string_view name) {
  return std::visit(
      Overload{[&](const TwoLevel&) { return two_level_operator(site, name); },
               [&](const Oscillator& o) { return oscillator_operator(site, o, name); },
               [&](const Spin& s) { return spin_operator(site, s, name); },
               [&](const Levels& l) { return levels_operator(site, l, name); }},
      site.kind);
}

}  // namespace

Eigen::Index level_count(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel&) -> Eigen::Index { return 2; },
               [](const Oscillator& o) { return fock_states(o); },
               [](const Spin& s) { return static_cast<Eigen::Index>(2 * s.spin + 1); },
               [](const Levels& l) { return static_cast<Eigen::Index>(l.energies.size()); }},
      site.kind);
}

Matrix site_hamiltonian(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel& t) -> Matrix { return t.frequency * number(2); },
               [](const Oscillator& o) -> Matrix { return o.frequency * number(fock_states(o)); },
               [](const Spin& s) -> Matrix { return s.frequency * spin_z(s.spin); },
               [](const Levels& l) -> Matrix {
                 return Eigen::Map<const RealVector>(l.energies.data(),
                                                     static_cast<Eigen::Index>(l.energies.size()))
                     .cast<Complex>()
                     .asDiagonal();
               }},
      site.kind);
}

Matrix site_operator(const Site& site, std::string_view text) {
  const Eigen::Index d = level_count(site);
  Matrix sum = Matrix::Zero(d, d);
  for (const OperatorProduct& term : parse_operator_sum(text)) {
    Matrix product = term.factor * named_operator(site, term.names.front());
    for (std::size_t k = 1; k < term.names.size(); ++k) {
      product *= named_operator(site, term.names[k]);
    }
    sum += product;
  }
  return sum;
}

Matrix lowering(const Site& site) {
  return std::visit(
      Overload{[](const TwoLevel&) { return annihilation(2); },
               [](const Oscillator& o) { return annihilation(fock_states(o)); },
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
