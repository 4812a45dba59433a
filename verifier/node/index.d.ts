import type { Report } from "./core/jitsuin.js";

export type { Report } from "./core/jitsuin.js";

/** Who runs the verifier (公的個人認証法 17条). A service provider leaves verification to a platform operator and does not run this. */
export type Mode = "administrative" | "accredited-operator" | "test";

/** Somebody who can be asked about revocation. */
export interface RevocationSource {
  readonly __source: never;
}

export interface Configuration {
  /** The CA certificates that count, PEM. In every mode but `test`, each must be one of J-LIS's; in `test`, none may be. */
  anchors: string;
  mode: Mode;
  /** Asked all at once; the report names every answer. Without any, no verdict is TOTAL-PASSED. */
  sources?: RevocationSource[];
  /** The greatest age of an answer in ms, from its thisUpdate; a week without. Its nextUpdate is obeyed in any case. */
  maxAge?: number;
}

/** A report of core, and who made it. Accept only `indication === "TOTAL-PASSED"`. */
export type Verdict = Report & { mode: Mode };

/** Keeps anchors and lists. Make one, and use it for every request. */
export class Verifier {
  /** @throws `anchors-malformed`, or a TypeError where mode and anchors do not fit. */
  constructor(configuration: Configuration);
  /** Judges a CMS signature. `content` is what a detached one signs. A bad signature is a verdict, not an error. */
  verify(signed: Uint8Array, options?: { content?: Uint8Array; at?: Date }): Promise<Verdict>;
  /** Judges a login. `origin` is the site's own, by its configuration; `nonce` the one that it gave, and that it uses up. */
  verifyLogin(token: object | string, options: { origin: string; nonce: string; at?: Date }): Promise<Verdict>;
  /** Judges a certificate (DER) by itself, such as one that was kept (現況確認); the report names no holder.
   * @throws `certificate-malformed` */
  verifyCertificate(certificate: Uint8Array, options?: { at?: Date }): Promise<Verdict>;
}

/** A list of revoked certificates (DER) behind http or https, for certificates of one kind or of both; kept until its next update. No older
 * one takes its place, and a verdict waits three seconds at most for a download. */
export function crl(url: string, options?: { certificates?: "sign" | "auth" }): RevocationSource;

/** An OCSP responder, for certificates of one kind or of both; asked each time, with a nonce, within `timeout` ms (5000). */
export function ocsp(url: string, options?: { certificates?: "sign" | "auth"; timeout?: number }): RevocationSource;
