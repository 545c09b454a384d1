#include <quflux/quflux.h>
using namespace quflux;
int main() {
  const HilbertSpace space{{2, 6}};  // an atom and a cavity of six levels
  const Matrix s = embed(space, 0, annihilation(2));
  const Matrix a = embed(space, 1, annihilation(6));
  const Matrix uncoupled = s.adjoint() * s + a.adjoint() * a;
  const Matrix coupling = 0.05 * (s.adjoint() * a + a.adjoint() * s);
  const SystemBath hot{"hot", s + s.adjoint(), {PowerLaw{0.01, 3}, 0.5}};
  const SystemBath cold{"cold", a + a.adjoint(), {PowerLaw{0.02, 1}, 0.2}};
  for (const MasterEquation& equation : kMasterEquations) {
    const RealVector j = stationary_flows({uncoupled + coupling, {hot, cold}, uncoupled}, equation);
    fmt::print("{:16} hot {:+.6e}  cold {:+.6e}\n", equation.name, j(0), j(1));
  }
}
