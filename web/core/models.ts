import { QufluxError, type Dataset, type ModelError, type Models, type ModelSummary } from "./api.js";
import { pythonOf } from "./model_python.js";
import { placed } from "./placed.js";
import type { Answer, Question } from "./worker.js";

/** A Worker, or what stands for one in tests. */
export interface Helper {
  postMessage(question: Question | ArrayBuffer): void;
  onmessage: ((event: { data: Answer }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  terminate(): void;
}

interface Pending {
  resolve(text: string): void;
  reject(error: unknown): void;
  progress?: ((share: number) => void) | undefined;
}

/** The library behind a helper, which `start` makes and gives a copy of the module; questions are
 * answered one after the other. A cancelled helper is ended, and the next question starts another. */
export function modelsOf(start: () => Helper, module: () => Promise<ArrayBuffer>): Models {
  return new HelpedModels(start, module);
}

class HelpedModels implements Models {
  readonly #start: () => Helper;
  readonly #module: () => Promise<ArrayBuffer>;
  #bytes: Promise<ArrayBuffer> | null = null;
  #helper: Helper | null = null;
  #pending = new Map<number, Pending>();
  #asked = 0;
  #cancelled = 0;

  constructor(start: () => Helper, module: () => Promise<ArrayBuffer>) {
    this.#start = start;
    this.#module = module;
  }

  async #ask(
    what: Question["what"],
    toml: string,
    progress?: (share: number) => void,
    tolerance?: number,
  ): Promise<string> {
    const cancelled = this.#cancelled;
    const bytes = await (this.#bytes ??= this.#module());
    if (cancelled !== this.#cancelled) throw new QufluxError("cancelled");
    this.#helper ??= this.#open(bytes);
    const helper = this.#helper;
    return new Promise((resolve, reject) => {
      const id = ++this.#asked;
      this.#pending.set(id, { resolve, reject, progress });
      helper.postMessage({ id, what, toml, tolerance });
    });
  }

  #open(bytes: ArrayBuffer): Helper {
    const helper = this.#start();
    helper.onmessage = ({ data }) => {
      const pending = this.#pending.get(data.id);
      if (pending === undefined) return;
      if (data.kind === "progress") {
        pending.progress?.(data.share);
        return;
      }
      this.#pending.delete(data.id);
      if (data.kind === "text") pending.resolve(data.text);
      else pending.reject(placed(data.message));
    };
    helper.onerror = ({ message }) => this.#end(new QufluxError(message));
    helper.postMessage(bytes);
    return helper;
  }

  /** Ends the helper; what waits for it is told why. */
  #end(error: QufluxError): void {
    this.#helper?.terminate();
    this.#helper = null;
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(error);
  }

  async check(toml: string): Promise<ModelError | null> {
    try {
      await this.#ask("check", toml);
      return null;
    } catch (error) {
      if (!(error instanceof QufluxError) || error.message === "cancelled") throw error;
      return { message: error.message, line: error.line, column: error.column };
    }
  }

  async summary(toml: string): Promise<ModelSummary> {
    return JSON.parse(await this.#ask("summary", toml)) as ModelSummary;
  }

  async run(toml: string, progress?: (share: number) => void): Promise<Dataset> {
    return JSON.parse(await this.#ask("run", toml, progress)) as Dataset;
  }

  async exact(toml: string, tolerance: number): Promise<Dataset> {
    try {
      return JSON.parse(await this.#ask("exact", toml, undefined, tolerance)) as Dataset;
    } catch (error) {
      throw error instanceof QufluxError ? ofExact(error) : error;
    }
  }

  async audit(toml: string): Promise<unknown> {
    return JSON.parse(await this.#ask("audit", toml)) as unknown;
  }

  async python(toml: string): Promise<string> {
    await this.#ask("check", toml);
    return pythonOf(toml);
  }

  cancel(): void {
    ++this.#cancelled;
    this.#end(new QufluxError("cancelled"));
  }
}

/** Without the setting that the page has made itself, which nobody has written. */
function ofExact({ message, line, column }: QufluxError): QufluxError {
  return new QufluxError(message.replace(/^--set (equations|output)=\[[^]*?\]: /, ""), line, column);
}
