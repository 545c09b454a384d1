/** Five steps through the transition from weak to strong coupling, after Vovcenko et al. (2022). */
import { defaults, type PairState } from "./state.js";

export interface Step {
  title: string;
  text: string;
  state: Omit<PairState, "step">;
}

function from(change: Partial<PairState["pair"]>, rest: Partial<Omit<PairState, "pair" | "step">>): Step["state"] {
  const { step: _none, ...start } = defaults;
  return { ...start, ...rest, pair: { ...defaults.pair, ...change } };
}

export const tour: readonly Step[] = [
  {
    title: "Weak or strong?",
    text:
      "Two equal atoms, each with its own bath. In the local equation weak coupling ends at a sharp border, the exceptional point at Ω = 0.00971: " +
      "below it the eigenvalues share one frequency, above it they split. In the partial secular equation the point has left the real axis, only " +
      "its shadow is seen, and they split smoothly. The global equation has no such point.",
    state: from(
      { coefficient1: 0.002, coefficient2: 0.04, coupling: 0.012 },
      { x: { key: "coefficients", from: 0, to: 0.004 }, y: { key: "coupling", from: 0, to: 0.04 } },
    ),
  },
  {
    title: "The flow knows",
    text:
      "Divided by the coupling, the flow from hot to cold is largest on the red line, Ω = 0.719 c₁ in the local equation: near the transition, beyond " +
      "the exceptional point (white), and both grow with the rates of the baths. The global equation has no red line: there the specific " +
      "flow grows without bound as Ω goes to zero, where this equation does not hold.",
    state: from({}, {}),
  },
  {
    title: "Detuned atoms",
    text:
      "Let the frequencies differ by 0.09. The exceptional point is far off the real axis, so eigenvalues tell no border between weak and strong. The " +
      "specific flow still does: however weak the baths, its red line starts at a coupling of its own, 0.0420 in the partial secular and 0.0403 in the local equation.",
    state: from({ omega2: 1.09, coupling: 0.05 }, {}),
  },
  {
    title: "Too much bath",
    text:
      "The flow itself, at a fixed coupling, against the rates of the baths. It has a maximum at c₁ = 0.0149 in the local and at 0.0148 in the partial secular equation, " +
      "and falls beyond it: strong baths block the flow. The global equation knows nothing of that: its flow grows in proportion for ever.",
    state: from(
      { omega2: 1.009, coupling: 0.01, coefficient1: 0.0149, coefficient2: 0.0298 },
      { y: { key: "coupling", from: 0, to: 0.04 }, specific: false },
    ),
  },
  {
    title: "A law is broken",
    text:
      "Atom 2, at the hot bath, has the higher frequency. The local equation lets energy run from cold to hot by itself (blue) where ω₂/T₂ > ω₁/T₁: here beyond " +
      "ω₂ = 1.1. This breaks the second law. In the other two it runs from hot to cold everywhere.",
    state: from(
      { omega2: 1.2, coupling: 0.05, coefficient1: 0.002, coefficient2: 0.04 },
      { x: { key: "omega2", from: 0.9, to: 1.3 }, y: { key: "coupling", from: 0, to: 0.1 }, specific: false },
    ),
  },
];
