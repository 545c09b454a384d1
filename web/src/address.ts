/** The address of the page in its window, where it has one that can be opened again: a frame of a notebook, about:srcdoc, has none. */
const isOwn = /^(https?|file):$/.test(location.protocol);

/** Writes what stands behind # into the address; in a page without one nothing happens. */
export function setFragment(fragment: string): void {
  if (isOwn) history.replaceState(null, "", `#${fragment}`);
}

/** What goes to the clipboard as a link, and what is said of it: where there is no address, the part behind # alone. */
export function linkTo(fragment: string): { text: string; told: string } {
  return isOwn
    ? { text: `${location.href.split("#")[0]}#${fragment}`, told: "Link copied." }
    : { text: `#${fragment}`, told: "This frame has no address: copied is what follows that of the page." };
}
