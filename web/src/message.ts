/** What is wrong, in the one line for it of the page. */
import { byId } from "./dom.js";

/** Null: nothing is. On narrow screens the line lies over the foot of the page: what one writes in is moved out from beneath. */
export function showMessage(text: string | null): void {
  const node = byId("message");
  node.hidden = text === null;
  node.textContent = text ?? "";
  const field = document.activeElement;
  if (text === null || !(field instanceof HTMLInputElement)) return;
  const covered = field.getBoundingClientRect().bottom - node.getBoundingClientRect().top;
  if (getComputedStyle(node).position === "fixed" && covered > 0) scrollBy(0, covered + 8);
}
