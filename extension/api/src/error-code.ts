/** Every error code of Jitsuin; `bridge/PROTOCOL.md` says what each one means. Codes are appended, never renamed. */
export type ErrorCode =
  | "extension-missing"
  | "gesture-required"
  | "insecure-context"
  | "opener-severed"
  | "request-pending"
  | "aborted"
  | "window-closed"
  | "cancelled"
  | "consent-denied"
  | "site-blocked"
  | "invalid-request"
  | "request-expired"
  | "window-framed"
  | "page-gone"
  | "bridge-missing"
  | "bridge-outdated"
  | "extension-outdated"
  | "bridge-failed"
  | "caller-refused"
  | "protocol-error"
  | "message-too-large"
  | "out-of-order"
  | "pcsc-unavailable"
  | "no-reader"
  | "no-card"
  | "card-busy"
  | "card-removed"
  | "card-unresponsive"
  | "card-unsupported"
  | "certificate-missing"
  | "pin-format"
  | "pin-wrong"
  | "pin-blocked"
  | "last-try"
  | "card-refused"
  | "card-garbled"
  | "certificate-malformed"
  | "certificate-not-valid"
  | "content-malformed"
  | "content-too-large"
  | "signature-invalid"
  | "signed-data-malformed"
  | "algorithm-unsupported"
  | "anchors-malformed"
  | "internal"
  | "pin-pad-cancelled"
  | "pin-pad-timeout"
  | "pin-unchanged"
  | "pin-change-unclear"
  | "attributes-malformed"
  | "token-malformed";

/** The facts of an error, such as `triesLeft`, `field` or `statusWord`. */
export type Facts = Readonly<Record<string, string | number>>;

/**
 * The codes for which the same attempt cannot succeed without a change of software, card or consent ("again: no" in the
 * table). One string, because this file is part of what every page loads.
 */
export const NEVER_AGAIN: readonly string[] = (
  "insecure-context opener-severed site-blocked invalid-request window-framed caller-refused protocol-error " +
  "message-too-large out-of-order card-unsupported certificate-missing pin-blocked certificate-malformed " +
  "certificate-not-valid content-malformed content-too-large signed-data-malformed algorithm-unsupported anchors-malformed " +
  "pin-change-unclear attributes-malformed token-malformed"
).split(" ");
