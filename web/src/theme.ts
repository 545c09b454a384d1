/** Light or dark, as the system says or as the button was last set, and the colours of figures in both. */

export interface Palette {
  dark: boolean;
  paper: string;
  ink: string;
  muted: string;
  grid: string;
  /** Of curves: of Okabe and Ito, as in quflux.plot, lighter on dark pages. */
  curves: string[];
  /** On a map. */
  ridge: string;
  point: string;
  halo: string;
  cursor: string;
}

/** That of files as well: paper is white. */
export const light: Palette = {
  dark: false,
  paper: "#ffffff",
  ink: "#1b1f24",
  muted: "#59636e",
  grid: "#e3e6ea",
  curves: ["#0072b2", "#d55e00", "#00805e", "#b0568c", "#9a6a00", "#3a93c9", "#444444"],
  ridge: "#ff2020",
  point: "#ffffff",
  halo: "#000000",
  cursor: "#ffffff",
};

const dark: Palette = {
  dark: true,
  paper: "#15181d",
  ink: "#e8eaed",
  muted: "#a0a8b3",
  grid: "#2c323a",
  curves: ["#56b4e9", "#ff9142", "#2fc79a", "#e39ac8", "#f0c04a", "#9ad0f5", "#c8c8c8"],
  ridge: "#ff4d4d",
  point: "#ffffff",
  halo: "#000000",
  cursor: "#ffffff",
};

type Choice = "light" | "dark";

const key = "quflux-theme";

function chosen(): Choice | null {
  // A page from a file or in a frame may have no storage.
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null;
  }
}

function isDark(): boolean {
  const choice = document.documentElement.dataset["theme"];
  return choice === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : choice === "dark";
}

export function palette(): Palette {
  return isDark() ? dark : light;
}

/** Makes `button` change between light and dark; calls `changed` whenever figures need other colours. */
export function followTheme(button: HTMLButtonElement, changed: () => void): void {
  const show = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", isDark() ? "Change to light colours" : "Change to dark colours");
  };
  const choice = chosen();
  if (choice !== null) document.documentElement.dataset["theme"] = choice;
  show();
  const apply = () => {
    show();
    changed();
  };
  button.addEventListener("click", () => {
    const next: Choice = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem(key, next);
    } catch {
      // It holds until the page is closed.
    }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}
