/** The test CAs' own word on what they revoked: `openssl ocsp` behind tests/pki's program. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Child } from "./child.mjs";
import * as paths from "./paths.mjs";

const run = promisify(execFile);

export class Responder {
  /**
   * Answers for the CAs of a folder, or as a scenario of tests/pki/scenarios says, after revoking what it says.
   * @param {string} ca
   * @param {{ scenario?: string, port?: string }} [how] `port`: the one where an earlier responder was
   */
  static async start(ca, { scenario, port } = {}) {
    const story = scenario ? ["--scenario", join(paths.root, `tests/pki/scenarios/${scenario}.toml`)] : [];
    const place = port ? ["--port", port] : [];
    const child = new Child(paths.testPki, ["--ca", ca, "respond", ...story, ...place]);
    const { sign, auth } = await child.json();
    return new Responder(ca, child, { sign: sign.ocsp, auth: auth.ocsp }, { sign: sign.crl, auth: auth.crl });
  }

  /**
   * @param {string} ca
   * @param {Child} child
   * @param {{ sign: string, auth: string }} ocsp where questions about each kind of certificate go
   * @param {{ sign: string, auth: string }} crl where each CA's list is
   */
  constructor(ca, child, ocsp, crl) {
    this.ca = ca;
    this.child = child;
    this.ocsp = ocsp;
    this.crl = crl;
  }

  /**
   * Revokes the certificate that was issued last to a holder. The next answer says so.
   * @param {string} holder
   * @param {"sign" | "auth"} which
   * @param {string} reason of RFC 5280, such as affiliationChanged
   */
  async revoke(holder, which, reason) {
    await run(paths.testPki, ["--ca", this.ca, "revoke", "--holder", holder, "--which", which, "--reason", reason]);
  }

  end() {
    return this.child.end();
  }
}
