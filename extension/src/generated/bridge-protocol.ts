// Generated from bridge/src by `cargo xtask types`. Do not edit.

/** The protocol's number (bridge/PROTOCOL.md). */
export const PROTOCOL = 1;

export type Key = "sign" | "auth";

export type PinKind = "sign" | "auth" | "attributes";

export type DigestAlgorithm = "sha-256";

export type StatusRequest = { type: "status", id: number, 
/**
 * Whose tries are read: one to three, each once.
 */
pins: Array<PinKind>, };

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
 * As it was typed and normalised in the window; left out, the reader's PIN pad asks for it.
 */
pin?: string, 
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

export type AuthenticateRequest = { type: "authenticate", id: number, 
/**
 * The site, in the browser's words.
 */
origin: string, 
/**
 * The site's own, for one login.
 */
nonce: string, };

export type AttributesRequest = { type: "attributes", id: number, 
/**
 * The reader's name, as `status` gave it.
 */
reader: string, 
/**
 * As it was typed and normalised in the window; left out, the reader's PIN pad asks for it.
 */
pin?: string, 
/**
 * The person has confirmed to use the last try.
 */
lastTry?: boolean, };

export type CertificatesRequest = { type: "certificates", id: number, 
/**
 * The reader's name, as `status` gave it.
 */
reader: string, };

export type ChangePinRequest = { type: "change-pin", id: number, 
/**
 * The reader's name, as `status` gave it.
 */
reader: string, 
/**
 * Which PIN.
 */
which: PinKind, 
/**
 * The PIN that holds now, as it was typed and normalised in the window.
 */
old: string, 
/**
 * The PIN that shall hold.
 */
new: string, 
/**
 * The person has confirmed to use the last try.
 */
lastTry?: boolean, };

export type CloseRequest = { type: "close", id: number, };

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
sign?: number | null, 
/**
 * Of the authentication PIN (利用者証明用).
 */
auth?: number | null, 
/**
 * Of the PIN of 券面事項入力補助.
 */
attributes?: number | null, };

export type CertificatesPresent = { 
/**
 * 署名用.
 */
sign: boolean, 
/**
 * 利用者証明用.
 */
auth: boolean, };

export type BridgeErrorCode = "caller-refused" | "protocol-error" | "message-too-large" | "out-of-order" | "pcsc-unavailable" | "no-reader" | "no-card" | "card-busy" | "card-removed" | "card-unresponsive" | "card-unsupported" | "certificate-missing" | "pin-format" | "pin-wrong" | "pin-blocked" | "last-try" | "card-refused" | "card-garbled" | "pin-pad-cancelled" | "pin-pad-timeout" | "pin-unchanged" | "pin-change-unclear";

export type PinIs = "old";

export type Card = { "kind": "my-number-card", 
/**
 * Which certificates it holds.
 */
certificates: CertificatesPresent, 
/**
 * Tries that are left.
 */
triesLeft: TriesLeft, } | { "kind": "phone", 
/**
 * Which certificates it holds.
 */
certificates: CertificatesPresent, 
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
 * Whether a PIN can be entered on the reader itself; false while no card is in it.
 */
pinPad: boolean, 
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
 * Which PIN holds after a change that failed.
 */
pinIs?: PinIs, 
/**
 * For a developer, in English; never holds anything that was typed.
 */
reason?: string, };

export type BridgeMessage = { "type": "hello", 
/**
 * [`PROTOCOL`](crate::protocol::PROTOCOL).
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
signatures: Array<string>, } | { "type": "authenticated", 
/**
 * The request's id.
 */
id: number, 
/**
 * Base64.
 */
signature: string, } | { "type": "attributes", 
/**
 * The request's id.
 */
id: number, 
/**
 * EF 0002 of the text application, in base64, without what follows its value.
 */
file: string, 
/**
 * The SHA-256 digest of the attributes that the issuer wrote into EF 0003, in base64; null where the card does not give it.
 */
digest: string | null, } | { "type": "certificates", 
/**
 * The request's id.
 */
id: number, 
/**
 * The authentication certificate's DER in base64; null where there is none, or where it wants a PIN.
 */
auth: string | null, } | { "type": "pin-changed", 
/**
 * The request's id.
 */
id: number, } | { "type": "closed", 
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
 * Which PIN holds after a change that failed.
 */
pinIs?: PinIs, 
/**
 * For a developer, in English; never holds anything that was typed.
 */
reason?: string, };

/** What the window can ask. */
export type BridgeRequest = StatusRequest | OpenRequest | SignRequest | AuthenticateRequest | AttributesRequest | CertificatesRequest | ChangePinRequest | CloseRequest;
