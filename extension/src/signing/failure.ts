import type { WireError } from "../../api/src/messages.ts";
import type { ErrorCode, Facts } from "../../api/src/error-code.ts";
import type { PinName } from "./pin.ts";

/** Whose move an error is, as in the table of `bridge/PROTOCOL.md`. */
export type Move = "person" | "site" | "developer" | "operator";

/** A row of the error table. */
export interface CodeRow {
  readonly layer: "api" | "window" | "bridge" | "reader" | "card" | "core";
  /** Can the same attempt succeed without a change of software? */
  readonly again: boolean;
  readonly move: Move;
}

const row = (layer: CodeRow["layer"], again: "yes" | "no", move: Move): CodeRow => ({ layer, again: again === "yes", move });

/** The error table of `bridge/PROTOCOL.md`, in its order; a test holds the two equal. */
export const CODES: Readonly<Record<ErrorCode, CodeRow>> = {
  "extension-missing": row("api", "yes", "person"),
  "gesture-required": row("api", "yes", "site"),
  "insecure-context": row("api", "no", "site"),
  "opener-severed": row("api", "no", "site"),
  "request-pending": row("api", "yes", "site"),
  aborted: row("api", "yes", "site"),
  "window-closed": row("window", "yes", "person"),
  cancelled: row("window", "yes", "person"),
  "consent-denied": row("window", "yes", "person"),
  "site-blocked": row("window", "no", "person"),
  "invalid-request": row("window", "no", "site"),
  "request-expired": row("window", "yes", "site"),
  "window-framed": row("window", "no", "site"),
  "page-gone": row("window", "yes", "person"),
  "bridge-missing": row("window", "yes", "person"),
  "bridge-outdated": row("window", "yes", "person"),
  "extension-outdated": row("window", "yes", "person"),
  "bridge-failed": row("window", "yes", "person"),
  "caller-refused": row("bridge", "no", "operator"),
  "protocol-error": row("bridge", "no", "developer"),
  "message-too-large": row("bridge", "no", "developer"),
  "out-of-order": row("bridge", "no", "developer"),
  "pcsc-unavailable": row("reader", "yes", "person"),
  "no-reader": row("reader", "yes", "person"),
  "no-card": row("reader", "yes", "person"),
  "card-busy": row("reader", "yes", "person"),
  "card-removed": row("reader", "yes", "person"),
  "card-unresponsive": row("reader", "yes", "person"),
  "card-unsupported": row("card", "no", "person"),
  "certificate-missing": row("card", "no", "person"),
  "pin-format": row("card", "yes", "person"),
  "pin-wrong": row("card", "yes", "person"),
  "pin-blocked": row("card", "no", "person"),
  "last-try": row("card", "yes", "person"),
  "card-refused": row("card", "yes", "person"),
  "card-garbled": row("card", "yes", "person"),
  "certificate-malformed": row("core", "no", "operator"),
  "certificate-not-valid": row("core", "no", "person"),
  "content-malformed": row("core", "no", "site"),
  "content-too-large": row("core", "no", "site"),
  "signature-invalid": row("core", "yes", "person"),
  "signed-data-malformed": row("core", "no", "site"),
  "algorithm-unsupported": row("core", "no", "developer"),
  "anchors-malformed": row("core", "no", "operator"),
  internal: row("window", "yes", "developer"),
  "pin-pad-cancelled": row("reader", "yes", "person"),
  "pin-pad-timeout": row("reader", "yes", "person"),
  "pin-unchanged": row("card", "yes", "person"),
  "pin-change-unclear": row("card", "no", "person"),
  "attributes-malformed": row("core", "no", "operator"),
  "token-malformed": row("core", "no", "site"),
};

/** Is this one of our codes? A newer bridge may know more. */
export function isCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(CODES, code);
}

/** An error with its code and facts. The words for it are in `_locales`, as a pair: what happened, what to do. */
export class Failure extends Error {
  readonly code: ErrorCode;
  readonly facts: Facts;
  /** The person has seen this failure and ended over it: it need not be shown once more. */
  told = false;
  /** Which of the card's PINs it is about, where its words differ: not a fact, the page need not know. */
  about: PinName | undefined;

  constructor(code: ErrorCode, facts: Facts = {}) {
    super(code);
    this.name = "Failure";
    this.code = code;
    this.facts = facts;
  }

  /** Says which PIN the failure is about. */
  aboutPin(pin: PinName): this {
    this.about = pin;
    return this;
  }

  /** Marks the failure as seen. */
  asTold(): this {
    this.told = true;
    return this;
  }

  get row(): CodeRow {
    return CODES[this.code];
  }

  /** As it goes to the page: code and facts, no stack and no text. */
  toWire(): WireError {
    return { ...this.facts, code: this.code };
  }

  /** Reads any thrown value. What carries a code of the table keeps it with its facts; everything else is `internal`. */
  static from(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (thrown instanceof Error) {
      const { code, ...rest } = Object.fromEntries(Object.entries(thrown)) as Record<string, unknown>;
      if (isCode(code)) return new Failure(code, factsOf(rest));
      return new Failure("internal", { reason: `${thrown.name}: ${thrown.message}`.slice(0, 300) });
    }
    return new Failure("internal", { reason: String(thrown).slice(0, 300) });
  }
}

/** Keeps only what a fact may be: short texts and numbers. */
export function factsOf(from: Readonly<Record<string, unknown>>): Facts {
  const facts: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(from)) {
    if (typeof value === "string") facts[name] = value.slice(0, 300);
    else if (typeof value === "number") facts[name] = value;
  }
  return facts;
}
