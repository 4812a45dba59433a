/** The demo site, as a municipality would run it. */
import { createServer } from "node:net";
import { once } from "node:events";
import { Child } from "./child.mjs";
import * as paths from "./paths.mjs";

export class Site {
  /** @param {{ anchors: string, port?: number }} how the CAs that it trusts; its port, or any that is free */
  static async start({ anchors, port }) {
    const chosen = port ?? (await freePort());
    const origin = `http://localhost:${chosen}`;
    const child = new Child(paths.demoSite, ["--listen", `127.0.0.1:${chosen}`, "--origin", origin, "--anchors", anchors, "--api", paths.api]);
    // Its own word, not an answer at the port: that could be another program's.
    await child.line();
    return new Site(origin, child);
  }

  /** @param {string} origin @param {Child} child */
  constructor(origin, child) {
    this.origin = origin;
    this.child = child;
  }

  end() {
    return this.child.end();
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
