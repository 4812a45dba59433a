/** The shipped bridge behind a program that passes every byte on and notes when the bridge told of its readers. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { script } from "./browser.mjs";
import * as paths from "./paths.mjs";

/** @param {string} log the file that the notes go to */
const source = (log) => `#!/usr/bin/env node
const { spawn } = require("node:child_process");
const { appendFileSync } = require("node:fs");
const { endianness } = require("node:os");
const bridge = spawn(${JSON.stringify(paths.bridge)}, process.argv.slice(2), { stdio: ["pipe", "pipe", "inherit"] });
process.stdin.pipe(bridge.stdin);
let received = Buffer.alloc(0);
bridge.stdout.on("data", (chunk) => {
  const at = Date.now();
  process.stdout.write(chunk);
  received = Buffer.concat([received, chunk]);
  while (received.length >= 4) {
    const length = endianness() === "LE" ? received.readUInt32LE() : received.readUInt32BE();
    if (received.length < 4 + length) return;
    const { type, readers } = JSON.parse(received.subarray(4, 4 + length).toString());
    received = received.subarray(4 + length);
    if (type === "readers-changed") appendFileSync(${JSON.stringify(log)}, JSON.stringify({ at, readers }) + "\\n");
  }
});
bridge.on("exit", (code) => process.exit(code ?? 1));
`;

export class NotedBridge {
  /** @param {string} folder where the program and its notes are put */
  static async make(folder) {
    const log = join(folder, "readers-changed.jsonl");
    return new NotedBridge(await script(folder, "noted-bridge", source(log)), log);
  }

  /** @param {string} program to be registered as the bridge @param {string} log */
  constructor(program, log) {
    this.program = program;
    this.log = log;
  }

  /** When the bridge told of its readers, and what. @returns {Promise<{ at: number, readers: { state: string }[] }[]>} `at` in ms since 1970 */
  async told() {
    const text = await readFile(this.log, "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }
}
