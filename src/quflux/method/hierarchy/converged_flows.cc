#include "quflux/method/hierarchy/converged_flows.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/method/hierarchy/auxiliary_operators.h"
#include "quflux/method/hierarchy/growth.h"
#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/solved_hierarchies.h"
#include "quflux/numerics/memory.h"

namespace quflux::inline hierarchy {

namespace {

constexpr std::size_t kFewestTried = 2;    // exponentials that are tried
constexpr std::size_t kMost = 16;          // beyond, what is left of C(t) is 1e-7 and less
constexpr std::size_t kDeepestTried = 24;  // tiers that are tried
constexpr double kFirstOperators = 600;    // of a hierarchy, at first
constexpr double kMoreOperators = 2;       // times as many, until the tolerance is met
constexpr double kFlowSafety = 2;          // of estimates
constexpr double kSlowestTiers = 0.7;      // that a tier adds of what the one before it did
constexpr double kFastestTiers = 0.1;      // that is trusted, of two tiers
constexpr double kFastestOfThree = 0.03;   // and of more
constexpr double kFlowAnswer = 0.1;        // error over the size above which there is no answer
constexpr double kQuick = 0.25;            // tiers that converge like this need no test for growth
constexpr double kGrowthRounding = 1e-9;   // of the largest energy: rounding
constexpr double kWeighed = 2e8;           // bytes from which on memory is asked for
constexpr double kSolver = 1e-11;          // residual of GMRES over the size of the flows
constexpr double kSolverRounding = 1e-16;  // that GMRES is asked for at most
constexpr double kLoose = 1e-12;           // and at least
constexpr double kOfTwo = 0.3;             // that tiers converge like, as long as two are known
constexpr double kSlow = 10;               // times the last tier, where they hardly converge
constexpr double kWhole = 1e-9;            // of C(t): there are no more exponentials
constexpr double kSudden = 0.2;            // of the ratio before: a smaller one is an accident

double largest(const RealVector& flows) { return flows.cwiseAbs().maxCoeff(); }

// Bytes of a hierarchy while it is solved: a state twice, vectors of GMRES and those that other
// ones begin with, neighbours.
double bytes_per_operator(double d, double modes) { return d * d * (2 * 16 + 33 * 8) + 9 * modes; }

double largest_energy(const System& system) { return system.hamiltonian.cwiseAbs().maxCoeff(); }

class Converging {
 public:
  Converging(const System& system, std::span<const CorrelationFunction> baths,
             const HierarchyOptions& options)
      : system_(system),
        options_(options),
        solved_(system, baths),
        d_(static_cast<double>(system.hamiltonian.rows())) {
    allowed_ = options.memory * kGibibyte;
  }

  ConvergedFlows find() {
    std::optional<Pass> best;
    for (double operators = kFirstOperators;; operators *= kMoreOperators) {
      throw_if_stopped();
      std::optional<Pass> found;
      try {
        found = with_operators(operators);
      } catch (const NoAnswer&) {
        if (!best) throw;
        break;  // what smaller hierarchies say counts
      }
      if (found && (!best || found->flows.error < best->flows.error)) best = std::move(found);
      if (best && best->enough) break;
      if (operators * bytes_per_operator(d_, 2) > allowed_) break;
      if (fixed()) break;
    }
    if (!best) {
      throw NoAnswer(fmt::format(
          "the smallest hierarchy takes more memory than the {:.1f} GiB that it may; set 'memory'",
          allowed_ / kGibibyte));
    }
    require_convergence(best->flows);
    if (best->slow) require_decay(best->last_exponentials, best->flows.depth);
    return best->flows;
  }

 private:
  // What so many operators tell.
  struct Pass {
    ConvergedFlows flows;
    std::size_t last_exponentials;  // of the deepest tier
    bool slow;                      // whether tiers converge slowly
    bool enough;                    // more operators would tell nothing that is asked for
  };

  bool fixed() const { return options_.depth && options_.exponentials; }

  bool fits(std::size_t exponentials, std::size_t depth, double operators) {
    const auto modes = solved_.modes(exponentials);
    const double count = auxiliary_operator_count(modes, depth);
    const double bytes = count * bytes_per_operator(d_, static_cast<double>(modes));
    if (bytes > allowed_) return false;
    if (count > operators && !options_.exponentials) return false;
    require_available(bytes);
    return true;
  }

  // Throws where not even a hierarchy that 'memory' allows has room on this machine now.
  static void require_available(double bytes) {
    if (bytes < kWeighed) return;
    const std::optional<double> available = available_memory();
    if (!available || bytes <= *available) return;
    throw NoAnswer(
        fmt::format("a hierarchy that the tolerance needs takes {:.2g} GiB of memory, and {:.2g} "
                    "GiB are available; a larger 'tolerance', or less 'memory', makes do with less",
                    bytes / kGibibyte, *available / kGibibyte));
  }

  // A term of the sum with as many exponentials as it needs.
  struct Term {
    std::size_t exponentials;
    RealVector flows;
    Matrix state;
    double error;  // by too few exponentials
  };

  // What tier `depth` adds, or what it has with those below: from few exponentials on, until more
  // change less than `share`, or as many as so many operators allow. None where there is no room.
  std::optional<Term> term(std::size_t depth, bool from_zero, double operators, double share) {
    const std::size_t most = std::min(kMost, solved_.most_exponentials());
    std::optional<Term> last;
    for (std::size_t count = options_.exponentials.value_or(std::min(kFewestTried, most));
         options_.exponentials ? !last : count <= most; ++count) {
      if (!fits(count, depth, operators)) break;
      Term next = term_with(count, depth, from_zero);
      next.error = error_of(next, count == most && !options_.exponentials, depth, from_zero);
      last = std::move(next);
      if (count >= kFewestTried + 2 && last->error <= share) break;
    }
    return last;
  }

  Term term_with(std::size_t count, std::size_t depth, bool from_zero) {
    const SolvedHierarchy& upper = solved_.solve(count, depth);
    if (from_zero) return {count, upper.flows, upper.state, 0};
    const SolvedHierarchy& lower = solved_.solve(count, depth - 1);
    return {count, upper.flows - lower.flows, upper.state - lower.state, 0};
  }

  // By too few exponentials; the most that are tried may be all there are.
  double error_of(const Term& term, bool is_last, std::size_t depth, bool from_zero) {
    if (!is_last) return change_with_fewer(term, depth, from_zero);
    const double left = solved_.error(term.exponentials);
    const double by_fit = left * largest(term.flows);
    return left <= kWhole ? by_fit : std::max(by_fit, change_with_fewer(term, depth, from_zero));
  }

  // By those with fewer exponentials, as far as the error of C(t) goes with that of the term. A
  // closer fit need not be a better hierarchy: where one more changes the term by more than the one
  // before it did, that counts in full.
  double change_with_fewer(const Term& term, std::size_t depth, bool from_zero) {
    if (term.exponentials < kFewestTried + 2) return largest(term.flows);
    const RealVector& flows = term.flows;
    const RealVector one = term_with(term.exponentials - 1, depth, from_zero).flows;
    const RealVector two = term_with(term.exponentials - 2, depth, from_zero).flows;
    const double last = largest(flows - one);
    if (last > largest(one - two)) return std::max(last, largest(flows - two));
    return std::max(last * improvement(term.exponentials - 1, term.exponentials),
                    largest(flows - two) * improvement(term.exponentials - 2, term.exponentials));
  }

  // Where no more exponentials are tried, what C(t) and R(w) are off by is a part of what flows
  // each way; the flows may be a small difference of that.
  double left_of_one_way_flows(std::size_t exponentials, const Matrix& state) {
    if (exponentials < std::min(kMost, solved_.most_exponentials())) return 0;
    return solved_.error(exponentials) * solved_.one_way_flows().largest(state);
  }

  // What the tolerance is a fraction of.
  double size_of(const SolvedHierarchy& solved) const {
    return std::max(largest(solved.flows),
                    kSmallFlow * solved_.one_way_flows().largest(solved.state));
  }

  // The sum over tiers; none where there is no room for its first term.
  std::optional<Pass> with_operators(double operators) {
    const std::size_t deepest = options_.depth.value_or(kDeepestTried);
    std::size_t depth = std::min<std::size_t>(2, deepest);
    if (size_ == 0) {
      const std::size_t few = options_.exponentials.value_or(kFewestTried + 2);
      if (!fits(few, depth, operators)) return std::nullopt;
      size_ = size_of(solved_.solve(few, depth));
      solved_.set_tolerance(std::clamp(kSolver * size_, kSolverRounding, kLoose));
    }
    const std::optional<Term> first =
        term(depth, true, operators, kFirstShare * options_.tolerance * size_);
    if (!first) return std::nullopt;
    ConvergedFlows result;
    result.flows = first->flows;
    result.state = first->state;
    result.error = first->error;
    result.exponentials = first->exponentials;
    std::size_t last_exponentials = first->exponentials;
    std::vector<double> added{depth > 1
                                  ? largest(term_with(first->exponentials, depth, false).flows)
                                  : largest(first->flows)};
    size_ = size_of({result.flows, result.state});
    while (depth < deepest) {
      const double allowed = options_.tolerance * size_;
      const double left = allowed - result.error;
      const double unimportant = std::max(kOfWhatIsLeft * left, kOfError * result.error);
      if (!options_.depth && added.size() > 1 && kFlowSafety * remaining(added) < unimportant)
        break;
      const double share = std::max((left - kForTiers * allowed) / tiers_to_come(added, allowed),
                                    kLeastShare * allowed);
      const std::optional<Term> next = term(depth + 1, false, operators, share);
      if (!next) break;
      ++depth;
      result.flows += next->flows;
      result.state += next->state;
      result.error += next->error;
      result.exponentials = std::max(result.exponentials, next->exponentials);
      last_exponentials = next->exponentials;
      added.push_back(largest(next->flows));
      size_ = size_of({result.flows, result.state});
    }
    result.size = size_;
    result.depth = depth;
    result.error += kFlowSafety * remaining(added) + std::abs(result.flows.sum()) +
                    solved_.residual() * largest_energy(system_);
    const bool enough = result.error <= options_.tolerance * size_;
    result.error += left_of_one_way_flows(first->exponentials, result.state);
    result.operators = solved_.most_operators();
    result.iterations = solved_.iterations();
    result.residual = solved_.residual();
    result.within_tolerance = result.error <= options_.tolerance * size_;
    const bool slow = added.size() > 1 && added.back() > kQuick * added[added.size() - 2];
    return Pass{std::move(result), last_exponentials, slow, enough};
  }

  // What all tiers after the last one would add, if each adds so much of what the one before it
  // did. A small term may be an accident: none counts for less than a share of the one before.
  static double remaining(const std::vector<double>& added) {
    const std::size_t n = added.size();
    if (n == 1) return added.back();
    const double fastest = n == 2 ? kFastestTiers : kFastestOfThree;
    double last = 0;
    for (const double term : added) last = std::max(term, fastest * last);
    const double now = added[n - 1] / added[n - 2];
    // Where terms change their sign, one of them is tiny and the next ones are not: they may be as
    // large as that one was to be expected.
    if (n > 2) {
      const double before = std::min(kSlowestTiers, added[n - 2] / added[n - 3]);
      if (now < kSudden * before) return std::max(last, before * added[n - 2]) / (1 - before);
    }
    const double mean = n == 2 ? kOfTwo : std::sqrt(added[n - 1] / added[n - 3]);
    const double q = std::max({now, mean, fastest});
    return q < kSlowestTiers ? last * q / (1 - q) : kSlow * last;
  }

  // Until what they add is a part of what is allowed, if they go on as the last one did.
  static double tiers_to_come(const std::vector<double>& added, double allowed) {
    const std::size_t n = added.size();
    if (n == 1) return kTiersAtFirst;
    const double ratio = std::clamp(added[n - 1] / added[n - 2], kFastestTiers, kSlowestTiers);
    return std::max(1.0, std::ceil(std::log(kForTiers * allowed / (kFlowSafety * added.back())) /
                                   std::log(ratio)));
  }

  // How much better C(t) and R(w) are with more exponentials, with a margin; 1 at most.
  double improvement(std::size_t fewer, std::size_t more) {
    constexpr double kMargin = 3;
    double ratio = 0;
    const std::vector<ExponentialSum>& few = solved_.sums(fewer);
    const std::vector<ExponentialSum>& many = solved_.sums(more);
    for (std::size_t j = 0; j < few.size(); ++j) {
      if (few[j].error > 0) ratio = std::max(ratio, many[j].error / few[j].error);
      if (few[j].rate_error > 0) ratio = std::max(ratio, many[j].rate_error / few[j].rate_error);
    }
    return std::min(1.0, kMargin * ratio);
  }

  void require_convergence(const ConvergedFlows& found) {
    if (!(found.error <= kFlowAnswer * found.size)) {
      throw NoAnswer(fmt::format(
          "the flows do not converge with {} tiers and {} exponentials a bath in {:.3g} GiB: an "
          "error of {:.2g} of the largest is left; weaker coupling, a higher temperature or more "
          "'memory' help",
          found.depth, found.exponentials, allowed_ / kGibibyte, found.error / found.size));
    }
  }

  // A hierarchy that ends too early may have solutions that grow, and a stationary state that
  // looks like any other.
  void require_decay(std::size_t exponentials, std::size_t depth) {
    const double growth = largest_growth(solved_.hierarchy(exponentials, depth));
    if (!(growth > kGrowthRounding * largest_energy(system_))) return;
    throw NoAnswer(fmt::format(
        "the hierarchy of {} tiers and {} exponentials a bath has solutions that grow like "
        "exp({:.2g} t): it is too coarse for this coupling; a higher 'depth' or more 'memory' help",
        depth, exponentials, growth));
  }

  static constexpr double kSmallFlow = 1e-3;
  // Parts of the tolerance: what the exponentials of tier 2 may leave, those of a tier above at
  // least, and what tiers that are not there may add where exponentials need all the rest.
  static constexpr double kFirstShare = 0.1;
  static constexpr double kLeastShare = 0.05;
  static constexpr double kForTiers = 0.3;
  static constexpr double kTiersAtFirst = 3;    // above the second, as long as nothing is known
  static constexpr double kOfWhatIsLeft = 0.9;  // that tiers above the last one may add
  static constexpr double kOfError = 0.3;       // or so much where exponentials leave more

  const System& system_;
  HierarchyOptions options_;
  SolvedHierarchies solved_;
  double d_;
  double allowed_;
  double size_ = 0;  // that the tolerance is a fraction of, as far as it is known
};

}  // namespace

ConvergedFlows converged_flows(const System& system, std::span<const CorrelationFunction> baths,
                               const HierarchyOptions& options) {
  return Converging(system, baths, options).find();
}

}  // namespace quflux::inline hierarchy
