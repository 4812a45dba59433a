/**
 * What `wasm/` exports to JavaScript, checked by hand against the glue that wasm-bindgen writes to
 * `dist/chromium/wasm/jitsuin.d.ts`; a test compares the two where that file has been built.
 *
 * Every function may throw an `Error` with the own properties `code` (of bridge/PROTOCOL.md) and the code's facts.
 */

/** A form's content as the page gives it. */
export interface FormContent {
  title: string;
  fields: FormField[];
  notice?: string;
}

export interface FormField {
  name: string;
  label: string;
  value: string;
}

/** The canonical JSON document (RFC 8785) that is signed. */
export interface FormDocument extends FormContent {
  type: "jitsuin-form";
  version: 1;
  origin: string;
  nonce: string;
  expires: string;
}

/** The facts of a certificate that the window uses; the document in core has more. */
export interface CertificateSummary {
  kind: "sign" | "auth" | "other";
  serialNumber: string;
  issuer: string;
  subject: string;
  /** RFC 3339, UTC. */
  notBefore: string;
  /** RFC 3339, UTC. */
  notAfter: string;
  /** Issued by a test CA. */
  test: boolean;
}

/** A digest and how it was made. */
export interface Digest {
  algorithm: "sha-256";
  value: Uint8Array;
}

/** Composes the canonical document of a form. */
export function composeForm(content: FormContent, origin: string, nonce: string, expires: string): Uint8Array;
/** Reads a form document; refuses what is not byte for byte its own canonical form. */
export function readForm(bytes: Uint8Array): FormDocument;
/** Reads one certificate, DER. */
export function readCertificate(der: Uint8Array): CertificateSummary;
/** Prepares CMS SignedData that carries its content. */
export function prepareAttached(content: Uint8Array, certificate: Uint8Array, nowMs: number): ToBeSigned;
/** Prepares CMS SignedData beside its content, whose digest is given. */
export function prepareDetached(digest: Digest, certificate: Uint8Array, nowMs: number): ToBeSigned;

/** Signed attributes that wait for the card. */
export class ToBeSigned {
  private constructor();
  free(): void;
  /** What the card signs. */
  digests(): Digest[];
  /** Takes the card's answers, verifies them, and gives the DER of SignedData. Consumes the object. */
  complete(signatures: Uint8Array[]): Uint8Array;
}

/** SHA-256 in pieces. */
export class Sha256 {
  constructor();
  free(): void;
  update(bytes: Uint8Array): void;
  finish(): Uint8Array;
}

/** Loads the module; called once, before anything else. */
export default function init(from: { module_or_path: URL }): Promise<unknown>;
