/** Why there is no answer, as the page says it. */
import type { Refusal } from "../../core/api.js";
import { field } from "./fields.js";

/** In the place of file, line and column, which the command line tells, the symbol of the number; where the
 * closed form alone has no answer, who may have one. */
export function refusalWords({ message, key, closedForm }: Refusal): string {
  if (closedForm) {
    return (
      `The closed form of this page ends here: ${message}. ` +
      "quflux run and the page of any model try the density matrix then: copy the pair as TOML."
    );
  }
  return key === null ? message : `${field(key).symbol}: ${message}`;
}
