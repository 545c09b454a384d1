#include "quflux/model/system.h"

#include "quflux/core/error.h"

namespace quflux::inline model {

namespace {

void require_dimension(const Matrix& m, Eigen::Index dimension, const Subject& what) {
  if (m.rows() != dimension) {
    throw NoAnswer(fmt::format("{} is {} x {}, but the Hamiltonian is {} x {}; they must agree",
                               what.text(), m.rows(), m.cols(), dimension, dimension));
  }
}

}  // namespace

void validate(const System& system) {
  require_hermitian(system.hamiltonian, "the Hamiltonian");
  const Eigen::Index d = system.hamiltonian.rows();
  if (system.uncoupled_hamiltonian) {
    require_hermitian(*system.uncoupled_hamiltonian, "the uncoupled Hamiltonian");
    require_dimension(*system.uncoupled_hamiltonian, d, "the uncoupled Hamiltonian");
  }
  for (const SystemBath& bath : system.baths) {
    const auto what = [&] { return "bath '" + bath.name + "'"; };
    const auto the_operator = [&] { return "the operator of " + what(); };
    require_hermitian(bath.coupling_operator, the_operator);
    require_dimension(bath.coupling_operator, d, the_operator);
    validate(bath.reservoir, what);
  }
  for (const SystemLindblad& channel : system.lindblad) {
    const auto what = [&] { return "lindblad '" + channel.name + "'"; };
    require_dimension(channel.jump, d, [&] { return "the operator of " + what(); });
    require_non_negative(channel.rate, [&] { return "the rate of " + what(); });
  }
}

}  // namespace quflux::inline model
