// Lists and OCSP responders by Node's fetch: bounded in bytes and time, without redirects.

import { randomBytes } from "node:crypto";

/** How a source is asked; not for callers. */
export const ask = Symbol("ask");

/** Bytes of the largest list, as core reads it. */
const MOST_LIST = 256 * 1024 * 1024;
const MOST_RESPONSE = 64 * 1024;
const LIST_MS = 120_000;
const OCSP_MS = 5_000;
/** After so long a newer list is looked for, although the kept one is valid. */
const REVALIDATE_MS = 3_600_000;
/** After a failure nobody waits for the same server again for so long. */
const PAUSE_MS = 15_000;

/** A list of revoked certificates (DER) at a URL. @param {string} url @param {{ certificates?: "sign" | "auth" }} options */
export function crl(url, { certificates } = {}) {
  return new List(configured(url), certificates);
}

/** An OCSP responder. @param {string} url @param {{ certificates?: "sign" | "auth", timeout?: number }} options */
export function ocsp(url, { certificates, timeout = OCSP_MS } = {}) {
  return new Responder(configured(url), certificates, timeout);
}

class List {
  #url;
  #certificates;
  /** The last list that counts, and when it came. */
  #list;
  #readAt;
  /** What went wrong the last time: an explanation, or a list that must not be believed. */
  #failure;
  #confirmedAt = -Infinity;
  #validators = {};
  #download;

  constructor(url, certificates) {
    this.#url = url;
    this.#certificates = certificates;
  }

  async [ask](examination, core, anchors) {
    if (!speaksFor(this.#certificates, examination, core)) return () => {};
    const valid = this.#isValid();
    if (this.#isDue(valid)) {
      this.#download ??= this.#fetch(core, anchors).finally(() => (this.#download = undefined));
      // Nobody waits for a list that may be newer.
      if (!valid) await this.#download;
    }
    const [list, readAt, failure, url] = [this.#list, this.#readAt, this.#failure, this.#url];
    // A list that has just come but is too old is judged by core, which says so.
    if (list && (this.#isValid() || !failure)) return (examination) => examination.addList(list, url, readAt);
    if (failure.list) return (examination) => examination.addList(failure.list, url, failure.at);
    return (examination) => examination.addUnavailable("crl", url, failure.explanation, failure.at);
  }

  #isValid() {
    const next = this.#list?.nextUpdate;
    return this.#list !== undefined && (next === undefined || Date.now() <= Date.parse(next));
  }

  #isDue(valid) {
    const now = Date.now();
    const justFailed = this.#failure !== undefined && now - this.#failure.at < PAUSE_MS;
    return !justFailed && !(valid && now - this.#confirmedAt < REVALIDATE_MS);
  }

  async #fetch(core, anchors) {
    try {
      const response = await send(this.#url, { headers: this.#validators }, LIST_MS);
      if (response.status !== 304) {
        const list = new core.RevocationList(await body(response, MOST_LIST), anchors);
        if (list.problem !== undefined) {
          this.#failure = { list, at: Date.now() };
          return;
        }
        [this.#list, this.#readAt, this.#validators] = [list, Date.now(), validators(response.headers)];
      }
      this.#confirmedAt = Date.now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = { explanation: explanation(error), at: Date.now() };
    }
  }
}

class Responder {
  #url;
  #certificates;
  #timeout;

  constructor(url, certificates, timeout) {
    this.#url = url;
    this.#certificates = certificates;
    this.#timeout = timeout;
  }

  async [ask](examination, core) {
    if (!speaksFor(this.#certificates, examination, core)) return () => {};
    const url = this.#url;
    const nonce = randomBytes(32);
    try {
      const question = { method: "POST", headers: { "content-type": "application/ocsp-request" }, body: examination.ocspRequest(nonce) };
      const bytes = await body(await send(url, question, this.#timeout), MOST_RESPONSE);
      const at = Date.now();
      return (examination) => examination.addOcspResponse(bytes, nonce, url, at);
    } catch (error) {
      const at = Date.now();
      return (examination) => examination.addUnavailable("ocsp", url, explanation(error), at);
    }
  }
}

/** Is the signer's certificate of the kind that the source was configured for? */
function speaksFor(certificates, examination, core) {
  return certificates === undefined || core.readCertificate(examination.signer).kind === certificates;
}

function configured(text) {
  const url = new URL(text);
  if (!["http:", "https:"].includes(url.protocol)) throw new TypeError(`${url.protocol} is neither http nor https`);
  if (url.username || url.password) throw new TypeError("a URL with a name or a password is refused: reports show it");
  return url.href;
}

/** The signal ends the body too. */
function send(url, request, timeout) {
  return fetch(url, { ...request, redirect: "error", signal: AbortSignal.timeout(timeout) });
}

function validators(headers) {
  const pairs = [["if-none-match", headers.get("etag")], ["if-modified-since", headers.get("last-modified")]];
  return Object.fromEntries(pairs.filter(([, value]) => value !== null));
}

async function body(response, most) {
  if (!response.ok) throw new Error(`the answer was HTTP ${response.status}`);
  const pieces = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > most) throw new Error(`the answer has more than ${most} bytes`);
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces, size));
}

function explanation(error) {
  return error.cause?.message ?? error.message;
}
