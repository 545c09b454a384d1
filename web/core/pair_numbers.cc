#include "pair_numbers.h"

namespace quflux::web {

namespace {

Reservoir reservoir(double coefficient, double exponent, double cutoff, double temperature) {
  PowerLaw law{coefficient, exponent};
  if (cutoff != 0) law.cutoff = cutoff;
  return {law, temperature};
}

}  // namespace

void set(Numbers& numbers, Key key, double value) {
  if (key == coefficients) {
    numbers[coefficient2] *= value / numbers[coefficient1];
    key = coefficient1;
  }
  numbers[key] = value;
}

TwoLevelPair pair_of(const Numbers& n) {
  return {n[omega1], n[omega2], n[coupling],
          reservoir(n[coefficient1], n[exponent1], n[cutoff1], n[temperature1]),
          reservoir(n[coefficient2], n[exponent2], n[cutoff2], n[temperature2])};
}

}  // namespace quflux::web
