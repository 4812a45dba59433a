import { type ErrorCode, type Facts, NEVER_AGAIN } from "./error-code.ts";

/** What every function of this package rejects with. Words for people are the page's; `code` is stable. */
export class JitsuinError extends Error {
  /** Which error; the table is in `bridge/PROTOCOL.md`. */
  readonly code: ErrorCode;
  /** Whether the same call can succeed later without a change of software. */
  readonly again: boolean;
  /** What is known about the error, such as `field` or `triesLeft`. */
  readonly facts: Facts;

  constructor(code: ErrorCode, facts: Facts = {}) {
    super(`${code} ${JSON.stringify(facts)}`);
    this.name = "JitsuinError";
    this.code = code;
    this.again = !NEVER_AGAIN.includes(code);
    this.facts = facts;
  }
}
