#include "quflux/method/master_equation/write_state.h"

#include "quflux/method/master_equation/number_operators.h"
#include "quflux/road/write_points.h"

namespace quflux::inline master_equation {

void write_state(const System& system, const Matrix& state,
                 const std::vector<std::vector<MatrixElement>>& numbers,
                 const Quantities& quantities, std::size_t i, Answer& answer) {
  if (quantities.has(Quantity::states)) answer.states[i] = state;
  if (quantities.has(Quantity::occupations)) {
    write_points(means(numbers, state), i, answer.occupations);
  }
  if (quantities.has(Quantity::hamiltonians)) answer.hamiltonians[i] = system.hamiltonian;
  if (quantities.has(Quantity::uncoupled_hamiltonians) && system.uncoupled_hamiltonian) {
    answer.uncoupled_hamiltonians[i] = *system.uncoupled_hamiltonian;
  }
}

}  // namespace quflux::inline master_equation
