#include "quflux/model_file/output.h"

#include <algorithm>

#include "quflux/model_file/read_names.h"

namespace quflux {

namespace {

constexpr std::array kOutputs{
    Named<OutputKind>{"energy_flow", OutputKind::energy_flow},
    Named<OutputKind>{"specific_flow", OutputKind::specific_flow},
    Named<OutputKind>{"entropy_production", OutputKind::entropy_production},
    Named<OutputKind>{"populations", OutputKind::populations},
    Named<OutputKind>{"density_matrix", OutputKind::density_matrix},
    Named<OutputKind>{"eigenvalues", OutputKind::eigenvalues},
    Named<OutputKind>{"moment_eigenvalues", OutputKind::moment_eigenvalues},
    Named<OutputKind>{"spectral_gap", OutputKind::spectral_gap},
    Named<OutputKind>{"purity", OutputKind::purity},
    Named<OutputKind>{"min_eigenvalue", OutputKind::min_eigenvalue},
    Named<OutputKind>{"expectation", OutputKind::expectation},
    Named<OutputKind>{"occupations", OutputKind::occupations},
    Named<OutputKind>{"bond_flow", OutputKind::bond_flow},
    Named<OutputKind>{"amplitude_eigenvalues", OutputKind::amplitude_eigenvalues},
    Named<OutputKind>{"flow_error", OutputKind::flow_error}};

}  // namespace

std::vector<Output> read_outputs(TomlReader& root, const Model& model) {
  if (!root.has("output")) {
    return {{OutputKind::energy_flow}, {OutputKind::entropy_production}};
  }
  std::vector<Output> outputs;
  for (const toml::node& node : root.array("output")) {
    Output output{};
    if (node.is_table()) {
      TomlReader reader(*node.as_table(), root.file(), "the output");
      output.kind = choice(reader, "kind", reader.text("kind"), kOutputs);
      if (output.kind == OutputKind::specific_flow) {
        output.over = reader.text("over");
        try {
          parameter(model, output.over);
        } catch (const Error& error) {
          reader.fail("over", error.what());
        }
      } else if (output.kind == OutputKind::expectation) {
        output.name = identifier(reader, "name", reader.text("name"));
        output.operators = site_operators(reader, model);
      }
      reader.finish();
    } else if (node.is_string()) {
      output.kind = choice(root, "output", **node.as_string(), kOutputs);
      if (output.kind == OutputKind::specific_flow) {
        root.fail(node,
                  "specific_flow needs the parameter to divide by; write { kind = "
                  "\"specific_flow\", over = \"coupling.NAME.strength\" }");
      }
      if (output.kind == OutputKind::expectation) {
        root.fail(node,
                  "expectation needs an operator; write { kind = \"expectation\", name = \"n\", "
                  "operators = [\"SITE.n\"] }");
      }
    } else {
      root.fail(node, "'output' must be a list of names and tables");
    }
    const bool twice = std::ranges::any_of(outputs, [&](const Output& other) {
      return other.kind == output.kind && other.name == output.name;
    });
    if (twice) root.fail(node, "the same output is listed twice");
    outputs.push_back(output);
  }
  if (outputs.empty()) root.fail("output", "'output' is empty; it must have at least one");
  return outputs;
}

}  // namespace quflux
