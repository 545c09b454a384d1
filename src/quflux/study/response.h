#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "quflux/dataset/dataset.h"
#include "quflux/study/plan.h"
#include "quflux/study/study.h"

namespace quflux::inline study {

/// All numbers of a model that may be differentiated by: those of parameters() but counts of
/// levels.
std::vector<std::string> response_keys(const Model& model);

/// What else to differentiate than flows and what follows from them. Both cost as much again.
struct ResponseOutputs {
  bool occupations = true;
  bool rectification = true;  ///< of two baths and no channel
};

/// The derivatives of stationary flows and occupations by numbers of the model, where it is
/// without its sweep, in every equation of the study; docs/response.md. The dataset has the
/// dimensions `key`, `equation`, `bath` and `site` and the variables
///
///   value                  the numbers, by key
///   energy_flow            J_j, by equation and bath
///   d_energy_flow          dJ_j/dp, by equation, key and bath
///   occupations            <n_i>, by equation and site; of a model of sites, if asked for
///   d_occupations          d<n_i>/dp, by equation, key and site
///   d_error                by equation and key: 0 of exact derivatives, else their estimated error
///   thermal_conductance    dJ_k/dT_l, by equation, bath k and heated bath l; NaN for channels
///   onsager                T_l^2 dJ_k/dT_l, likewise
///   gain                   (dJ_k/dT_l)/(dJ_l/dT_l), likewise
///   entropy_production     -sum_j J_j/T_j, by equation; of thermal baths alone with T > 0
///   d_entropy_production   by equation and key
///   rectification          (J_1 + J_1')/(J_1 - J_1'), by equation; of two baths and no channel,
///                          with J_1' the flow from the first bath where temperatures are
///                          exchanged, if asked for
///   d_rectification        by equation and key
///   failure                by equation and key: 0, or the number of the reason of a NaN
///
/// Without `keys` those of response_keys(). Equations that do not fit the model have the reason in
/// `failure`. `progress` is told of derivatives, of response_size() altogether. Throws Error when
/// the model has no such number, and the first reason where no equation has a derivative by any of
/// them.
Dataset response(const Study& study, const std::vector<std::string>& keys = {},
                 Roads roads = Roads::automatic, const ResponseOutputs& outputs = {},
                 const std::function<void(std::size_t)>& progress = {});

/// How many derivatives response() goes through.
std::size_t response_size(const Study& study, const std::vector<std::string>& keys,
                          const ResponseOutputs& outputs = {});

}  // namespace quflux::inline study
