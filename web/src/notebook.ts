/** In a frame of a notebook the model of the page goes to who opened it. */

export function announceModel(toml: string): void {
  if (window.parent !== window) window.parent.postMessage({ quflux: "model", toml }, "*");
}
