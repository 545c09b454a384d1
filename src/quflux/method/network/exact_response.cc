#include "quflux/method/network/exact_response.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <Eigen/LU>

#include "quflux/bath/density_slopes.h"
#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/exact_problem.h"
#include "quflux/method/network/exact_sites.h"
#include "quflux/method/network/network_slope.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/self_energy_slope.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// z = a of all sites, and behind it a^+ where something mixes the two, as ExactProblem has the
// operators of the channels.
struct SiteOperators {
  Matrix rotating;  // modes x operators
  Matrix counter;
  bool mixed;

  SiteOperators(const ExactProblem& p, const SiteWeights& sites)
      : mixed(sites.counter.size() > 0 || !p.counter.isZero(0)) {
    const Index n = sites.rotating.cols();
    const Matrix counter_of_a =
        sites.counter.size() > 0 ? sites.counter : Matrix(Matrix::Zero(sites.rotating.rows(), n));
    if (!mixed) {
      rotating = sites.rotating;
      counter = counter_of_a;
      return;
    }
    rotating.resize(sites.rotating.rows(), 2 * n);
    counter.resizeLike(rotating);
    rotating << sites.rotating, counter_of_a.conjugate();
    counter << counter_of_a, sites.rotating.conjugate();
  }

  Index size() const { return rotating.cols(); }
};

struct Element {
  Index row;
  Index column;
  Complex value;
};

// A number of the model: what it changes.
struct Number {
  std::vector<Element> energy;    // dK between the z
  std::vector<Vector> operators;  // of z in the channels, O_l = sum z; empty: none changes
  std::optional<Index> bath;      // whose reservoir it is
  std::optional<SelfEnergySlope> self_energy;  // none: a temperature
};

Number number_at(const ExactProblem& p, const SiteOperators& z, Model& model,
                 const std::string& path) {
  const NetworkSlope slope = network_slope(model, path);
  Number result;
  if (slope.bath) {
    result.bath = static_cast<Index>(*slope.bath);
    if (slope.number != "temperature") {
      result.self_energy.emplace(p.reservoir(*result.bath).spectral_density,
                                 number_of_density(slope.number), p.options);
      (*result.self_energy)(p.energies(0));
    }
    return result;
  }
  for (Index l = 0; l < z.size(); ++l) {
    for (Index k = 0; k < z.size(); ++k) {
      if (slope.energy(k, l) != Complex(0)) result.energy.push_back({k, l, slope.energy(k, l)});
    }
  }
  const auto changes = [](const RealVector& weights) { return !weights.isZero(0); };
  if (std::ranges::none_of(slope.weights, changes)) return result;
  for (Index c = 0; c < p.channels(); ++c) {
    const RealVector& weights = slope.weights[static_cast<std::size_t>(c % p.baths())];
    const Index n = weights.size();
    Vector change = Vector::Zero(z.size());
    if (c < p.baths()) change.head(n) = weights.cast<Complex>();
    if (c >= p.baths() || !p.exchange()) change.tail(n) = weights.cast<Complex>();
    result.operators.push_back(std::move(change));
  }
  return result;
}

// What baths have at one frequency.
struct Quanta {
  RealVector numbers;      // n_j
  RealVector slopes;       // dn_j/dT_j
  RealMatrix differences;  // n_j - n_l
};

Quanta quanta_at(const ExactProblem& p, double w) {
  const Index m = p.baths();
  Quanta q{RealVector(m), RealVector(m), RealMatrix(m, m)};
  for (Index j = 0; j < m; ++j) {
    const double t = p.reservoir(j).temperature;
    const double n = occupation(Statistics::bosons, w, t);
    q.numbers(j) = n;
    q.slopes(j) = t > 0 ? n * (n + 1) * (w / t) / t : 0;
    for (Index l = 0; l < m; ++l) {
      q.differences(j, l) =
          occupation_difference(Statistics::bosons, w, t, w, p.reservoir(l).temperature);
    }
  }
  return q;
}

// G at one frequency.
struct Greens {
  double frequency;
  Vector sigma;     // by channel
  Matrix channels;  // between the channels
  Matrix to;        // of channels with z, channels x z
  Matrix from;      // of z with channels
  Matrix sites;     // between the z, where it is asked for
};

Greens greens_at(const ExactProblem& p, const SiteOperators& z, const Frequency& frequency,
                 bool sites) {
  const ModePoles poles = mode_poles(p, frequency);
  const auto c = poles.rotating.asDiagonal();
  const auto b = poles.counter.asDiagonal();
  Greens g{frequency.value(), self_energies(p, frequency.value()), {}, {}, {}, {}};
  const Matrix bare = bare_green(p, poles);
  Matrix between = z.rotating.transpose() * (c * p.rotating.conjugate());
  if (z.mixed) between += z.counter.transpose() * (b * p.counter.conjugate());
  const Matrix dressed = dressing(bare, g.sigma);
  g.channels = bare * dressed;
  g.from = between * dressed;
  // [1 + g Sigma]^-1 = 1 - G Sigma.
  g.to = between.adjoint() - g.channels * (g.sigma.asDiagonal() * between.adjoint());
  if (!sites) return g;
  g.sites = z.rotating.transpose() * (c * z.rotating.conjugate());
  if (z.mixed) g.sites += z.counter.transpose() * (b * z.counter.conjugate());
  g.sites -= g.from * (g.sigma.asDiagonal() * between.adjoint());
  return g;
}

// dSigma of the channels, for a number of a spectral density.
Vector self_energy_change(const ExactProblem& p, const Number& number, double frequency) {
  Vector change = Vector::Zero(p.channels());
  const Index j = *number.bath;
  change(j) = (*number.self_energy)(frequency);
  if (p.channels() > p.baths()) change(p.baths() + j) = number.self_energy->below(frequency);
  return change;
}

// dG of `left`, rows of some operators with z and with the channels, with the channels: D = K + sum
// Sigma O O^+ - w changes, and the operators of the channels.
Matrix green_change(const Greens& g, const Number& number, const Vector& sigma_change,
                    const Matrix& with_z, const Matrix& with_channels) {
  Matrix change = -with_channels * (sigma_change.asDiagonal() * g.channels);
  for (const Element& e : number.energy) {
    change.noalias() -= with_z.col(e.row) * (e.value * g.from.row(e.column));
  }
  for (std::size_t c = 0; c < number.operators.size(); ++c) {
    const Vector& o = number.operators[c];
    const auto l = static_cast<Index>(c);
    const Vector along = with_z * o.conjugate();
    change.col(l) += along;
    change -= g.sigma(l) * along * g.channels.row(l);
    change -= g.sigma(l) * with_channels.col(l) * (o.transpose() * g.from);
  }
  return change;
}

// The derivatives of what is integrated, and how large what they are sums of is.
struct Integrand {
  RealVector values;
  RealVector sizes;

  explicit Integrand(Index size) : values(RealVector::Zero(size)), sizes(values) {}
  void add(Index i, double value, double size) {
    values(i) += value;
    sizes(i) += size;
  }
};

class Response {
 public:
  Response(const Model& model, const EquationOptions& options,
           const std::vector<std::string>& paths)
      : network_(require_network(model)),
        problem_(exact_problem(network_, options)),
        z_(problem_, site_weights(network_)) {
    Model changed = model;
    for (const std::string& path : paths) {
      numbers_.push_back(number_at(problem_, z_, changed, path));
    }
  }

  RealMatrix flow_slopes(RealVector& errors) const {
    const Index m = problem_.baths();
    if (m == 1) return RealMatrix::Zero(m, count());
    return integrate_by_number(
        m, end_of_quanta(problem_), [this](const Frequency& f) { return flow_changes(f); }, errors);
  }

  RealMatrix occupation_slopes(RealVector& errors) const {
    const bool squeezed = z_.size() > network_.exchange.rows();
    const double quanta = end_of_quanta(problem_);
    const double top = squeezed ? std::max(quanta, 1e6 * problem_.energies.maxCoeff()) : quanta;
    return integrate_by_number(
        network_.exchange.rows(), top, [this](const Frequency& f) { return occupation_changes(f); },
        errors);
  }

 private:
  Index count() const { return static_cast<Index>(numbers_.size()); }

  // Integrals of components by number and output, which may differ by many orders: each is taken to
  // the same accuracy of its own size.
  template <class Changes>
  RealMatrix integrate_by_number(Index outputs, double top, const Changes& changes,
                                 RealVector& errors) const {
    constexpr double kRough = 1e-2;
    errors = RealVector::Zero(count());
    if (top == 0 || count() == 0) return RealMatrix::Zero(outputs, count());
    const std::vector<Segment> segments = exact_segments(problem_, top);
    const RealVector sizes =
        integrate([&](const Frequency& f) { return changes(f).sizes; }, segments, kRough).value;
    const RealVector scale = (sizes.array() > 0).select(1 / sizes.array(), 1);
    const VectorIntegral integral = integrate(
        [&](const Frequency& f) -> RealVector { return changes(f).values.cwiseProduct(scale); },
        segments, kExactAccuracy);
    const RealVector values = integral.value.cwiseQuotient(scale);
    errors = integral.error * sizes.reshaped(outputs, count()).colwise().maxCoeff().transpose();
    return values.reshaped(outputs, count());
  }

  Vector self_energy_change_of(const Number& number, double frequency) const {
    return number.self_energy ? self_energy_change(problem_, number, frequency)
                              : Vector(Vector::Zero(problem_.channels()));
  }

  // dn_j of a number.
  static double quanta_change(const Number& number, const Quanta& quanta, Index j) {
    return number.bath == j && !number.self_energy ? quanta.slopes(j) : 0;
  }

  // Of w T_jl (n_j - n_l)/(2 pi), summed over l.
  Integrand flow_changes(const Frequency& frequency) const {
    const Index m = problem_.baths();
    const Greens g = greens_at(problem_, z_, frequency, false);
    const double w = g.frequency;
    const Quanta quanta = quanta_at(problem_, w);
    const RealVector gamma = -2 * g.sigma.head(m).imag();
    Integrand result(m * count());
    for (Index k = 0; k < count(); ++k) {
      const Number& number = numbers_[static_cast<std::size_t>(k)];
      const Vector sigma_change = self_energy_change_of(number, w);
      Matrix change = green_change(g, number, sigma_change, g.to.topRows(m), g.channels.topRows(m));
      for (std::size_t c = 0; c < number.operators.size() && static_cast<Index>(c) < m; ++c) {
        change.row(static_cast<Index>(c)) += number.operators[c].transpose() * g.from;
      }
      for (Index j = 0; j < m; ++j) {
        for (Index l = 0; l < m; ++l) {
          if (l == j) continue;
          const double difference = quanta.differences(j, l);
          const Complex green = g.channels(j, l);
          const double by_gamma =
              -2 * (sigma_change(j).imag() * gamma(l) + gamma(j) * sigma_change(l).imag()) *
              std::norm(green);
          const double coupled = gamma(j) * gamma(l);
          const double by_quanta =
              coupled * std::norm(green) *
              (quanta_change(number, quanta, j) - quanta_change(number, quanta, l));
          const double by_green = 2 * coupled * (std::conj(green) * change(j, l)).real();
          const double size = 2 * coupled * std::abs(green) * std::abs(change(j, l));
          result.add(
              m * k + j, w / kTwoPi * ((by_gamma + by_green) * difference + by_quanta),
              w / kTwoPi *
                  ((std::abs(by_gamma) + size) * std::abs(difference) + std::abs(by_quanta)));
        }
      }
    }
    return result;
  }

  // Of gamma_j [n_j |G_aj|^2 + (n_j + 1) |G_a+j|^2]/(2 pi), summed over j.
  Integrand occupation_changes(const Frequency& frequency) const {
    const Index m = problem_.baths();
    const Index n = network_.exchange.rows();
    const bool raises = z_.size() > n;
    const Greens g = greens_at(problem_, z_, frequency, true);
    const double w = g.frequency;
    const Quanta quanta = quanta_at(problem_, w);
    Integrand result(n * count());
    for (Index k = 0; k < count(); ++k) {
      const Number& number = numbers_[static_cast<std::size_t>(k)];
      const Vector sigma_change = self_energy_change_of(number, w);
      const Matrix change = green_change(g, number, sigma_change, g.sites, g.from);
      for (Index j = 0; j < m; ++j) {
        const double gamma = -2 * g.sigma(j).imag();
        const double gamma_change = -2 * sigma_change(j).imag();
        const double more = quanta_change(number, quanta, j);
        const auto add = [&](Index i, Index operator_at, double occupied) {
          const Complex green = g.from(operator_at, j);
          const Complex slope = change(operator_at, j);
          const double by_bath = (gamma_change * occupied + gamma * more) * std::norm(green);
          const double by_green = 2 * gamma * occupied * (std::conj(green) * slope).real();
          const double size = 2 * gamma * occupied * std::abs(green) * std::abs(slope);
          result.add(n * k + i, (by_bath + by_green) / kTwoPi, (std::abs(by_bath) + size) / kTwoPi);
        };
        for (Index i = 0; i < n; ++i) {
          add(i, i, quanta.numbers(j));
          if (raises) add(i, n + i, quanta.numbers(j) + 1);
        }
      }
    }
    return result;
  }

  Network network_;
  ExactProblem problem_;
  SiteOperators z_;
  std::vector<Number> numbers_;
};

// Where modes are hardly damped, slopes are small differences of what their resonances give on both
// sides. `number` changes outputs by next to nothing where symmetry says so.
void require_digits(const RealVector& slope, double error, const RealVector& outputs,
                    double number) {
  constexpr double kFewest = 1e-4;
  constexpr double kNothing = 1e-8;
  const double size = slope.cwiseAbs().maxCoeff();
  const double scale = outputs.cwiseAbs().maxCoeff() / (number != 0 ? std::abs(number) : 1);
  if (error <= kFewest * size || error <= kNothing * scale) return;
  throw NoAnswer(fmt::format(
      "fewer than four digits of the derivative of the exact current are right, {:.2g} of {:.2g}: "
      "resonances are so narrow that it is a small difference of what their two sides give",
      error, size));
}

// Throws NoAnswer where one of the integrals does not converge.
void put_slopes(const Model& model, const EquationOptions& options,
                const std::vector<std::string>& paths, std::size_t begin, std::size_t end,
                bool occupations, Slopes& result) {
  const auto first = paths.begin();
  const Response response(
      model, options,
      {first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)});
  RealVector errors;
  RealVector inside_errors = RealVector::Zero(static_cast<Index>(end - begin));
  const RealMatrix flows = response.flow_slopes(errors);
  const RealMatrix inside = occupations ? response.occupation_slopes(inside_errors) : RealMatrix();
  for (std::size_t k = begin; k < end; ++k) {
    const auto column = static_cast<Index>(k - begin);
    try {
      const double number = parameter(model, paths[k]);
      require_digits(flows.col(column), errors(column), result.outputs.head(flows.rows()), number);
      if (occupations) {
        require_digits(inside.col(column), inside_errors(column),
                       result.outputs.tail(inside.rows()), number);
      }
    } catch (const NoAnswer& error) {
      result.reasons[k] = error.what();
      continue;
    }
    result.slopes[k].head(flows.rows()) = flows.col(column);
    if (occupations) result.slopes[k].tail(inside.rows()) = inside.col(column);
    result.errors[k] = std::max(errors(column), inside_errors(column));
  }
}

// NaN where they have none.
RealVector occupations_of(const Network& network, const EquationOptions& options) {
  try {
    return exact_profile(network, {}, options).occupations;
  } catch (const NoAnswer&) {
    return RealVector::Constant(network.exchange.rows(), std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace

Slopes exact_slopes(const Model& model, const EquationOptions& options,
                    const std::vector<std::string>& paths, bool occupations) {
  // The integrals of so many numbers at a time are kept in memory, of each cell of frequencies.
  constexpr std::size_t kTogether = 64;
  const Network network = require_network(model);
  Slopes result;
  result.outputs = exact_flows(network, options).flows;
  if (occupations) {
    const RealVector inside = occupations_of(network, options);
    occupations = inside.allFinite();
    RealVector all(result.outputs.size() + inside.size());
    all << result.outputs, inside;
    result.outputs = std::move(all);
  }
  const RealVector none =
      RealVector::Constant(result.outputs.size(), std::numeric_limits<double>::quiet_NaN());
  result.slopes.assign(paths.size(), none);
  result.reasons.resize(paths.size());
  result.errors.assign(paths.size(), none(0));
  const auto put = [&](std::size_t begin, std::size_t end) {
    put_slopes(model, options, paths, begin, end, occupations, result);
  };
  const auto put_batch = [&](std::size_t batch) {
    const std::size_t begin = batch * kTogether;
    const std::size_t end = std::min(begin + kTogether, paths.size());
    try {
      put(begin, end);
    } catch (const NoAnswer&) {
      for (std::size_t k = begin; k < end; ++k) {
        try {
          put(k, k + 1);
        } catch (const NoAnswer& error) {
          result.reasons[k] = error.what();
        }
      }
    }
  };
  parallel_for((paths.size() + kTogether - 1) / kTogether, 1,
               [&](std::size_t first, std::size_t last) {
                 for (std::size_t batch = first; batch < last; ++batch) put_batch(batch);
               });
  return result;
}

}  // namespace quflux::inline network
