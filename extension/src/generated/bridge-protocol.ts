// Generated from bridge/src by `cargo xtask types`. Do not edit.

/** The protocol's number (bridge/PROTOCOL.md). */
export const PROTOCOL = 1;

export type Key = "sign";

export type DigestAlgorithm = "sha-256";

export type OpenRequest = { type: "open", id: number, 
/**
 * Which key.
 */
key: Key, 
/**
 * The reader's name, as `status` gave it.
 */
reader: string, 
/**
 * As it was typed and normalised in the window.
 */
pin: string, 
/**
 * The person has confirmed to use the last try.
 */
lastTry?: boolean, };

export type DigestToSign = { algorithm: DigestAlgorithm, 
/**
 * Base64.
 */
value: string, };

export type SignRequest = { type: "sign", id: number, digests: Array<DigestToSign>, };

export type ReaderState = "empty" | "present" | "unresponsive";

export type Reader = { 
/**
 * Its name in PC/SC.
 */
name: string, 
/**
 * What is in it.
 */
state: ReaderState, };

export type TriesLeft = { 
/**
 * Of the signing password (署名用).
 */
sign: number | null, };

export type BridgeErrorCode = "caller-refused" | "protocol-error" | "message-too-large" | "out-of-order" | "pcsc-unavailable" | "no-reader" | "no-card" | "card-busy" | "card-removed" | "card-unresponsive" | "card-unsupported" | "certificate-missing" | "pin-format" | "pin-wrong" | "pin-blocked" | "last-try" | "card-refused" | "card-garbled";

export type Card = { "kind": "my-number-card", 
/**
 * Whether it holds a signing certificate.
 */
signCertificate: boolean, 
/**
 * Tries that are left.
 */
triesLeft: TriesLeft, } | { "kind": "phone", 
/**
 * Whether it holds a signing certificate.
 */
signCertificate: boolean, 
/**
 * Tries that are left.
 */
triesLeft: TriesLeft, } | { "kind": "juki-card" } | { "kind": "other" } | { "kind": "busy" } | { "kind": "unreadable", 
/**
 * Why.
 */
code: BridgeErrorCode, };

export type ReaderStatus = { 
/**
 * The reader's name in PC/SC.
 */
name: string, 
/**
 * What is in it.
 */
state: ReaderState, 
/**
 * What the card is; only where one is present.
 */
card?: Card, };

export type BridgeError = { 
/**
 * Which row of the table.
 */
code: BridgeErrorCode, 
/**
 * Tries that are left after a wrong PIN.
 */
triesLeft?: number, 
/**
 * The card's status word, four hexadecimal digits.
 */
statusWord?: string, 
/**
 * For a developer, in English; never holds anything that was typed.
 */
reason?: string, };

export type BridgeMessage = { "type": "hello", 
/**
 * [`PROTOCOL`].
 */
protocol: number, 
/**
 * The bridge's version.
 */
version: string, } | { "type": "readers-changed", 
/**
 * All readers.
 */
readers: Array<Reader>, } | { "type": "progress", 
/**
 * So many are signed.
 */
done: number, 
/**
 * Of so many.
 */
total: number, } | { "type": "status", 
/**
 * The request's id.
 */
id: number, 
/**
 * All readers, and the cards in them.
 */
readers: Array<ReaderStatus>, } | { "type": "opened", 
/**
 * The request's id.
 */
id: number, 
/**
 * DER, in base64.
 */
certificate: string, } | { "type": "signed", 
/**
 * The request's id.
 */
id: number, 
/**
 * One for each digest, in base64.
 */
signatures: Array<string>, } | { "type": "closed", 
/**
 * The request's id.
 */
id: number, } | { "type": "error", 
/**
 * The request's id.
 */
id?: number, 
/**
 * Which row of the table.
 */
code: BridgeErrorCode, 
/**
 * Tries that are left after a wrong PIN.
 */
triesLeft?: number, 
/**
 * The card's status word, four hexadecimal digits.
 */
statusWord?: string, 
/**
 * For a developer, in English; never holds anything that was typed.
 */
reason?: string, };

/** The requests without fields of their own. */
export type BareRequest = { type: "status" | "close", id: number, };
