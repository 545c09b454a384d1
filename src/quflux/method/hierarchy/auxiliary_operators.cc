#include "quflux/method/hierarchy/auxiliary_operators.h"

#include <algorithm>
#include <numeric>

namespace quflux::inline hierarchy {

namespace {

// Excited modes, ascending, one entry for each time: what an operator of tier t is, in t entries.
using Excited = std::vector<std::size_t>;

// Binomial coefficients up to the size that ranks need.
class Binomials {
 public:
  Binomials(std::size_t largest, std::size_t of) : columns_(of + 1) {
    table_.assign((largest + 1) * columns_, 0);
    for (std::size_t n = 0; n <= largest; ++n) {
      at(n, 0) = 1;
      for (std::size_t k = 1; k <= std::min(n, of); ++k) {
        at(n, k) = at(n - 1, k - 1) + at(n - 1, k);
      }
    }
  }
  std::size_t operator()(std::size_t n, std::size_t k) const { return table_[n * columns_ + k]; }

 private:
  std::size_t& at(std::size_t n, std::size_t k) { return table_[n * columns_ + k]; }

  std::size_t columns_;
  std::vector<std::size_t> table_;
};

// The place of an operator in its tier, in the order of the combinatorial number system.
std::size_t rank(const Excited& excited, const Binomials& binomials) {
  std::size_t place = 0;
  for (std::size_t i = 0; i < excited.size(); ++i) {
    place += binomials(excited[i] + i, i + 1);
  }
  return place;
}

// The next one in that order.
void advance(Excited& excited) {
  std::size_t i = 0;
  while (i + 1 < excited.size() && excited[i] == excited[i + 1]) ++i;
  ++excited[i];
  std::fill_n(excited.begin(), i, 0);
}

}  // namespace

double auxiliary_operator_count(std::size_t modes, std::size_t depth) {
  double count = 1;
  for (std::size_t t = 1; t <= depth; ++t) {
    count *= static_cast<double>(modes + t) / static_cast<double>(t);
  }
  return count;
}

AuxiliaryOperators::AuxiliaryOperators(std::size_t depth, std::vector<std::size_t> partners)
    : partners_(std::move(partners)) {
  const std::size_t m = modes();
  const Binomials binomials(m + depth + 1, depth + 1);
  begins_.push_back(0);
  for (std::size_t t = 0; t <= depth; ++t) {
    const std::size_t of_tier = t == 0 ? 1 : (m == 0 ? 0 : binomials(m + t - 1, t));
    begins_.push_back(begins_.back() + of_tier);
  }
  numbers_.assign(count() * m, 0);
  above_.assign(count() * m, kNone);
  below_.assign(count() * m, kNone);
  partner_of_.assign(count(), 0);
  Excited other;
  for (std::size_t t = 0; t <= depth; ++t) {
    Excited excited(t, 0);
    for (std::size_t n = begins_[t]; n < begins_[t + 1]; ++n) {
      if (n > begins_[t]) advance(excited);
      for (const std::size_t k : excited) ++numbers_[n * m + k];
      other.clear();
      for (const std::size_t k : excited) other.push_back(partners_[k]);
      std::ranges::sort(other);
      partner_of_[n] = begins_[t] + rank(other, binomials);
      if (t == depth) continue;
      for (std::size_t k = 0; k < m; ++k) {
        other = excited;
        other.insert(std::ranges::upper_bound(other, k), k);
        const std::size_t above = begins_[t + 1] + rank(other, binomials);
        above_[n * m + k] = static_cast<std::int32_t>(above);
        below_[above * m + k] = static_cast<std::int32_t>(n);
      }
    }
  }
}

}  // namespace quflux::inline hierarchy
