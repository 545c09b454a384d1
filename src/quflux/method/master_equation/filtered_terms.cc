#include "quflux/method/master_equation/filtered_terms.h"

#include <algorithm>
#include <limits>

namespace quflux::inline master_equation {

namespace {

template <class Real>
using Range = typename BasicDissipator<Real>::Range;

// The partners w of the part at v = frequencies[k] for which f(w, v) = 1. Frequencies ascend, and
// every filter keeps neighbours, so that the partners are a range that moves up with k, from that
// of k - 1.
template <class Real>
Range<Real> partners(const std::vector<Real>& frequencies, std::size_t k, Range<Real> previous,
                     const MasterEquation& equation, const EquationOptions& options) {
  const auto with_k = [&](std::size_t i) {
    return equation.kept(to_double(frequencies[i]), to_double(frequencies[k]), options);
  };
  Range<Real> range{previous.begin, std::max(previous.end, k + 1)};
  while (range.begin < k && !with_k(range.begin)) ++range.begin;
  while (range.end < frequencies.size() && with_k(range.end)) ++range.end;
  return range;
}

}  // namespace

template <class Real>
void find_terms(const std::vector<Real>& frequencies, const std::vector<std::size_t>& begins,
                const MasterEquation& equation, const EquationOptions& options,
                std::vector<typename BasicDissipator<Real>::Term>& terms) {
  const std::size_t first = terms.size();
  terms.reserve(first + frequencies.size());
  Range<Real> previous{0, 0};
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const Range<Real> range = partners(frequencies, k, previous, equation, options);
    if (terms.size() > first && range.begin == previous.begin && range.end == previous.end) {
      terms.back().b.end = begins[k + 1];
      terms.back().frequency = std::numeric_limits<double>::quiet_NaN();
    } else {
      terms.push_back({{begins[range.begin], begins[range.end]},
                       {begins[k], begins[k + 1]},
                       to_double(frequencies[k])});
    }
    previous = range;
  }
}

template void find_terms<double>(const std::vector<double>&, const std::vector<std::size_t>&,
                                 const MasterEquation&, const EquationOptions&,
                                 std::vector<BasicDissipator<double>::Term>&);
template void find_terms<DoubleDouble>(const std::vector<DoubleDouble>&,
                                       const std::vector<std::size_t>&, const MasterEquation&,
                                       const EquationOptions&,
                                       std::vector<BasicDissipator<DoubleDouble>::Term>&);

}  // namespace quflux::inline master_equation
