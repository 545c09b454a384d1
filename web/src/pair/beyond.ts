/** Where the closed form of two atoms ends and other roads go on. */

/** As pair.wasm says it of strong couplings. */
const gapless = /a mode of the pair loses its energy gap$/;

/** A reason of the closed form, and who answers there. */
export function withRoadBeyond(reason: string): string {
  return gapless.test(reason)
    ? `${reason}. There the closed form of this page ends; quflux run and the page of any model answer by the density matrix: copy the pair as TOML.`
    : reason;
}
