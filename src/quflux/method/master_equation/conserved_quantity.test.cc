#include "quflux/method/master_equation/conserved_quantity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline master_equation {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const SpectralDensity kOhmic = PowerLaw{0.01, 1, {}};

Site atom(const std::string& name, double frequency) { return {name, TwoLevel{frequency}}; }

Coupling coupling(CouplingKind kind, const std::string& a, const std::string& b) {
  return {a + b, kind, {a, b}, {}, 0.1};
}

ModelBath bath(const std::string& name, std::vector<std::string> sites, const std::string& op) {
  return {.name = name,
          .sites = std::move(sites),
          .site_operator = op,
          .temperature = 0.5,
          .spectral_density = kOhmic};
}

Model of(std::vector<Site> sites, std::vector<Coupling> couplings, std::vector<ModelBath> baths) {
  Model model;
  model.sites = std::move(sites);
  model.couplings = std::move(couplings);
  model.baths = std::move(baths);
  return model;
}

std::string why(const Model& model) {
  return conserved_quantity(model, to_system(model)).value_or("nothing");
}

TEST(ConservedQuantity, NamesSitesThatNoBathReaches) {
  Model model = of({atom("a", 1), atom("b", 1), atom("c", 1)},
                   {coupling(CouplingKind::exchange, "b", "c")}, {bath("h", {"a"}, "x")});
  EXPECT_EQ(why(model), "no bath reaches the sites b, c");
  // A coupling of no strength connects nothing.
  model.couplings.push_back(coupling(CouplingKind::exchange, "a", "b"));
  model.couplings.back().strength = 0;
  EXPECT_EQ(why(model), "no bath reaches the sites b, c");
}

TEST(ConservedQuantity, NamesAProductOfPauliOperators) {
  // Joulain et al., Phys. Rev. Lett. 116, 200601 (2016): flipping all spins changes nothing.
  const Model transistor =
      of({atom("L", 0), atom("M", 0), atom("R", 0)},
         {coupling(CouplingKind::zz, "L", "M"), coupling(CouplingKind::zz, "M", "R")},
         {bath("l", {"L"}, "x"), bath("m", {"M"}, "x"), bath("r", {"R"}, "x")});
  EXPECT_THAT(why(transistor), StartsWith("L.sx M.sx R.sx is conserved"));
}

TEST(ConservedQuantity, NamesTheNumberOfQuanta) {
  // Dephasing takes none away; of oscillators, since atoms conserve a parity, too.
  const Model model = of({{"a", Oscillator{1, 3}}, {"b", Oscillator{1.2, 3}}},
                         {coupling(CouplingKind::exchange, "a", "b")}, {bath("h", {"a"}, "n")});
  EXPECT_THAT(why(model), StartsWith("the number of quanta is conserved"));
}

TEST(ConservedQuantity, NamesAnExchangeOfSites) {
  const Model model = of({atom("a", 1), atom("b", 1)}, {}, {bath("common", {"a", "b"}, "x")});
  EXPECT_THAT(why(model), HasSubstr("symmetry under exchange of 'a' and 'b' is conserved"));
}

TEST(ConservedQuantity, ClaimsNoSymmetryWhereThereIsNone) {
  const Model model =
      of({atom("a", 1), atom("b", 1.3)}, {coupling(CouplingKind::exchange, "a", "b")},
         {bath("h", {"a"}, "x"), bath("c", {"b"}, "x")});
  EXPECT_EQ(why(model), "nothing");
}

TEST(ConservedQuantity, ClaimsNoSymmetryWhereOneFrequencyIsFarAboveTheOthers) {
  // H holds 1.0 n_a, which a.sx flips, and the other one is as rounding beside it.
  for (const double high : {1e12, 9007199254740992.0}) {
    const Model model =
        of({atom("a", 1), atom("b", high)}, {coupling(CouplingKind::exchange, "a", "b")},
           {bath("h", {"a"}, "x"), bath("c", {"b"}, "x")});
    EXPECT_EQ(why(model), "nothing") << high;
    const Model dephased = of({atom("a", 1), atom("b", high)}, {}, {bath("h", {"a", "b"}, "n")});
    EXPECT_THAT(why(dephased), StartsWith("a.sz b.sz is conserved"));
  }
}

}  // namespace
}  // namespace quflux::inline master_equation
