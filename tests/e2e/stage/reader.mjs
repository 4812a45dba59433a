/** A smart card service of our own, with a reader in software. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.mjs";
import * as paths from "./paths.mjs";

export class Reader {
  /**
   * Starts pcscd with vpcd on a free port, in a mount namespace of its own.
   * @param {{ connected?: boolean, folder?: string }} [how] whether there is a reader at all; where the service lives
   */
  static async start({ connected = true, folder: given } = {}) {
    const folder = given ?? (await mkdtemp(join(tmpdir(), "jitsuin-pcscd-")));
    const child = new Child(paths.virtualCard, ["pcscd", "--dir", folder, ...(connected ? [] : ["--no-reader"])]);
    const { event, socket, port } = await child.json();
    if (event !== "ready") throw new Error(`pcscd did not start: ${child.stderr}`);
    return new Reader(folder, child, socket, port);
  }

  /** What will tell libpcsclite of the service that lives in this folder, before it is there. @param {string} folder */
  static environmentOf(folder) {
    return { PCSCLITE_CSOCK_NAME: join(folder, "run/pcscd.comm") };
  }

  /**
   * @param {string} folder
   * @param {Child} child
   * @param {string} socket
   * @param {number} port
   */
  constructor(folder, child, socket, port) {
    this.folder = folder;
    this.child = child;
    /** Where a card connects. */
    this.port = port;
    /** What tells libpcsclite of this service. */
    this.environment = { PCSCLITE_CSOCK_NAME: socket };
  }

  async end() {
    await this.child.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}
