#include <quflux/quflux.h>

int main() {
  using namespace quflux;
  const HilbertSpace space{{2, 6}};  // an atom and a cavity of six levels
  const Matrix s = embed(space, 0, annihilation(2));
  const Matrix a = embed(space, 1, annihilation(6));
  const Matrix uncoupled = s.adjoint() * s + a.adjoint() * a;
  const Matrix coupling = 0.05 * (s.adjoint() * a + a.adjoint() * s);
  const System system{uncoupled + coupling,
                      {{"hot", s + s.adjoint(), {PowerLaw{0.01, 3}, 0.5}},
                       {"cold", a + a.adjoint(), {PowerLaw{0.02, 1}, 0.2}}},
                      uncoupled};
  for (const Equation equation : kAllEquations) {
    const Generator generator = make_generator(system, equation);
    const RealVector flows = energy_flows(generator, steady_state(generator));
    fmt::print("{:16} hot {:+.6e}  cold {:+.6e}\n", name(equation), flows(0), flows(1));
  }
}
