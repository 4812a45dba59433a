/** A program that the stage has started. It is ended by its own id, never by its name. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const END_WITHIN_MS = 5_000;

export class Child {
  /**
   * @param {string} program
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env] added to this process's own
   */
  constructor(program, args, env = {}) {
    this.name = program.split("/").at(-1);
    this.process = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    /** @type {Error | undefined} */
    this.failure = undefined;
    this.process.on("error", (error) => (this.failure = error));
    this.stderr = "";
    this.process.stderr.on("data", (chunk) => (this.stderr = (this.stderr + chunk).slice(-20_000)));
    /** @type {Promise<unknown>} the answer that was asked for last */
    this.last = Promise.resolve();
    /** @type {string[]} */
    this.lines = [];
    /** @type {((line: string) => void)[]} */
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      const next = this.waiting.shift();
      if (next) next(line);
      else this.lines.push(line);
    });
    this.exited = once(this.process, "exit").catch(() => undefined);
  }

  /** The next line that the program prints. */
  async line() {
    return this.lines.shift() ?? Promise.race([this.#nextLine(), this.#lost()]);
  }

  /** The next line that the program prints, as JSON. */
  async json() {
    return JSON.parse(await this.line());
  }

  /** Sends a line and takes the answer; events in between are no answer. One question at a time. @param {string} line */
  async ask(line) {
    const answer = this.last.then(async () => {
      this.process.stdin.write(`${line}\n`);
      for (;;) {
        const message = await this.json();
        if (message.event === undefined) return message;
      }
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the program: its input ends, and if that is not enough, SIGTERM and SIGKILL. */
  async end() {
    if (this.process.exitCode !== null || this.process.signalCode !== null || this.failure) return;
    this.process.stdin.end();
    for (const signal of /** @type {const} */ (["SIGTERM", "SIGKILL"])) {
      const timer = setTimeout(() => this.process.kill(signal), END_WITHIN_MS);
      const ended = await Promise.race([this.exited.then(() => true), new Promise((done) => setTimeout(done, END_WITHIN_MS + 500, false))]);
      clearTimeout(timer);
      if (ended) return;
    }
  }

  /** @returns {Promise<string>} */
  #nextLine() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** @returns {Promise<never>} */
  async #lost() {
    await this.exited;
    throw this.failure ?? new Error(`${this.name} ended (${this.process.exitCode}):\n${this.stderr}`);
  }
}
