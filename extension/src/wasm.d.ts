/**
 * What `wasm/` exports to JavaScript, checked by hand against the glue that wasm-bindgen writes to
 * `dist/chromium/wasm/jitsuin.d.ts`; a test compares the two where that file has been built. The types are generated from core's.
 *
 * Every function may throw an `Error` with the own properties `code` (of bridge/PROTOCOL.md) and the code's facts.
 */
import type { AttributesReading, CertificateSummary, FormContent, FormDocument, Token } from "../../wasm/types.d.ts";

export type { AttributesReading, CertificateSummary, FormContent, FormDocument, Token };

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
/** One certificate as PEM. */
export function certificatePem(der: Uint8Array): string;
/** Prepares CMS SignedData that carries its content. */
export function prepareAttached(content: Uint8Array, certificate: Uint8Array, nowMs: number): ToBeSigned;
/** Prepares CMS SignedData beside its content, whose digest is given. */
export function prepareDetached(digest: Digest, certificate: Uint8Array, nowMs: number): ToBeSigned;
/** Makes the login's token, after the signature has been verified. */
export function authenticationToken(certificate: Uint8Array, signature: Uint8Array, origin: string, nonce: string): Token;
/** Reads 基本4情報, and compares the card's digest of them. */
export function readAttributes(file: Uint8Array, digest?: Uint8Array | null): AttributesReading;

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
