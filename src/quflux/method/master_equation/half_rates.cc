#include "quflux/method/master_equation/half_rates.h"

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"

namespace quflux::inline master_equation {

template <class Real>
void find_half_rates(const std::string& bath, const Reservoir& reservoir,
                     const std::vector<Real>& frequencies, bool with_lamb_shift,
                     std::vector<std::optional<Real>>& rates,
                     std::vector<std::complex<Real>>& result) {
  transition_rates(reservoir, frequencies, rates);
  result.clear();
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const std::optional<Real>& rate = rates[k];
    if (!rate) {
      throw NoAnswer(fmt::format(
          "bath '{}' has no finite rate at zero frequency, but its operator couples there: {}",
          bath, slope_obstacle(reservoir.spectral_density)));
    }
    require_finite(to_double(*rate), [&] {
      return fmt::format("the rate of bath '{}' at the frequency {}", bath,
                         to_double(frequencies[k]));
    });
    result.emplace_back(*rate / Real(2));
  }
  if (!with_lamb_shift) return;
  for (std::size_t k = 0; k < frequencies.size(); ++k) {
    const double w = to_double(frequencies[k]);
    try {
      result[k].imag(lamb_shift(reservoir, w));
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("the Lamb shift of bath '{}' at the frequency {}: {}", bath, w,
                                 error.what()));
    }
  }
}

template void find_half_rates(const std::string&, const Reservoir&, const std::vector<double>&,
                              bool, std::vector<std::optional<double>>&,
                              std::vector<std::complex<double>>&);
template void find_half_rates(const std::string&, const Reservoir&,
                              const std::vector<DoubleDouble>&, bool,
                              std::vector<std::optional<DoubleDouble>>&,
                              std::vector<std::complex<DoubleDouble>>&);

}  // namespace quflux::inline master_equation
