#include "quflux/model_file/read_chains.h"

#include <random>

#include "quflux/model_file/read_names.h"

namespace quflux::inline model_file {

namespace {

// Uniform in [-1/2, 1/2), the same on every machine, which std::uniform_real_distribution is not.
double centred_uniform(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11U) * 0x1p-53 - 0.5;
}

void read_chain(const toml::table& table, Model& model, const std::string& file) {
  TomlReader reader(table, file, "[[chain]]");
  const std::string name = reader.text("name");
  constexpr std::array kKinds{Named<bool>{"two_level", false}, Named<bool>{"oscillator", true}};
  const bool oscillators = choice(reader, "kind", reader.text("kind"), kKinds);
  const long count = reader.integer("count", 2, kLongestChain);
  const double frequency = reader.number("frequency");
  const double strength = reader.number("strength");
  constexpr std::array kCouplings{Named<CouplingKind>{"exchange", CouplingKind::exchange},
                                  Named<CouplingKind>{"position", CouplingKind::position}};
  const CouplingKind coupling =
      choice(reader, "coupling", reader.text("coupling", "exchange"), kCouplings);
  const double disorder = reader.has("disorder") ? reader.number("disorder", 0) : 0;
  const long seed = reader.has("seed") ? reader.integer("seed", 0, 1'000'000'000) : 0;
  const long levels =
      oscillators && reader.has("levels") ? reader.integer("levels", 2, kLargestDimension) : 2;
  reader.finish();

  std::mt19937_64 random(static_cast<std::uint64_t>(seed));
  for (long i = 1; i <= count; ++i) {
    const double w = frequency + disorder * centred_uniform(random);
    Site site{name + std::to_string(i), TwoLevel{w}};
    if (oscillators) site.kind = Oscillator{w, static_cast<double>(levels)};
    reader.checked([&] { add_site(model, std::move(site)); });
  }
  for (long i = 1; i < count; ++i) {
    const std::string own = name + std::to_string(i);
    const std::string next = name + std::to_string(i + 1);
    reader.checked([&] { add_coupling(model, {own, coupling, {own, next}, {}, strength}); });
  }
}

}  // namespace

void read_chains(TomlReader& root, Model& model) {
  for (const toml::table* chain : root.tables("chain")) read_chain(*chain, model, root.file());
}

}  // namespace quflux::inline model_file
