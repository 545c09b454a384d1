import { QufluxError } from "./api.js";

/** What exports.cc has in common. */
interface SharedExports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  numbers(): number;
  number_count(): number;
  text(): number;
  text_length(): number;
  give(bytes: number): number;
  version(): number;
}

type Call = (...args: number[]) => number;

/** A module of C++ in memory: calls its functions, which leave numbers or a text behind. */
export class Module {
  readonly #exports: SharedExports & Record<string, unknown>;

  private constructor(instance: WebAssembly.Instance) {
    this.#exports = instance.exports as unknown as SharedExports & Record<string, unknown>;
    this.#exports._initialize();
  }

  static async open(bytes: BufferSource, imports: WebAssembly.Imports = {}): Promise<Module> {
    const module = await WebAssembly.compile(bytes);
    const instance = await WebAssembly.instantiate(module, systemFor(module, () => memory, imports));
    const memory = instance.exports.memory as WebAssembly.Memory;
    return new Module(instance);
  }

  /** Calls a function of the module; throws its error. */
  call(name: string, ...args: number[]): void {
    if ((this.#exports[name] as Call)(...args) !== 0) throw new QufluxError(this.text());
  }

  /** Puts numbers where a function says that they go, which is asked how many they are. */
  put(name: string, numbers: ArrayLike<number>): void {
    const place = (this.#exports[name] as Call)(numbers.length);
    new Float64Array(this.#exports.memory.buffer, place, numbers.length).set(numbers);
  }

  /** The numbers of the last call, valid until the next one. */
  numbers(): Float64Array {
    const { memory, numbers, number_count } = this.#exports;
    return new Float64Array(memory.buffer, numbers(), number_count());
  }

  text(): string {
    const { memory, text, text_length } = this.#exports;
    return new TextDecoder().decode(new Uint8Array(memory.buffer, text(), text_length()));
  }

  /** Gives a text to the next call. */
  give(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const place = this.#exports.give(bytes.length);
    new Uint8Array(this.#exports.memory.buffer, place, bytes.length).set(bytes);
  }
}

/** What the C library asks of a system: there is none here, no file and no clock but the page's. */
function systemFor(
  module: WebAssembly.Module,
  memory: () => WebAssembly.Memory,
  imports: WebAssembly.Imports,
): WebAssembly.Imports {
  const notThere = 52; // ENOSYS
  const system: Record<string, (...args: never[]) => number> = {
    clock_time_get: (_clock: number, _precision: bigint, to: number) => {
      const now = BigInt(Math.round(performance.now() * 1e6));
      new DataView(memory().buffer).setBigUint64(to, now, true);
      return 0;
    },
    environ_sizes_get: (count: number, size: number) => {
      const view = new DataView(memory().buffer);
      view.setUint32(count, 0, true);
      view.setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    proc_exit: () => {
      throw new Error("the library ended itself");
    },
  };
  const result: WebAssembly.Imports = { ...imports };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    if (from in imports) continue;
    result[from] ??= {};
    result[from]![name] = system[name] ?? (() => notThere);
  }
  return result;
}
