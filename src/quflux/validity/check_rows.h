#pragma once

#include "quflux/validity/check.h"

/// The rows of the table of checks, by what they look at.
namespace quflux::inline validity {

/// The generator itself.
Check trace_check();
Check hermiticity_check();
Check complete_positivity_check();
Check stability_check();
Check uniqueness_check();
Check symmetry_check();

/// States.
Check positivity_check();
Check positivity_on_the_way_check();

/// Each bath alone.
Check gibbs_check();
Check effective_temperature_check();
Check johnson_nyquist_check();

/// The laws of thermodynamics.
Check first_law_check();
Check second_law_check();
Check entropy_by_bath_check();

/// What the equation neglects.
Check secular_check();
Check markov_check();
Check lamb_shift_check();
Check next_order_check();
Check local_splitting_check();
Check local_frequency_check();

/// What exact flows say.
Check exact_check();

/// How well it was solved.
Check last_level_check();
Check one_level_more_check();
Check flow_error_check();

}  // namespace quflux::inline validity
