#include "quflux/method/hierarchy/hierarchy_relaxation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <numbers>
#include <numeric>
#include <optional>
#include <utility>

#include "quflux/bath/pin_amplitudes.h"
#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/exceptional/eigensystem.h"
#include "quflux/exceptional/meeting.h"
#include "quflux/method/hierarchy/known_correlations.h"
#include "quflux/method/hierarchy/options.h"
#include "quflux/method/hierarchy/parities.h"
#include "quflux/method/hierarchy/slow_subspace.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr std::size_t kFirstExponentials = 4;  // of a bath: the pole of Drude and three more
constexpr std::size_t kMostTriedExponentials = 18;
constexpr std::size_t kStep = 2;  // more exponentials at a time
constexpr std::size_t kDeepestRelaxation = 8;
constexpr double kMostRelaxationOperators = 5000;  // of a hierarchy
constexpr double kPlaceSafety = 2;
constexpr double kFastestTerms = 0.1;  // that is trusted of a next term over the last one
constexpr double kSlowestTerms = 0.7;
constexpr double kPlaceAnswer = 0.1;    // error over the parameter above which there is none
constexpr double kResidual = 1e-10;     // of eigenvectors, in units of the largest energy
constexpr double kFinestPlace = 1e-10;  // that places are found to
constexpr double kCoarse = 1e-9;        // where points are only looked for
constexpr double kAside = 0.06;         // of the distance to other eigenvalues: the shift
constexpr double kScale = 0.1;          // of a parameter, over which the block changes
constexpr double kMemory = 0.5;  // of the slowest rate of a bath: terms of a sum are no slower

constexpr const char* kNoParity =
    "its coherences and flows are not kept apart by a parity, for which baths must couple through "
    "operators that change it, such as x of atoms";

// Eigenvalues, the parities of the states that they belong to, and which pairs of these a bath
// drives.
struct Levels {
  RealVector energies;
  std::vector<int> parities;
  Eigen::MatrixXi driven;
};

// The mean frequency of the transitions that baths drive: of oscillators, those of one quantum.
double sector_frequency(const Levels& of) {
  double sum = 0;
  int count = 0;
  for (Index a = 0; a < of.energies.size(); ++a) {
    for (Index b = 0; b < a; ++b) {
      if (of.driven(a, b) == 0) continue;
      sum += std::abs(of.energies(a) - of.energies(b));
      ++count;
    }
  }
  return sum / count;
}

Levels levels(const Matrix& hamiltonian, const std::vector<Matrix>& couplings,
              const std::vector<int>& parity) {
  constexpr double kDriven = 1e-6;  // of the largest element
  const Index d = hamiltonian.rows();
  Levels result{RealVector(d), {}, Eigen::MatrixXi::Zero(d, d)};
  Matrix vectors = Matrix::Zero(d, d);
  for (const int of : {0, 1}) {
    std::vector<Index> states;
    for (std::size_t a = 0; a < parity.size(); ++a) {
      if (parity[a] == of) states.push_back(static_cast<Index>(a));
    }
    if (states.empty()) continue;
    const HermitianEigen eigen = hermitian_eigen(hamiltonian(states, states));
    const auto first = static_cast<Index>(result.parities.size());
    for (Index k = 0; k < eigen.values.size(); ++k) {
      result.energies(first + k) = eigen.values(k);
      result.parities.push_back(of);
      for (std::size_t a = 0; a < states.size(); ++a) {
        vectors(states[a], first + k) = eigen.vectors(static_cast<Index>(a), k);
      }
    }
  }
  for (const Matrix& coupling : couplings) {
    const RealMatrix s = (vectors.adjoint() * coupling * vectors).cwiseAbs();
    result.driven += (s.array() > kDriven * s.maxCoeff()).cast<int>().matrix();
  }
  return result;
}

// Of the system in the middle of the parameters: the mean frequency of the transitions that baths
// drive, how many coherences are within half of it, and how many operators keep the parity and turn
// by less than that.
struct Transitions {
  double frequency = 0;
  double largest_energy = 0;
  Index flows = 0;
  Index coherences = 0;
};

Transitions transitions(const std::vector<System>& systems, const std::vector<Matrix>& couplings,
                        const std::vector<int>& parity) {
  const Matrix middle = (systems.front().hamiltonian + systems.back().hamiltonian) / 2;
  const Levels of = levels(middle, couplings, parity);
  Transitions result{sector_frequency(of), of.energies.cwiseAbs().maxCoeff()};
  for (Index a = 0; a < of.energies.size(); ++a) {
    for (Index b = 0; b < of.energies.size(); ++b) {
      const double turns = of.energies(a) - of.energies(b);
      const bool same =
          of.parities[static_cast<std::size_t>(a)] == of.parities[static_cast<std::size_t>(b)];
      const double half = result.frequency / 2;
      if (same && std::abs(turns) < half) ++result.flows;
      if (!same && std::abs(turns - result.frequency) < half) ++result.coherences;
    }
  }
  return result;
}

std::vector<Matrix> couplings_of(const System& system) {
  std::vector<Matrix> couplings;
  for (const SystemBath& bath : system.baths) couplings.push_back(bath.coupling_operator);
  return couplings;
}

// Those that all of some systems with the same baths keep.
std::vector<int> common_parities(const std::vector<System>& systems,
                                 const std::vector<Matrix>& couplings) {
  const Index d = systems.front().hamiltonian.rows();
  Matrix any = Matrix::Zero(d, d);
  for (const System& system : systems) any += system.hamiltonian.cwiseAbs().cast<Complex>();
  return parities(any, couplings);
}

// One hierarchy: its exponentials and its tiers.
using Level = std::pair<std::size_t, std::size_t>;

double slowest_rate(const ExponentialSum& sum) {
  double slowest = std::numeric_limits<double>::infinity();
  for (const Exponential& term : sum.terms) slowest = std::min(slowest, term.rate.real());
  return slowest;
}

// A sum less the terms that remember for longer than the bath does: sums of few terms may have one
// of a small amplitude, and its tiers would have slow eigenvalues of their own.
ExponentialSum without_slow_terms(const ExponentialSum& sum, const ExponentialSum& finest) {
  const double least = kMemory * slowest_rate(finest);
  const auto stays = [&](const Exponential& term) { return term.rate.real() >= least; };
  ExponentialSum result = sum;
  std::erase_if(result.terms, [&](const Exponential& term) { return !stays(term); });
  // Partners decay alike, so that they stay together.
  for (Exponential& term : result.terms) {
    const auto before = sum.terms.begin();
    const auto left = std::count_if(before, before + static_cast<long>(term.partner), stays);
    term.partner = static_cast<std::size_t>(left);
  }
  return result;
}

// What all slow eigenvalues of a model share.
class SlowModes {
 public:
  SlowModes(std::span<const Model> models, HierarchyOptions options) : options_(options) {
    for (const Model& model : models) systems_.push_back(to_system(model));
    couplings_ = couplings_of(systems_.front());
    parities_ = common_parities(systems_, couplings_);
    of_system_ = transitions(systems_, couplings_, parities_);
    correlations_ = KnownCorrelations().find(systems_.front());
    for (const CorrelationFunction& bath : correlations_) {
      most_exponentials_ = std::max(most_exponentials_, bath.finest().terms.size());
    }
  }

  const HierarchyOptions& options() const { return options_; }
  double largest_energy() const { return of_system_.largest_energy; }
  double frequency() const { return of_system_.frequency; }
  std::size_t most_exponentials() const {
    return std::min(most_exponentials_, kMostTriedExponentials);
  }
  Index count(RelaxationKind kind) const {
    return kind == RelaxationKind::flow ? of_system_.flows : of_system_.coherences;
  }

  std::shared_ptr<const HierarchyFrame> frame(const Level& level) {
    std::shared_ptr<const HierarchyFrame>& known = frames_[level];
    if (known) return known;
    std::vector<ExponentialSum> sums;
    const std::vector<double> frequencies{frequency()};
    for (const CorrelationFunction& bath : correlations_) {
      const ExponentialSum sum =
          without_slow_terms(bath.sum(level.first, frequencies), bath.finest());
      sums.push_back(pin_amplitudes(sum, bath.finest(), frequency()));
    }
    known = std::make_shared<const HierarchyFrame>(sums, level.second);
    return known;
  }

  double operators(const Level& level) {
    return auxiliary_operator_count(frame({level.first, 1})->terms.size(), level.second);
  }

  SectorHierarchy hierarchy(const Level& level, RelaxationKind kind,
                            std::span<const Complex> parameters) {
    Matrix h = systems_.front().hamiltonian;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      h += parameters[i] * (systems_[i + 1].hamiltonian - systems_.front().hamiltonian);
    }
    return {frame(level), {std::move(h), couplings_, parities_}, kind};
  }

 private:
  HierarchyOptions options_;
  std::vector<System> systems_;
  std::vector<Matrix> couplings_;
  std::vector<int> parities_;
  std::vector<CorrelationFunction> correlations_;
  std::map<Level, std::shared_ptr<const HierarchyFrame>> frames_;
  std::size_t most_exponentials_ = 0;
  Transitions of_system_;
};

// The slow eigenvalues of the second-order equation, and a number among them that none of them is.
struct Cluster {
  Complex shift;
  Vector values;
};

Cluster cluster(const SectorHierarchy& hierarchy, Complex bare, Index count) {
  const Vector all = second_order_eigenvalues(hierarchy, bare);
  Cluster result{bare, Vector(count)};
  const auto chosen = closest_eigenvalues(all, bare, count);
  for (Index i = 0; i < count; ++i) result.values(i) = all(chosen[static_cast<std::size_t>(i)]);
  const double radius = (result.values.array() - result.values.mean()).abs().maxCoeff();
  result.shift = result.values.mean() + radius * Complex(0.31, 0.23);
  return result;
}

// The slow eigenvalues of a small hierarchy as a matrix that is analytic in the parameters: in the
// basis of their subspace whose density matrices are, along some fixed ones, those of unity.
class CoarseBlock {
 public:
  CoarseBlock(std::shared_ptr<SlowModes> modes, RelaxationKind kind)
      : modes_(std::move(modes)), kind_(kind) {
    level_ = {std::min(kFirstExponentials, modes_->most_exponentials()), 2};
  }

  Matrix operator()(std::span<const Complex> parameters) {
    // Those of the middle, wherever a search begins: one that goes on has the same matrices.
    if (along_.size() == 0) along_ = at(std::vector<Complex>(parameters.size(), 0.5)).rho;
    const Modes here = at(parameters);
    const Matrix gauge = along_.adjoint() * here.rho;
    return gauge * here.block * gauge.inverse();
  }

 private:
  struct Modes {
    Matrix block;
    Matrix rho;  // density matrices, one a column
  };

  Modes at(std::span<const Complex> parameters) const {
    const SectorHierarchy hierarchy = modes_->hierarchy(level_, kind_, parameters);
    const Index count = modes_->count(kind_);
    const Complex bare = kind_ == RelaxationKind::flow ? 0 : Complex(0, -modes_->frequency());
    const Cluster found = cluster(hierarchy, bare, count);
    const SlowSubspace slow =
        slow_subspace(hierarchy, {found.shift, count, kCoarse, modes_->largest_energy()});
    return {slow.block, hierarchy.to_model() * slow.basis.topRows(hierarchy.width(0))};
  }

  std::shared_ptr<SlowModes> modes_;
  RelaxationKind kind_;
  Level level_;
  Matrix along_;
};

// A meeting with numbers that add up.
struct Place {
  Vector numbers;  // the parameters and the eigenvalue

  static Place of(const Meeting& meeting) {
    const auto n = static_cast<Index>(meeting.parameters.size());
    Vector numbers(n + 1);
    for (Index i = 0; i < n; ++i) numbers(i) = meeting.parameters[static_cast<std::size_t>(i)];
    numbers(n) = meeting.eigenvalue;
    return {numbers};
  }
  double size() const { return numbers.head(numbers.size() - 1).cwiseAbs().maxCoeff(); }
};

double distance(const Vector& a, const Vector& b) { return Place{a - b}.size(); }

class Refining {
 public:
  Refining(SlowModes& modes, RelaxationKind kind, const SlowMeeting& start)
      : modes_(modes), kind_(kind), count_(start.count) {
    meeting_ = {start.parameters, start.eigenvalue, start.count};
    what_ = start.parameters.size() == 1 ? MeetingOf::complex_parameter
            : start.count == 2           ? MeetingOf::real_plane
                                         : MeetingOf::cusp;
  }

  SlowMeeting find() {
    const HierarchyOptions& options = modes_.options();
    Term first = term(2, 0);
    Vector sum = first.value;
    double error = first.error;
    const double size = Place{sum}.size();
    if (!(error <= kPlaceAnswer * size)) {
      throw NoAnswer("where the eigenvalues meet moves with the exponentials");
    }
    double last = 0;
    double ratio = kSlowestTerms;
    double rest = size;
    std::size_t depth = 2;
    while (depth < options.depth.value_or(kDeepestRelaxation)) {
      const std::optional<Term> next = term_above(depth + 1, options.tolerance * size / 4);
      if (!next) break;
      ++depth;
      sum += next->value;
      error += next->error;
      const double added = Place{next->value}.size();
      ratio = std::clamp(last > 0 ? added / last : 0.3, kFastestTerms, kSlowestTerms);
      last = added;
      rest = kPlaceSafety * added * ratio / (1 - ratio);
      if (rest <= options.tolerance * size / 4 && !options.depth) break;
    }
    error += rest;
    if (!(error <= kPlaceAnswer * size)) {
      throw NoAnswer("where the eigenvalues meet moves with the tiers of the hierarchy");
    }
    SlowMeeting result{{}, sum(sum.size() - 1), count_, error};
    for (Index i = 0; i + 1 < sum.size(); ++i) result.parameters.push_back(sum(i));
    return result;
  }

 private:
  struct Term {
    Vector value;
    double error;
  };

  std::optional<Term> term_above(std::size_t depth, double share) {
    const std::size_t few = std::min(modes_.options().exponentials.value_or(kFirstExponentials),
                                     modes_.most_exponentials());
    std::size_t smallest = few;
    while (smallest > 2 && modes_.operators({smallest, depth}) > kMostRelaxationOperators)
      --smallest;
    if (modes_.operators({smallest, depth}) > kMostRelaxationOperators) return std::nullopt;
    return term(depth, share, smallest);
  }

  // What a tier adds, with as many exponentials as change it by less than a share.
  Term term(std::size_t depth, double share, std::size_t from = 0) {
    const HierarchyOptions& options = modes_.options();
    const std::size_t most = modes_.most_exponentials();
    std::size_t count = options.exponentials.value_or(std::max(from, std::size_t{0}));
    if (count == 0) count = std::min(kFirstExponentials, most);
    count = std::min(count, most);
    std::optional<Vector> before;
    double change_before = 0;
    Term result{};
    for (;; count = std::min(count + kStep, most)) {
      throw_if_stopped();
      result.value = value(count, depth);
      if (before) {
        const double change = distance(result.value, *before);
        const double ratio =
            std::clamp(change_before > 0 ? change / change_before : 0.5, kFastestTerms, 0.5);
        result.error = kPlaceSafety * change * ratio / (1 - ratio);
        change_before = change;
      } else {
        result.error = Place{result.value}.size() * (depth == 2 ? kPlaceAnswer / 2 : 0.3);
      }
      if (options.exponentials || count == most) break;
      const double enough = share > 0 ? share : options.tolerance * Place{result.value}.size() / 4;
      if (before && result.error <= enough) break;
      if (modes_.operators({count + kStep, depth}) > kMostRelaxationOperators) break;
      before = result.value;
    }
    return result;
  }

  Vector value(std::size_t exponentials, std::size_t depth) {
    const Vector here = place({exponentials, depth});
    return depth == 2 ? here : Vector(here - place({exponentials, depth - 1}));
  }

  // Where they meet in one hierarchy.
  Vector place(const Level& level) {
    const auto known = places_.find(level);
    if (known != places_.end()) return known->second;
    Matrix basis;
    const double residual = std::max(kResidual, 1e-4 * modes_.options().tolerance);
    const ComplexFamily family = [&](std::span<const Complex> parameters) {
      const SectorHierarchy hierarchy = modes_.hierarchy(level, kind_, parameters);
      if (wanted_ == 0) choose_subspace(hierarchy);
      const SlowSubspace slow =
          slow_subspace(hierarchy, {shift_, wanted_, residual, modes_.largest_energy()}, basis);
      basis = slow.basis;
      return slow.block;
    };
    const double size = Place::of(meeting_).size();
    const double precision = std::max(kFinestPlace, 1e-2 * modes_.options().tolerance) * size;
    meeting_ = find_meeting(family, meeting_, what_, kScale * size, precision);
    return places_.emplace(level, Place::of(meeting_).numbers).first->second;
  }

  // As many eigenvalues as converge with the least work, and a shift that is none of them: on a
  // double one (L - shift)^-1 would not exist.
  void choose_subspace(const SectorHierarchy& hierarchy) {
    const Vector all = second_order_eigenvalues(hierarchy, meeting_.eigenvalue);
    std::vector<double> distances;
    for (const Complex value : all) distances.push_back(std::abs(value - meeting_.eigenvalue));
    std::ranges::sort(distances);
    wanted_ = all.size();
    double least = std::numeric_limits<double>::infinity();
    for (auto k = static_cast<std::size_t>(count_); k < distances.size(); ++k) {
      double ratio = std::max(distances[k - 1] / distances[k], kAside);
      // Those that meet are closer to each other than the second order says.
      if (k == static_cast<std::size_t>(count_) && ratio < 0.5) ratio /= 2;
      const double work = static_cast<double>(k) / std::log(1 / ratio);
      if (!(work < least)) continue;
      least = work;
      wanted_ = static_cast<Index>(k);
    }
    const double aside =
        kAside * distances[std::min(static_cast<std::size_t>(wanted_), distances.size() - 1)];
    double clear = -1;
    for (int turn = 0; turn < 8; ++turn) {
      const Complex shift = meeting_.eigenvalue + std::polar(aside, turn * std::numbers::pi / 4);
      const double closest = (all.array() - shift).abs().minCoeff();
      if (closest > clear * 1.01) {
        clear = closest;
        shift_ = shift;
      }
    }
  }

  SlowModes& modes_;
  RelaxationKind kind_;
  Index count_;
  Meeting meeting_;
  MeetingOf what_;
  Index wanted_ = 0;
  Complex shift_;
  std::map<Level, Vector> places_;
};

std::string obstacle_to_relaxation(std::span<const Model> models, const Options&) {
  std::vector<System> systems{to_system(models.front())};
  if (!systems.front().lindblad.empty())
    return "it knows thermal baths, but no [[lindblad]] channels";
  if (const Index d = systems.front().hamiltonian.rows(); d > kLargestSector) {
    return fmt::format(
        "the dimension of the Hilbert space is {}; its eigenvalues are followed up to 16", d);
  }
  for (const Model& model : models.subspan(1)) systems.push_back(to_system(model));
  const std::vector<Matrix> couplings = couplings_of(systems.front());
  const std::vector<int> parity = common_parities(systems, couplings);
  if (parity.empty()) return kNoParity;
  const auto odd = std::ranges::count(parity, 1);
  const auto even = std::ranges::count(parity, 0);
  const auto largest = std::max(odd * odd + even * even, 2 * odd * even);
  if (largest <= kLargestSector) {
    const Transitions found = transitions(systems, couplings, parity);
    if (found.coherences > 0) return "";
    return fmt::format(
        "of the frequencies that baths drive none is within half of their mean, {:.4g} in the "
        "middle of the parameters; coherences are followed together where frequencies are close to "
        "each other and not to zero, of two atoms less than a factor of 3",
        found.frequency);
  }
  return fmt::format(
      "an operator of one parity has {} elements, of {} states; eigenvalues are followed up to {}, "
      "those of 16 states",
      largest, parity.size(), kLargestSector);
}

std::vector<SlowEigenvalues> open(std::span<const Model> models, const Options& options) {
  const auto modes = std::make_shared<SlowModes>(models, hierarchy_options(options));
  std::vector<SlowEigenvalues> result;
  for (const RelaxationKind kind : {RelaxationKind::flow, RelaxationKind::coherence}) {
    result.push_back(
        {kind,
         [block = std::make_shared<CoarseBlock>(modes, kind)](std::span<const Complex> parameters) {
           return (*block)(parameters);
         },
         [modes, kind](const SlowMeeting& start) { return Refining(*modes, kind, start).find(); }});
  }
  return result;
}

}  // namespace

const Relaxation& hierarchy_relaxation() {
  static const Relaxation relaxation{obstacle_to_relaxation, open};
  return relaxation;
}

}  // namespace quflux::inline hierarchy
