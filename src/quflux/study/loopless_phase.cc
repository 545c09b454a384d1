#include "quflux/study/loopless_phase.h"

#include <algorithm>
#include <set>
#include <vector>

namespace quflux::inline study {

namespace {

using Sites = std::set<std::string>;

Sites sites_of(const std::vector<std::string>& names, const std::vector<SiteOperator>& operators) {
  Sites sites(names.begin(), names.end());
  for (const SiteOperator& factor : operators) sites.insert(factor.site);
  return sites;
}

// What holds sites together, but for one coupling.
std::vector<Sites> bonds_without(const Model& model, const Coupling& left_out) {
  std::vector<Sites> bonds;
  for (const Coupling& coupling : model.couplings) {
    if (&coupling != &left_out) bonds.push_back(sites_of(coupling.sites, coupling.operators));
  }
  for (const ModelBath& bath : model.baths) bonds.push_back(sites_of(bath.sites, {}));
  for (const Lindblad& channel : model.lindblad) {
    bonds.push_back(sites_of(channel.sites, channel.operators));
  }
  return bonds;
}

bool are_connected(const std::string& a, const std::string& b, const std::vector<Sites>& bonds) {
  Sites reached{a};
  for (std::size_t before = 0; before != reached.size();) {
    before = reached.size();
    for (const Sites& bond : bonds) {
      const bool met =
          std::ranges::any_of(bond, [&](const auto& s) { return reached.contains(s); });
      if (met) reached.insert(bond.begin(), bond.end());
    }
  }
  return reached.contains(b);
}

}  // namespace

bool is_loopless_phase(const Study& study, const std::string& path) {
  const auto& couplings = study.model.couplings;
  const auto coupling = std::ranges::find_if(
      couplings, [&](const Coupling& c) { return path == "coupling." + c.name + ".phase"; });
  if (coupling == couplings.end()) return false;
  const bool alone = std::ranges::none_of(
      study.sweep.follows, [&](const Follow& follow) { return follow.source == path; });
  return alone && !are_connected(coupling->sites.front(), coupling->sites.back(),
                                 bonds_without(study.model, *coupling));
}

}  // namespace quflux::inline study
