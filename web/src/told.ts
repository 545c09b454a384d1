/** A short word that something was done. */
import { byId } from "./dom.js";

let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string): void {
  const node = byId("told");
  node.textContent = text;
  node.classList.add("shown");
  clearTimeout(timer);
  timer = setTimeout(() => node.classList.remove("shown"), 2500);
}
