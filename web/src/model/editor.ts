/** The editor of a model file, with errors at their place. */
import { HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { toml } from "@codemirror/legacy-modes/mode/toml";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { minimalSetup } from "codemirror";
import type { ModelError } from "../../core/api.js";

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--muted)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.atom], color: "var(--code-number)" },
  { tag: [tags.propertyName, tags.variableName, tags.keyword], color: "var(--code-key)" },
]);

export class Editor {
  private readonly view: EditorView;

  constructor(host: HTMLElement, changed: () => void, run: () => void) {
    this.view = new EditorView({
      parent: host,
      state: EditorState.create({
        extensions: [
          keymap.of([
            {
              key: "Mod-Enter",
              run: () => {
                run();
                return true;
              },
            },
          ]),
          minimalSetup,
          lineNumbers(),
          lintGutter(),
          StreamLanguage.define(toml),
          syntaxHighlighting(colours),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Model file, TOML" }),
          EditorView.updateListener.of(({ docChanged }) => {
            if (docChanged) changed();
          }),
        ],
      }),
    });
    this.view.scrollDOM.tabIndex = 0; // which keys scroll, too
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  set text(text: string) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
    this.view.scrollDOM.scrollTop = 0;
  }

  /** Underlines from the place of the error to the end of what it names. */
  mark(error: ModelError | null): void {
    const found = error === null ? null : this.range(error);
    const diagnostics: Diagnostic[] =
      error === null || found === null ? [] : [{ ...found, severity: "error", message: error.message }];
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  goTo(error: ModelError): void {
    const found = this.range(error);
    if (found === null) return;
    this.view.dispatch({ selection: { anchor: found.from }, scrollIntoView: true });
    this.view.focus();
  }

  private range({ line, column }: ModelError): { from: number; to: number } | null {
    const { doc } = this.view.state;
    if (line === null || line < 1 || line > doc.lines) return null;
    const row = doc.line(line);
    const indent = row.text.length - row.text.trimStart().length;
    const from = Math.min(row.to, row.from + (column === null ? indent : column - 1));
    const word = /^[\w."'-]+/.exec(row.text.slice(from - row.from));
    return { from, to: word === null ? row.to : from + word[0].length };
  }
}
