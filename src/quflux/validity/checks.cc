// The table of checks. A new one is a row here, with its function in the file of its kin.

#include "quflux/validity/check_rows.h"

namespace quflux::inline validity {

const std::vector<Check>& checks() {
  static const std::vector<Check> table{
      exact_check(),           secular_check(),
      markov_check(),          lamb_shift_check(),
      next_order_check(),      local_splitting_check(),
      local_frequency_check(), effective_temperature_check(),
      gibbs_check(),           johnson_nyquist_check(),
      first_law_check(),       second_law_check(),
      entropy_by_bath_check(), complete_positivity_check(),
      positivity_check(),      positivity_on_the_way_check(),
      stability_check(),       uniqueness_check(),
      symmetry_check(),        trace_check(),
      hermiticity_check(),     last_level_check(),
      one_level_more_check(),  flow_error_check(),
  };
  return table;
}

Verdict verdict(const Check& check, const Measured& number) {
  if (number.badness <= check.good) return Verdict::good;
  return number.badness <= check.doubtful ? Verdict::doubtful : Verdict::bad;
}

}  // namespace quflux::inline validity
