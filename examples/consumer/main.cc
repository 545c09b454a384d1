// A program of another project: the flow through two atoms, by the installed library.
#include <cstdio>
#include <quflux/quflux.h>

int main() {
  const quflux::Reservoir cold{quflux::PowerLaw{0.002, 1}, 0.2};
  const quflux::Reservoir hot{quflux::PowerLaw{0.04, 1}, 0.22};
  const auto state = quflux::stationary({1, 1, 0.01, cold, hot}, quflux::PairEquation::local);
  std::printf("%.6e\n", state.flow2);
}
