#pragma once

/// The whole library in one include.

#include "quflux/bath/lamb_shift.h"
#include "quflux/bath/reservoir.h"
#include "quflux/bath/spectral_density.h"
#include "quflux/core/error.h"
#include "quflux/core/matrix.h"
#include "quflux/equation/make_generator.h"
#include "quflux/exceptional/two_by_two.h"
#include "quflux/flow/flow.h"
#include "quflux/model/equation.h"
#include "quflux/model/system.h"
#include "quflux/operator/site_operators.h"
#include "quflux/operator/space.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"
#include "quflux/two_tls/closed_form.h"
#include "quflux/two_tls/exceptional_point.h"
#include "quflux/two_tls/moment_generator.h"
#include "quflux/two_tls/optimum.h"
#include "quflux/two_tls/stationary.h"
