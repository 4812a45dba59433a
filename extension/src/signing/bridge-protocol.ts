/**
 * The messages of `bridge/PROTOCOL.md`, for the window's side. The shapes are the bridge's; `bridge/src/protocol.rs` has them
 * in Rust.
 */

/** The protocol that this window speaks. */
export const PROTOCOL = 1;

/** A reader as an event names it. */
export interface Reader {
  readonly name: string;
  readonly state: "empty" | "present" | "unresponsive";
}

/** What a look at a card finds. */
export type Card =
  | {
      /** `phone`: a telephone token, which answers like a card. */
      readonly kind: "my-number-card" | "phone";
      /** False for a holder without a signature certificate, a child for instance. */
      readonly signCertificate: boolean;
      /** Tries left of the signature password; null where the card does not tell, 0 is blocked. */
      readonly triesLeft: { readonly sign: number | null };
    }
  | { readonly kind: "juki-card" | "other" | "busy" }
  | { readonly kind: "unreadable"; readonly code: string };

/** A reader as `status` answers: with its card, where one is present. */
export interface ReaderStatus extends Reader {
  readonly card?: Card;
}

/** A digest to be signed; `value` is base64. */
export interface Digest {
  readonly algorithm: "sha-256";
  readonly value: string;
}

/** What the window asks; the client adds the `id`. */
export type BridgeRequest =
  | { readonly type: "status" }
  | { readonly type: "open"; readonly key: "sign"; readonly reader: string; readonly pin: string; readonly lastTry: boolean }
  | { readonly type: "sign"; readonly digests: readonly Digest[] }
  | { readonly type: "close" };

/** The answer to each request, by the request's type. */
export interface BridgeReplies {
  readonly status: { readonly type: "status"; readonly id: number; readonly readers: readonly ReaderStatus[] };
  readonly open: { readonly type: "opened"; readonly id: number; readonly certificate: string };
  readonly sign: { readonly type: "signed"; readonly id: number; readonly signatures: readonly string[] };
  readonly close: { readonly type: "closed"; readonly id: number };
}

/** What the bridge says unasked. */
export type BridgeEvent =
  | { readonly type: "hello"; readonly protocol: number; readonly version: string }
  | { readonly type: "readers-changed"; readonly readers: readonly Reader[] }
  | { readonly type: "progress"; readonly done: number; readonly total: number };

/** An error: the reply to a request with this `id`, or, without one, the bridge's last word. */
export interface BridgeError {
  readonly type: "error";
  readonly id?: number;
  readonly code: string;
}
