// Judges signatures and logins, and asks the configured sources about revocation. The judgement is core's (WASM); the network is fetch's.
//
// It never takes an address from a certificate, accepts nothing that it could not ask about, and keeps no document.

import { createRequire } from "node:module";
import { absence, ask } from "./sources.js";

export { crl, ocsp } from "./sources.js";

const core = createRequire(import.meta.url)("./core/jitsuin.js");

const MODES = ["administrative", "accredited-operator", "test"];

export class Verifier {
  #anchors;
  #sources;
  #mode;
  #maxAge;

  /** @param {import("./index.d.ts").Configuration} configuration */
  constructor({ anchors, mode, sources = [], maxAge }) {
    if (!MODES.includes(mode)) {
      // A service provider asks its platform operator, whose interface this package does not know.
      throw new TypeError(`mode must be one of ${MODES.join(", ")}`);
    }
    const wrong = core.anchorOrigins(anchors).filter((origin) => (origin === "j-lis") === (mode === "test"));
    if (wrong.length > 0) {
      throw new TypeError(mode === "test" ? "mode test refuses the CAs of J-LIS" : `mode ${mode} takes the CAs of J-LIS only`);
    }
    if (maxAge !== undefined && !(maxAge > 0 && Number.isFinite(maxAge))) throw new TypeError("maxAge must be a number of milliseconds");
    this.#anchors = anchors;
    this.#maxAge = maxAge;
    this.#sources = sources;
    this.#mode = mode;
  }

  /** @param {Uint8Array} signed @param {{ content?: Uint8Array, at?: Date }} options */
  async verify(signed, { content, at = new Date() } = {}) {
    return this.#conclude(core.examine(signed, content, this.#anchors, at.getTime()));
  }

  /** @param {object | string} token @param {{ origin: string, nonce: string, at?: Date }} options */
  async verifyLogin(token, { origin, nonce, at = new Date() }) {
    const json = typeof token === "string" ? token : JSON.stringify(token);
    return this.#conclude(core.examineLogin(json, origin, nonce, this.#anchors, at.getTime()));
  }

  /** @param {Uint8Array} certificate @param {{ at?: Date }} options */
  async verifyCertificate(certificate, { at = new Date() } = {}) {
    return this.#conclude(core.examineCertificate(certificate, this.#anchors, at.getTime()));
  }

  async #conclude(examination) {
    if (examination.revocationDecides) {
      // All at once; they are added in the order of the configuration.
      const answers = await Promise.all(this.#sources.map((source) => source[ask](examination, core, this.#anchors)));
      const spoken = answers.filter((add) => add !== undefined);
      for (const add of spoken) add(examination);
      // To ask and get no answer is not the same as not to ask.
      if (spoken.length === 0) for (const source of this.#sources) source[absence](examination);
    }
    return { mode: this.#mode, ...examination.conclude(this.#maxAge) };
  }
}
