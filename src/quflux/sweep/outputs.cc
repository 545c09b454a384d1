#include "quflux/sweep/outputs.h"

#include "quflux/core/error.h"
#include "quflux/two_tls/recognise.h"

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

}  // namespace

OutputLayout output_layout(const ModelFile& file) {
  const auto d = static_cast<std::size_t>(dimension(file.model));
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
        builder.add("populations", "populations of the basis states", "1", {{"state", d}});
        break;
      case OutputKind::density_matrix:
        builder.add_complex("density_matrix", "density matrix", "1", {{"ket", d}, {"bra", d}});
        break;
      case OutputKind::eigenvalues:
        builder.add_complex("eigenvalues", "eigenvalues of the generator", "energy",
                            {{"eigenvalue", d * d}});
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
    }
  }
  return builder.layout;
}

}  // namespace quflux
