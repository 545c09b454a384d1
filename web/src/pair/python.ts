/** The pair in Python: the same numbers by quflux.two_level_pair. */
import type { Pair } from "../../core/api.js";

export function python(pair: Pair): string {
  const number = (value: number) => String(value).replace("e+", "e");
  const cutoff = (value: number) => (value === 0 ? "None" : number(value));
  const cutoffs =
    pair.cutoff1 === 0 && pair.cutoff2 === 0 ? "None" : `(${cutoff(pair.cutoff1)}, ${cutoff(pair.cutoff2)})`;
  return `import quflux

for equation in ("local", "global", "partial_secular"):
    flow1 = quflux.two_level_pair(
        omega1=${number(pair.omega1)},
        omega2=${number(pair.omega2)},
        coupling=${number(pair.coupling)},
        c1=${number(pair.coefficient1)},
        c2=${number(pair.coefficient2)},
        T1=${number(pair.temperature1)},
        T2=${number(pair.temperature2)},
        exponent=(${number(pair.exponent1)}, ${number(pair.exponent2)}),
        cutoff=${cutoffs},
        equation=equation,
    )
    print(equation, -flow1)  # J_2 = -J_1, from bath 2 into the system
`;
}
