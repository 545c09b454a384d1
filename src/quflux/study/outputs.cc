#include "quflux/study/outputs.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/study/network_road.h"

namespace quflux {

namespace {

using Dimensions = std::vector<std::pair<std::string, std::size_t>>;

struct LayoutBuilder {
  OutputLayout layout;

  void add(std::string name, std::string long_name, std::string units, Dimensions dimensions) {
    std::size_t size = 1;
    for (const auto& dimension : dimensions) {
      size *= dimension.second;
    }
    layout.arrays.push_back(
        {std::move(name), std::move(long_name), std::move(units), std::move(dimensions), size});
  }

  void add_complex(const std::string& name, const std::string& long_name, const std::string& units,
                   const Dimensions& dimensions) {
    add(name + "_re", long_name + ", real part", units, dimensions);
    add(name + "_im", long_name + ", imaginary part", units, dimensions);
  }
};

bool needs_network(const Output& output) {
  return output.kind == OutputKind::bond_flow || output.kind == OutputKind::amplitude_eigenvalues;
}

// Throws Error unless there is a road to every equation: by the network or by the density matrix.
void require_roads(const ModelFile& file) {
  for (const Equation equation : file.equations) {
    const std::string obstacle = network_obstacle(file, equation);
    if (obstacle.empty()) continue;
    if (equation == Equation::exact) {
      throw Error(fmt::format("there is no exact current for this model: {}", obstacle));
    }
    if (std::ranges::any_of(file.outputs, needs_network)) {
      throw Error(
          fmt::format("bond_flow and amplitude_eigenvalues need a chain or network: {}", obstacle));
    }
    try {
      dimension(file.model);
    } catch (const Error& error) {
      throw Error(fmt::format("{}, and {} is not solved as a chain or network: {}", error.what(),
                              name(equation), obstacle));
    }
  }
  const bool occupations =
      std::ranges::find(file.outputs, OutputKind::occupations, &Output::kind) != file.outputs.end();
  const auto counts_quanta = [](const Site& site) {
    return std::holds_alternative<TwoLevel>(site.kind) ||
           std::holds_alternative<Oscillator>(site.kind);
  };
  if (occupations &&
      (file.model.sites.empty() || !std::ranges::all_of(file.model.sites, counts_quanta))) {
    throw Error("occupations need two-level systems or oscillators; use expectation for others");
  }
}

}  // namespace

bool is_flow(const Output& output) {
  return output.kind == OutputKind::energy_flow || output.kind == OutputKind::specific_flow ||
         output.kind == OutputKind::entropy_production;
}

std::vector<const double*> flow_divisors(const ModelFile& file, const Model& model) {
  std::vector<const double*> divisors;
  for (const Output& output : file.outputs) {
    if (output.kind == OutputKind::specific_flow) {
      divisors.push_back(&parameter(model, output.over));
    }
  }
  return divisors;
}

OutputLayout output_layout(const ModelFile& file) {
  require_roads(file);
  const auto states = [&] { return static_cast<std::size_t>(dimension(file.model)); };
  const std::size_t sites = file.model.sites.size();
  const std::size_t baths = file.model.baths.size();
  const bool pair = recognise_pair(file.model).has_value();
  LayoutBuilder builder;
  for (const Output& output : file.outputs) {
    switch (output.kind) {
      case OutputKind::energy_flow:
        builder.add("energy_flow", "energy flow from the bath into the system", "energy^2",
                    {{"bath", baths}});
        break;
      case OutputKind::specific_flow:
        builder.add("specific_flow", "energy flow from the bath, divided by " + output.over,
                    "energy", {{"bath", baths}});
        break;
      case OutputKind::entropy_production:
        builder.add("entropy_production", "entropy production rate", "energy", {});
        break;
      case OutputKind::populations:
        builder.add("populations", "populations of the basis states", "1", {{"state", states()}});
        break;
      case OutputKind::density_matrix:
        builder.add_complex("density_matrix", "density matrix", "1",
                            {{"ket", states()}, {"bra", states()}});
        break;
      case OutputKind::eigenvalues:
        builder.add_complex("eigenvalues", "eigenvalues of the generator", "energy",
                            {{"eigenvalue", states() * states()}});
        break;
      case OutputKind::moment_eigenvalues:
        if (!pair) {
          throw Error(
              "moment_eigenvalues needs a pair of two-level systems coupled by exchange, each with "
              "one bath; use eigenvalues for other models");
        }
        builder.add_complex("moment_eigenvalues", "eigenvalues of the equations for the moments",
                            "energy", {{"moment_eigenvalue", 4}});
        break;
      case OutputKind::spectral_gap:
        builder.add("spectral_gap", "slowest relaxation rate", "energy", {});
        break;
      case OutputKind::purity:
        builder.add("purity", "Tr rho^2", "1", {});
        break;
      case OutputKind::min_eigenvalue:
        builder.add("min_eigenvalue", "smallest eigenvalue of the density matrix", "1", {});
        break;
      case OutputKind::expectation:
        builder.add("expectation_" + output.name, "expectation value of " + output.name, "1", {});
        break;
      case OutputKind::occupations:
        builder.add("occupations", "mean quanta of the sites", "1", {{"site", sites}});
        break;
      case OutputKind::bond_flow:
        builder.add("bond_flow", "energy flow through the coupling, from its first site",
                    "energy^2", {{"bond", file.model.couplings.size()}});
        break;
      case OutputKind::amplitude_eigenvalues:
        builder.add_complex("amplitude_eigenvalues",
                            "eigenvalues of the equations of the amplitudes", "energy",
                            {{"mode", sites}});
        break;
      case OutputKind::flow_error:
        builder.add("flow_error", "estimated error of the exact flow", "energy^2", {});
        break;
    }
  }
  return builder.layout;
}

}  // namespace quflux
