/** The page of any model: a file in an editor, and what the library says of it. */
import "../pages/page.css";
import "../pages/model.css";
import { examples, givenModel, longExamples, openModels, QufluxError, type ModelError, type Models } from "../core/index.js";
import { linkTo, setFragment } from "./address.js";
import { byId, html, whenQuiet } from "./dom.js";
import { auditAsCsv, auditTable, type Audit } from "./model/audit_table.js";
import { Editor } from "./model/editor.js";
import { readLink, written, type ModelLink } from "./model/model_state.js";
import { csvButton, Results } from "./model/results.js";
import { SweepForm } from "./model/sweep_form.js";
import { withSweep } from "./model/sweep_text.js";
import { systemPicture } from "./model/system_picture.js";
import { showMessage } from "./message.js";
import { announceModel } from "./notebook.js";
import { read } from "./numbers.js";
import { copy } from "./save.js";
import { followTheme, palette } from "./theme.js";
import { tell } from "./told.js";
import type { ModelSummary } from "../core/index.js";

const firstExample = "atom_and_cavity";

function start(models: Models): void {
  const results = new Results(byId("results"));
  let summary: ModelSummary | null = null;
  /** Counts changes of the text: an answer to an older one is dropped. */
  let edition = 0;
  let busy = false;
  let unchecked = false;
  let jobs = 0;
  /** Settles when the last piece of work has ended. */
  let working: Promise<void> = Promise.resolve();

  const menu = byId<HTMLSelectElement>("examples");
  const given = givenModel();
  const offered = given === null ? examples : [given, ...examples];
  menu.append(
    html("option", { value: "" }, "Examples …"),
    ...offered.map(({ name, title }) => html("option", { value: name }, title)),
    html(
      "optgroup",
      { label: "Too long for a page; quflux examples has them" },
      ...longExamples.map(({ name, title }) => html("option", { value: name, disabled: true }, title)),
    ),
  );

  const editor = new Editor(byId("editor"), changed, () => void run());
  const sweep = new SweepForm(
    byId<HTMLFormElement>("sweep"),
    (keys) => {
      editor.text = withSweep(editor.text, keys);
      void run();
    },
    showMessage,
  );

  function status(error: ModelError | null): void {
    const node = byId("status");
    node.classList.toggle("bad", error !== null);
    if (error === null) {
      node.textContent = summary === null ? "" : inWords(summary);
      return;
    }
    const place = [error.line, error.column].filter((part) => part !== null).map((part) => `${part}:`);
    node.replaceChildren(
      html("button", { type: "button", click: () => editor.goTo(error) }, `${place.join("")}${place.length > 0 ? " " : ""}${error.message}`),
    );
  }

  const look = whenQuiet(250, () => void check());

  function changed(): void {
    ++edition;
    unchecked = true;
    if (busy) models.cancel();
    showMessage(null);
    byId("stale").hidden = byId("results").childElementCount === 0;
    byId("results").classList.add("stale");
    look();
  }

  async function check(): Promise<void> {
    const [asked, text] = [edition, editor.text];
    // A run has the Worker; the text is looked at when it is done.
    if (busy) return;
    unchecked = false;
    try {
      const error = await models.check(text);
      const found = error === null ? await models.summary(text) : null;
      if (asked !== edition) return;
      if (found !== null) {
        summary = found;
        sweep.show(found);
        drawSystem();
        announceModel(text);
      }
      editor.mark(error);
      status(error);
      byId("system").hidden = error !== null;
      setFragment(await written(link(text)));
    } catch (error) {
      if (asked === edition) showMessage(textOf(error));
    }
  }

  function drawSystem(): void {
    if (summary !== null) byId("system").replaceChildren(systemPicture(summary, palette()));
  }

  function link(text: string): ModelLink {
    if (text === "") return { kind: "none" };
    const example = examples.find(({ toml }) => toml === text);
    return example === undefined ? { kind: "toml", toml: text } : { kind: "example", name: example.name };
  }

  /** One piece of work at a time, which Cancel or a change of the text ends. */
  function work(job: (text: string) => Promise<void>): Promise<void> {
    if (busy) models.cancel();
    working = done(job);
    return working;
  }

  async function done(job: (text: string) => Promise<void>): Promise<void> {
    // What belongs to another text goes, lest it stand beside the new unmarked.
    if (byId("results").classList.contains("stale")) {
      results.clear();
      byId("stale").hidden = true;
    }
    const [own, asked, text] = [++jobs, edition, editor.text];
    const isCurrent = () => own === jobs && asked === edition;
    setBusy(true);
    showMessage(null);
    try {
      await job(text);
      if (isCurrent()) {
        byId("stale").hidden = true;
        byId("words").textContent = `Computed: ${results.words()}.`;
        byId("results").classList.remove("stale");
      }
    } catch (error) {
      if (!isCurrent()) return;
      if (error instanceof QufluxError) editor.mark(error);
      showMessage(textOf(error));
    } finally {
      // One that another took the place of leaves the rest to that.
      if (own === jobs) {
        setBusy(false);
        if (unchecked) look();
      }
    }
  }

  function setBusy(value: boolean): void {
    busy = value;
    byId<HTMLButtonElement>("cancel").disabled = !value;
    byId("progress").hidden = !value;
    byId<HTMLProgressElement>("progress").removeAttribute("value");
    byId("results").setAttribute("aria-busy", String(value));
  }

  function progress(share: number): void {
    byId<HTMLProgressElement>("progress").value = share;
  }

  function run(): Promise<void> {
    return work(async (text) => {
      const dataset = await models.run(text, progress);
      results.clear();
      results.add(dataset, dataset.title === "" ? "Run" : dataset.title);
    });
  }

  function exact(): Promise<void> {
    return work(async (text) => {
      const tolerance = read(byId<HTMLInputElement>("tolerance").value);
      if (tolerance === null) throw new Error("The tolerance must be a number, such as 1e-3.");
      results.add(await models.exact(text, tolerance), "Exact, by heom");
    });
  }

  function audit(): Promise<void> {
    return work(async (text) => {
      const found = (await models.audit(text)) as Audit;
      byId("results").querySelector(".audit-of-model")?.remove();
      byId("results").append(html("section", { class: "result audit-of-model" }, html("h3", {}, "Audit"), auditTable(found), csvButton("audit", () => auditAsCsv(found))));
    });
  }

  async function show(wanted: ModelLink): Promise<void> {
    if (wanted.kind === "toml") editor.text = wanted.toml;
    else {
      const name = wanted.kind === "example" ? wanted.name : (given?.name ?? firstExample);
      const example = offered.find((candidate) => candidate.name === name);
      if (example === undefined) {
        showMessage(
          longExamples.some((candidate) => candidate.name === name)
            ? `The example "${name}" takes too long for a page; quflux examples ${name} writes it for the program.`
            : `There is no example "${name}" in this page; the menu has those there are.`,
        );
        return;
      }
      editor.text = example.toml;
    }
    results.clear();
    byId("stale").hidden = true;
    // What was computed of the text before is cancelled, and has the Worker until it has ended.
    await working;
    await check();
    if (byId("status").classList.contains("bad")) byId("status").scrollIntoView({ block: "nearest" });
    else await run();
  }

  async function follow(): Promise<void> {
    try {
      await show(await readLink(location.hash));
    } catch (error) {
      showMessage(textOf(error));
    }
  }

  menu.addEventListener("change", () => {
    const name = menu.value;
    menu.value = "";
    if (name !== "") void show({ kind: "example", name });
  });
  byId("open").addEventListener("click", () => byId("file").click());
  byId<HTMLInputElement>("file").addEventListener("change", async (event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file !== undefined) await show({ kind: "toml", toml: await file.text() });
  });
  byId("run").addEventListener("click", () => void run());
  byId("exact").addEventListener("click", () => void exact());
  byId("audit").addEventListener("click", () => void audit());
  byId("cancel").addEventListener("click", () => models.cancel());
  const copied = async (wanted: Promise<{ text: string; told: string }>) => {
    try {
      const { text, told } = await wanted;
      tell((await copy(text)) ? told : "The browser does not allow copying.");
    } catch (error) {
      showMessage(textOf(error));
    }
  };
  byId("copy-link").addEventListener("click", () => void copied(written(link(editor.text)).then(linkTo)));
  byId("copy-toml").addEventListener("click", () =>
    void copied(Promise.resolve({ text: editor.text, told: "Model file copied." })),
  );
  byId("copy-python").addEventListener("click", () =>
    void copied(models.python(editor.text).then((text) => ({ text, told: "Python copied." }))),
  );
  window.addEventListener("hashchange", () => void follow());
  followTheme(byId<HTMLButtonElement>("theme"), () => {
    drawSystem();
    results.redraw();
  });
  void follow();
}

function inWords({ sites, dimension, swept, hasTime }: ModelSummary): string {
  const parts = [`${sites.length} ${sites.length === 1 ? "site" : "sites"}`];
  if (dimension !== null) parts.push(`${dimension} states`);
  if (swept.length > 0) parts.push(`swept: ${swept.join(", ")}`);
  if (hasTime) parts.push("in time");
  return `✓ ${parts.join(" · ")}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

start(openModels());
