/** The demo site, as a municipality would run it. */
import { createServer } from "node:net";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child.mjs";
import * as paths from "./paths.mjs";

export class Site {
  /** @param {{ anchors: string, port?: number, more?: string[] }} how the CAs that it trusts; its port, or any that is free; more arguments */
  static async start({ anchors, port, more = [] }) {
    const chosen = port ?? (await freePort());
    const origin = `http://localhost:${chosen}`;
    const folder = await mkdtemp(join(tmpdir(), "jitsuin-site-"));
    // A database that ends with the program.
    const kept = ["--database", "sqlite::memory:", "--pseudonym-key-file", join(folder, "pseudonym-key")];
    const reached = ["--listen", `127.0.0.1:${chosen}`, "--origin", origin];
    const child = new Child(paths.demoSite, [...reached, "--anchors", anchors, "--api", paths.api, ...kept, ...more]);
    // Its own word, not an answer at the port: that could be another program's.
    await child.line();
    return new Site(origin, child, folder);
  }

  /** @param {string} origin @param {Child} child @param {string} folder */
  constructor(origin, child, folder) {
    this.origin = origin;
    this.child = child;
    this.folder = folder;
  }

  async end() {
    await this.child.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}
