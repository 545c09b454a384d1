#include "quflux/method/network/precise_flows.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "quflux/core/digits.h"
#include "quflux/core/precise_matrix.h"
#include "quflux/core/rounded.h"
#include "quflux/numerics/splitting.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;
using Precise = std::complex<DoubleDouble>;

// A mode that relaxes by itself hands J_j = 2 e sum_l k_j k_l (f_j - f_l)/sum_l k_l from bath to
// bath, with k = s^2 g.
void add_flows_of_mode(const AmplitudeEquation& equation, Index mode, FlowTerms& terms) {
  double total = 0;
  for (const AmplitudeBath& term : equation.terms) {
    total += std::pow(term.weights(mode), 2) * term.damping(mode).real();
  }
  const auto at = [&](Index j) -> const AmplitudeBath& {
    return equation.terms[static_cast<std::size_t>(j)];
  };
  for (Index j = 0; j < terms.flows.size(); ++j) {
    for (Index l = 0; l < j; ++l) {
      const double weight = at(j).weights(mode) * at(l).weights(mode);
      // Products of two rates alone might be below the range of numbers.
      const double difference =
          at(j).drive(mode).real() * (weight * at(l).damping(mode).real() / total) -
          at(l).drive(mode).real() * (weight * at(j).damping(mode).real() / total);
      const double flow = 2 * std::real(equation.h(mode, mode)) * weight * difference;
      terms.flows(j) += flow;
      terms.flows(l) -= flow;
      terms.sizes(j) += std::abs(flow);
      terms.sizes(l) += std::abs(flow);
    }
  }
}

// D h.
template <class Real>
BasicMatrix<Real> times_h(const BasicMatrix<Real>& deviation, const AmplitudeEquation& equation) {
  const Index n = deviation.rows();
  BasicMatrix<Real> result = BasicMatrix<Real>::Zero(n, n);
  for (Index k = 0; k < n; ++k) {
    for (Index m = equation.diagonal ? k : 0; m < (equation.diagonal ? k + 1 : n); ++m) {
      const Complex h = equation.h(m, k);
      if (h != 0.0) result.col(k) += deviation.col(m) * to_precision<Real>(h);
    }
  }
  return result;
}

// J_j = Tr[h (Q_j - K_j C - C K_j^+)].
template <class Real>
FlowTerms amplitude_flow_terms(const AmplitudeEquation& equation,
                               const BasicMatrix<Real>& deviation) {
  const BasicMatrix<Real> deviation_h = times_h(deviation, equation);
  BasicRealVector<Real> flows = BasicRealVector<Real>::Constant(equation.baths, Real(0));
  FlowTerms terms{RealVector::Zero(equation.baths), RealVector::Zero(equation.baths)};
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    const Index begin = equation.blocks[b];
    const Index end = equation.blocks[b + 1];
    if (end == begin + 1) {
      add_flows_of_mode(equation, begin, terms);
      continue;
    }
    for (const AmplitudeBath& term : equation.terms) {
      const auto bath = static_cast<Index>(term.bath);
      for_kept(equation, term, begin, end, [&](Index k, Index l) {
        const Real s = Real(term.weights(k)) * Real(term.weights(l));
        const auto drive =
            to_precision<Real>(term.drive(k)) + to_precision<Real>(std::conj(term.drive(l)));
        const Real driven = s * (to_precision<Real>(equation.h(l, k)) * drive).real();
        const Real damped =
            Real(2) * s * (to_precision<Real>(term.damping(l)) * deviation_h(l, k)).real();
        flows(bath) += driven - damped;
        terms.sizes(bath) += std::abs(to_double(driven)) + std::abs(to_double(damped));
      });
    }
  }
  for (Index j = 0; j < equation.baths; ++j) terms.flows(j) += to_double(flows(j));
  return terms;
}

// a b, over the elements of a that are not zero.
PreciseMatrix precise_product(const PreciseMatrix& a, const PreciseMatrix& b) {
  PreciseMatrix result = PreciseMatrix::Zero(a.rows(), b.cols());
  for (Index l = 0; l < a.cols(); ++l) {
    for (Index k = 0; k < a.rows(); ++k) {
      if (magnitude(a(k, l)) != 0) result.row(k) += a(k, l) * b.row(l);
    }
  }
  return result;
}

// X D + D X^+ = Q of one block, refined.
class Block {
 public:
  Block(const AmplitudeEquation& equation, Index begin, Index end)
      : begin_(begin), x_(PreciseMatrix::Zero(end - begin, end - begin)), source_(x_) {
    const Index n = x_.rows();
    for (const AmplitudeBath& term : equation.terms) {
      for_kept(equation, term, begin, end, [&](Index k, Index l) {
        const Precise s = DoubleDouble::product(term.weights(k), term.weights(l));
        x_(k - begin, l - begin) += s * to_precision<DoubleDouble>(term.damping(l));
        source_(k - begin, l - begin) += s * (to_precision<DoubleDouble>(term.drive(k)) +
                                              to_precision<DoubleDouble>(std::conj(term.drive(l))));
      });
    }
    // The mean frequency drops out of the commutator.
    const auto h = [&](Index k, Index l) -> Complex {
      if (!equation.diagonal) return equation.h(begin + k, begin + l);
      return k == l ? equation.detunings(begin + k) : 0;
    };
    DoubleDouble mean = 0;
    for (Index k = 0; k < n; ++k) mean += DoubleDouble(h(k, k).real()) / DoubleDouble(n);
    for (Index l = 0; l < n; ++l) {
      for (Index k = 0; k < n; ++k) x_(k, l) += Precise(-h(k, l).imag(), h(k, l).real());
      x_(l, l) -= Precise(0, mean);
    }
  }

  double products() const {
    double elements = 0;
    for (const Precise& z : x_.reshaped()) elements += magnitude(z) != 0 ? 1 : 0;
    return elements * static_cast<double>(x_.rows());
  }

  void factorise() { solver_.emplace(rounded(x_)); }

  // Adds one correction to its part of D.
  void correct(PreciseMatrix& deviation) const {
    auto d = deviation.block(begin_, begin_, x_.rows(), x_.rows());
    const PreciseMatrix xd = precise_product(x_, d);
    const Matrix residual = rounded(source_ - xd - xd.adjoint());
    d += solver_->solve(residual).unaryExpr(&to_precision<DoubleDouble>);
  }

 private:
  Index begin_;
  PreciseMatrix x_;
  PreciseMatrix source_;
  std::optional<SylvesterSolver> solver_;
};

// The blocks of more than one mode.
std::vector<Block> blocks(const AmplitudeEquation& equation) {
  std::vector<Block> result;
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    if (equation.blocks[b + 1] > equation.blocks[b] + 1) {
      result.emplace_back(equation, equation.blocks[b], equation.blocks[b + 1]);
    }
  }
  return result;
}

}  // namespace

double rounding_of_modes(const RealVector& energies) {
  RealVector sorted = energies;
  std::ranges::sort(sorted);
  return rounding_over_splitting(sorted, 1e-13);
}

namespace {

// By how much more than a site of its own a bath acts on those of others, where its rate is beyond
// the energies.
double reach(const DampingScales& scales) {
  double most = 0;
  double least = std::numeric_limits<double>::infinity();
  for (const double rate : scales.rates) {
    if (rate == 0) continue;
    most = std::max(most, rate);
    least = std::min(least, rate);
  }
  return most > scales.energy ? most / least : 1;
}

}  // namespace

ToldFlows limited_by_modes(ToldFlows told, const FlowTerms& terms, double mode_rounding,
                           const DampingScales& scales) {
  const double cancelled = terms.sizes.maxCoeff() / terms.flows.cwiseAbs().maxCoeff();
  // Nothing but zeros, or rounding in the place of flows, is no flow to tell digits of.
  if (std::isnan(told.digits) || !(cancelled < 1 / std::pow(kEpsilon<double>, 1.5))) return told;
  told.digits =
      std::min(told.digits, digits_of(mode_rounding * (reach(scales) + cancelled * mode_rounding)));
  return told;
}

namespace {

double cancellation(const FlowTerms& terms) {
  const double largest = terms.flows.cwiseAbs().maxCoeff();
  return largest > 0 ? terms.sizes.maxCoeff() / largest : 0;
}

}  // namespace

ToldFlows told_in_double(const FlowTerms& terms, double relative_rounding) {
  const double size = terms.sizes.maxCoeff();
  if (size == 0) return {terms.flows, kMostDigits};
  const double cancelled = size / terms.flows.cwiseAbs().maxCoeff();
  return {terms.flows, digits_of(std::max(relative_rounding, kEpsilon<double>) * cancelled),
          cancellation(terms)};
}

bool has_enough_digits(const ToldFlows& told) { return told.digits >= 10; }

ToldFlows told_by_balance(const FlowTerms& terms) {
  const double largest = terms.flows.cwiseAbs().maxCoeff();
  const double cancelled = kEpsilon<double> * terms.sizes.maxCoeff();
  return {terms.flows, digits_of(std::max(std::abs(terms.flows.sum()), cancelled) / largest),
          cancellation(terms)};
}

namespace {

// Zeros in the place of flows that rounding leaves of what cancels, unless there is none.
ToldFlows all_rounding(const RealVector& flows) {
  const bool none = (flows.array() == 0).all();
  return {RealVector::Zero(flows.size()), kNoDigits,
          none ? 0 : std::numeric_limits<double>::infinity()};
}

}  // namespace

ToldFlows shared_digits(ToldFlows told, const RealVector& other) {
  constexpr double kSafety = 4;  // two roundings may differ by less than either is off
  const double largest = told.flows.cwiseAbs().maxCoeff();
  const double shared = digits_of(kSafety * (told.flows - other).cwiseAbs().maxCoeff() / largest);
  if (shared == 0) return all_rounding(told.flows);
  told.digits = std::min(told.digits, shared);
  return told;
}

ToldFlows without_rounding(ToldFlows told) {
  constexpr double kNearly = 0.3;
  if (std::abs(told.flows.sum()) <= kNearly * told.flows.cwiseAbs().maxCoeff()) return told;
  return all_rounding(told.flows);
}

ToldFlows refined(const RealVector& first, const std::function<FlowTerms()>& step) {
  constexpr int kMostSteps = 20;
  constexpr double kVanishing = 1e-26;  // of what cancels: a few thousand roundings
  RealVector flows = first;
  double cancelled = 0;
  double change = std::numeric_limits<double>::infinity();
  for (int i = 0; i < kMostSteps; ++i) {
    const FlowTerms terms = step();
    const double largest = terms.flows.cwiseAbs().maxCoeff();
    const double previous =
        std::exchange(change, (terms.flows - flows).cwiseAbs().maxCoeff() / largest);
    flows = terms.flows;
    cancelled = cancellation(terms);
    if (largest <= kVanishing * terms.sizes.maxCoeff()) {
      return all_rounding(flows);
    }
    if (change < kEpsilon<double> || !(change < previous)) break;
  }
  return {flows, digits_of(change), cancelled};
}

namespace {

DampingScales amplitude_scales(const AmplitudeEquation& equation) {
  DampingScales scales{std::vector<double>(static_cast<std::size_t>(equation.baths)),
                       equation.h.diagonal().cwiseAbs().maxCoeff()};
  // Modes that relax by themselves mix nothing.
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    const Index begin = equation.blocks[b];
    const Index size = equation.blocks[b + 1] - begin;
    if (size == 1) continue;
    for (const AmplitudeBath& term : equation.terms) {
      scales.rates[term.bath] += term.weights.segment(begin, size)
                                     .cwiseAbs2()
                                     .dot(term.damping.segment(begin, size).cwiseAbs());
    }
  }
  return scales;
}

// The rates of the modes of a block have the rounding of their energies, and so much more in the
// differences of rates on which coherences depend: as the product of two rates to the square of an
// energy.
double rounding_of_rates(const AmplitudeEquation& equation, DampingScales scales) {
  std::ranges::sort(scales.rates, std::greater<>());
  if (scales.rates.size() < 2 || scales.energy == 0) return 0;
  const double part =
      std::min(1.0, scales.rates[0] / scales.energy * (scales.rates[1] / scales.energy));
  double rounding = 0;
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    const Index begin = equation.blocks[b];
    const Index size = equation.blocks[b + 1] - begin;
    if (size == 1) continue;
    rounding = std::max(rounding, rounding_of_modes(equation.h.diagonal().segment(begin, size)));
  }
  constexpr double kRates = 16;  // roundings of exponentials
  return kRates * rounding * part;
}

}  // namespace

ToldFlows told_flows(const AmplitudeEquation& equation, const Matrix& deviation,
                     double relative_rounding) {
  const FlowTerms terms = amplitude_flow_terms<double>(equation, deviation);
  const auto limited = [&](ToldFlows told) {
    if (!equation.diagonal) return told;
    const DampingScales scales = amplitude_scales(equation);
    told = limited_by_modes(std::move(told), terms, rounding_of_modes(equation.detunings), scales);
    if (!std::isnan(told.digits)) {
      told.digits = std::min(told.digits, digits_of(rounding_of_rates(equation, scales)));
    }
    return told;
  };
  const ToldFlows told = told_in_double(terms, relative_rounding);
  if (has_enough_digits(told)) return limited(told);
  std::vector<Block> all = blocks(equation);
  double products = 0;
  for (const Block& block : all) products += block.products();
  if (products > kMostProducts) return limited(told_by_balance(terms));
  for (Block& block : all) block.factorise();
  BasicMatrix<DoubleDouble> d = deviation.unaryExpr(&to_precision<DoubleDouble>);
  return limited(refined(terms.flows, [&] {
    for (const Block& block : all) block.correct(d);
    return amplitude_flow_terms<DoubleDouble>(equation, d);
  }));
}

}  // namespace quflux::inline network
