/** The bridge without a browser: native messaging over a pipe, as `bridge/PROTOCOL.md` describes it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { endianness } from "node:os";
import * as paths from "./paths.mjs";
import { until } from "./until.mjs";

const PATIENCE_MS = 30_000;
const LITTLE = endianness() === "LE";

export class NativeClient {
  /** Starts the bridge as Chromium does, and takes its greeting. @param {NodeJS.ProcessEnv} [environment] */
  static async start(environment = {}) {
    const client = new NativeClient(environment);
    const hello = await client.#message((message) => message.type === "hello");
    return Object.assign(client, { hello });
  }

  /** @param {NodeJS.ProcessEnv} environment */
  constructor(environment) {
    this.process = spawn(paths.bridge, [`chrome-extension://${paths.EXTENSION_ID}/`], {
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.exited = once(this.process, "exit");
    /** @type {any[]} */
    this.messages = [];
    /** @type {{ wanted: (message: any) => boolean, resolve: (message: any) => void, reject: (error: Error) => void }[]} */
    this.waiting = [];
    this.lastId = 0;
    let received = Buffer.alloc(0);
    this.process.stdout.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (;;) {
        if (received.length < 4) return;
        const length = LITTLE ? received.readUInt32LE() : received.readUInt32BE();
        if (received.length < 4 + length) return;
        this.#receive(JSON.parse(received.subarray(4, 4 + length).toString()));
        received = received.subarray(4 + length);
      }
    });
    void this.exited.then(
      () => this.#lost(new Error("the bridge ended")),
      (error) => this.#lost(error),
    );
  }

  /** Sends a request and waits for its reply. @param {string} type @param {object} [fields] */
  async request(type, fields = {}) {
    const id = ++this.lastId;
    const body = Buffer.from(JSON.stringify({ type, id, ...fields }));
    const length = Buffer.alloc(4);
    if (LITTLE) length.writeUInt32LE(body.length);
    else length.writeUInt32BE(body.length);
    const reply = this.#message((message) => message.id === id);
    this.process.stdin.write(Buffer.concat([length, body]));
    return reply;
  }

  /** The next change, from now on, that is wanted. @param {(readers: any[]) => boolean} wanted */
  change(wanted) {
    this.messages = this.messages.filter(({ type }) => type !== "readers-changed");
    return this.#message((message) => message.type === "readers-changed" && wanted(message.readers));
  }

  /** The first reader, once it has a card, as `status` describes it. */
  card() {
    return until("the bridge sees the card", async () => {
      const { readers } = await this.request("status", { pins: ["sign"] });
      return readers?.[0]?.card && readers[0];
    });
  }

  /** Ends the bridge's input, as a browser does, and waits for its end. */
  async end() {
    this.process.stdin.end();
    await this.exited;
  }

  /** @param {(message: any) => boolean} wanted @returns {Promise<any>} */
  #message(wanted) {
    const index = this.messages.findIndex(wanted);
    if (index >= 0) return Promise.resolve(this.messages.splice(index, 1)[0]);
    if (this.lost) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the bridge said nothing for ${PATIENCE_MS} ms`)), PATIENCE_MS);
      const settled = (/** @type {(value: any) => void} */ settle) => (/** @type {any} */ value) => {
        clearTimeout(timer);
        settle(value);
      };
      this.waiting.push({ wanted, resolve: settled(resolve), reject: settled(reject) });
    });
  }

  /** @param {any} message */
  #receive(message) {
    const index = this.waiting.findIndex(({ wanted }) => wanted(message));
    if (index < 0) this.messages.push(message);
    else this.waiting.splice(index, 1)[0].resolve(message);
  }

  /** @param {Error} error */
  #lost(error) {
    this.lost = error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
