// Lists and OCSP responders by Node's fetch: bounded in bytes and time, without redirects.

import { randomBytes } from "node:crypto";

/** How a source is asked; not for callers. */
export const ask = Symbol("ask");

/** What a source adds that did not speak for the certificate, where none did; not for callers. */
export const absence = Symbol("absence");

/** Bytes of the largest list, as core reads it. */
const MOST_LIST = 256 * 1024 * 1024;
const MOST_RESPONSE = 64 * 1024;
const LIST_MS = 120_000;
const OCSP_MS = 5_000;
/** After so long a newer list is looked for, although the kept one is valid. */
const REVALIDATE_MS = 3_600_000;
/** After a failure nobody waits for the same server again for so long. */
const PAUSE_MS = 15_000;
/** A verdict waits so long for a download, from its begin. */
const WAIT_MS = 3_000;
/** After a responder let the time pass, nobody waits for it again for so long. One that fails at once costs no time. */
const SILENCE_MS = 2_000;

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
  /** The last list that counts, and when it came. It goes on being used while it is valid. */
  #list;
  #readAt;
  /** What went wrong the last time: an explanation, or a list that must not be believed. */
  #failure;
  #confirmedAt = -Infinity;
  #validators = {};
  /** The download that is under way, and when it began. */
  #download;
  #beganAt;

  constructor(url, certificates) {
    this.#url = url;
    this.#certificates = certificates;
  }

  async [ask](examination, core, anchors) {
    if (!speaksFor(this.#certificates, examination, core)) return undefined;
    if (this.#download === undefined && this.#isDue()) {
      this.#beganAt = Date.now();
      this.#download = this.#fetch(core, anchors).finally(() => (this.#download = undefined));
    }
    // Nobody waits for a list that may be newer, nor longer than a few seconds for one at all: the download goes on.
    if (this.#download !== undefined && !this.#isValid()) await within(this.#beganAt + WAIT_MS, this.#download);
    const [list, readAt, failure, url, at] = [this.#list, this.#readAt, this.#failure, this.#url, Date.now()];
    if (list && !list.speaksFor(examination)) return undefined;
    // A list that has just come but is too old is judged by core, which says so; and a revocation is for ever.
    if (list && (this.#isValid() || !failure || list.names(examination))) {
      return (examination) => examination.addList(list, url, readAt);
    }
    if (failure?.list) return (examination) => examination.addList(failure.list, url, failure.at);
    const why = failure ?? { explanation: "the list is still being fetched", at };
    if (why.refused) return (examination) => examination.addRefused("crl", url, why.explanation, why.at);
    return (examination) => examination.addUnavailable("crl", url, why.explanation, why.at);
  }

  /** Why nobody speaks for the certificate. */
  [absence](examination) {
    const point = examination.distributionPoint;
    const named = point === undefined ? "" : ` and its distribution point ${point}`;
    const [url, at] = [this.#url, Date.now()];
    examination.addUnavailable("crl", url, `a list for the certificate's issuer${named} is not there`, at);
  }

  #isValid(at = Date.now()) {
    const next = this.#list?.nextUpdate;
    return this.#list !== undefined && (next === undefined || at <= Date.parse(next));
  }

  #isDue() {
    const now = Date.now();
    const justFailed = this.#failure !== undefined && now - this.#failure.at < PAUSE_MS;
    // Did the server just give a list whose time had passed? Then it is not asked again for every verdict.
    const late = this.#list !== undefined && !this.#isValid(this.#confirmedAt) && now - this.#confirmedAt < PAUSE_MS;
    return !justFailed && !late && !(this.#isValid() && now - this.#confirmedAt < REVALIDATE_MS);
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
        const refused = this.#refusal(list);
        if (refused !== undefined) {
          this.#failure = { refused: true, explanation: refused, at: Date.now() };
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

  /** An older list would take a revocation back; one of another scope counts only when the kept one's time is over. */
  #refusal(list) {
    const kept = this.#list;
    if (kept === undefined) return undefined;
    if (list.hasScopeOf(kept)) return list.mayReplace(kept) ? undefined : "the list is older than the one before";
    return this.#isValid() ? "the list is of another CA or distribution point than before" : undefined;
  }
}

class Responder {
  #url;
  #certificates;
  #timeout;
  /** When it last let the time pass. */
  #silentAt = -Infinity;

  constructor(url, certificates, timeout) {
    this.#url = url;
    this.#certificates = certificates;
    this.#timeout = timeout;
  }

  async [ask](examination, core) {
    if (!speaksFor(this.#certificates, examination, core)) return undefined;
    const url = this.#url;
    const unavailable = (why, at = Date.now()) => (examination) => examination.addUnavailable("ocsp", url, why, at);
    if (Date.now() - this.#silentAt < SILENCE_MS) return unavailable("no answer: timed out");
    const nonce = randomBytes(32);
    try {
      const question = { method: "POST", headers: { "content-type": "application/ocsp-request" }, body: examination.ocspRequest(nonce) };
      const bytes = await body(await send(url, question, this.#timeout), MOST_RESPONSE);
      const at = Date.now();
      this.#silentAt = -Infinity;
      return (examination) => examination.addOcspResponse(bytes, nonce, url, at);
    } catch (error) {
      this.#silentAt = error.name === "TimeoutError" ? Date.now() : -Infinity;
      return unavailable(explanation(error));
    }
  }

  /** Why nobody speaks for the certificate. */
  [absence](examination) {
    examination.addUnavailable("ocsp", this.#url, "it does not speak for certificates of this kind", Date.now());
  }
}

/** Waits for a promise, or until a moment. */
async function within(deadline, promise) {
  let timer;
  const time = new Promise((resolve) => (timer = setTimeout(resolve, Math.max(0, deadline - Date.now()))));
  await Promise.race([promise, time]);
  clearTimeout(timer);
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
