/** The formats: the WASM module, as the window uses it. */
export type Formats = Omit<typeof import("../wasm.js"), "default" | "Sha256">;

// Relative to dist/chromium/signing.js. A name, not a literal in import(): the file is built by xtask and not bundled.
const GLUE = "./wasm/jitsuin.js";
const MODULE = "./wasm/jitsuin_bg.wasm";

/** Loads and starts the WASM module. */
export async function loadFormats(): Promise<Formats> {
  const glue = (await import(GLUE)) as typeof import("../wasm.js");
  await glue.default({ module_or_path: new URL(MODULE, import.meta.url) });
  return glue;
}
