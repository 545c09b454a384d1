/** Paints fields of numbers in the colours of a map: by the graphics processor where there is one. */
import { colourTable, entries, type ColourMapName } from "./colour_maps.js";

/** values[j * columns + i] at the i-th column from the left and the j-th row from below; NaN stays clear. */
export interface Field {
  values: Float64Array;
  columns: number;
  rows: number;
}

/** Paints one canvas, whose size in pixels is the caller's. */
export interface MapPainter {
  readonly kind: "webgl2" | "canvas";
  paint(field: Field, colours: ColourMapName, from: number, to: number): void;
}

export function openMapPainter(canvas: HTMLCanvasElement): MapPainter {
  return openWebGlPainter(canvas) ?? new CanvasPainter(canvas);
}

const vertexShader = `#version 300 es
out vec2 place;
void main() {
  // One triangle that covers the canvas.
  place = vec2(gl_VertexID == 1 ? 2.0 : 0.0, gl_VertexID == 2 ? 2.0 : 0.0);
  gl_Position = vec4(2.0 * place - 1.0, 0.0, 1.0);
}`;

// Float textures are not filtered by all machines: the four neighbours are mixed here, unless one of
// them has no answer, which must not eat into the others.
const fragmentShader = `#version 300 es
precision highp float;
uniform highp sampler2D field;
uniform sampler2D colours;
in vec2 place;
out vec4 colour;
void main() {
  ivec2 size = textureSize(field, 0);
  vec2 cell = place * vec2(size) - 0.5;
  ivec2 low = ivec2(floor(cell));
  vec2 share = cell - vec2(low);
  ivec2 a = clamp(low, ivec2(0), size - 1);
  ivec2 b = clamp(low + 1, ivec2(0), size - 1);
  float value = mix(
    mix(texelFetch(field, a, 0).r, texelFetch(field, ivec2(b.x, a.y), 0).r, share.x),
    mix(texelFetch(field, ivec2(a.x, b.y), 0).r, texelFetch(field, b, 0).r, share.x), share.y);
  if (isnan(value) || isinf(value)) {
    value = texelFetch(field, clamp(ivec2(place * vec2(size)), ivec2(0), size - 1), 0).r;
    if (isnan(value)) { colour = vec4(0.0); return; }
  }
  value = clamp(value, 0.0, 1.0);
  float entries = float(textureSize(colours, 0).x);
  colour = texture(colours, vec2((value * (entries - 1.0) + 0.5) / entries, 0.5));
}`;

class WebGlPainter implements MapPainter {
  readonly kind = "webgl2";
  private readonly tables = new Map<ColourMapName, WebGLTexture>();
  private numbers = new Float32Array(0);

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly field: WebGLTexture,
  ) {}

  paint(field: Field, colours: ColourMapName, from: number, to: number): void {
    const { gl } = this;
    gl.viewport(0, 0, gl.canvas.width, gl.canvas.height);
    if (this.numbers.length !== field.values.length) this.numbers = new Float32Array(field.values.length);
    // Flows are small: as parts of the range they keep their digits in 32 bits.
    const span = to - from;
    for (let k = 0; k < field.values.length; ++k) {
      this.numbers[k] = ((field.values[k] as number) - from) / span;
    }
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.field);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, field.columns, field.rows, 0, gl.RED, gl.FLOAT, this.numbers);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.table(colours));
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  private table(name: ColourMapName): WebGLTexture {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const texture = newTexture(this.gl, this.gl.LINEAR);
    const { gl } = this;
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, entries, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, colourTable(name));
    this.tables.set(name, texture);
    return texture;
  }
}

function newTexture(gl: WebGL2RenderingContext, filter: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
  gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  return texture;
}

function openWebGlPainter(canvas: HTMLCanvasElement): MapPainter | null {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false });
  if (gl === null) return null;
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) return null;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null;
  gl.useProgram(program);
  gl.uniform1i(gl.getUniformLocation(program, "field"), 0);
  gl.uniform1i(gl.getUniformLocation(program, "colours"), 1);
  return new WebGlPainter(gl, newTexture(gl, gl.NEAREST));
}

/** A pixel a number, drawn larger. */
export class CanvasPainter implements MapPainter {
  readonly kind = "canvas";

  constructor(private readonly canvas: HTMLCanvasElement) {}

  paint(field: Field, colours: ColourMapName, from: number, to: number): void {
    const { canvas } = this;
    const small = document.createElement("canvas");
    small.width = field.columns;
    small.height = field.rows;
    const pixels = new ImageData(field.columns, field.rows);
    pixels.data.set(paintedField(field, colours, from, to));
    small.getContext("2d")?.putImageData(pixels, 0, 0);
    const target = canvas.getContext("2d");
    target?.clearRect(0, 0, canvas.width, canvas.height);
    target?.drawImage(small, 0, 0, canvas.width, canvas.height);
  }
}

/** Red, green, blue and opacity of each number, the top row first. */
export function paintedField(
  { values, columns, rows }: Field,
  colours: ColourMapName,
  from: number,
  to: number,
): Uint8ClampedArray {
  const table = colourTable(colours);
  const pixels = new Uint8ClampedArray(4 * values.length);
  for (let j = 0; j < rows; ++j) {
    for (let i = 0; i < columns; ++i) {
      const value = values[j * columns + i] as number;
      if (Number.isNaN(value)) continue;
      const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
      const entry = 4 * Math.round(share * (entries - 1));
      pixels.set(table.subarray(entry, entry + 4), 4 * ((rows - 1 - j) * columns + i));
    }
  }
  return pixels;
}
