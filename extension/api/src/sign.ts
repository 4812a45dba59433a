import { ask, type Settings } from "./ask.ts";
import type { SignOptions, SignResult } from "./request.ts";

/**
 * Asks the person to sign, in the signing window, with the signature key of the My Number Card.
 *
 * Call it inside the click that asks for it, and before any `await`: only then does the browser let the window open. What
 * has to be fetched first (nonce, expiry) is given as a promise. If that promise rejects, so does this one, with the same
 * reason. Everything else rejects with `JitsuinError`.
 *
 * With `attributes` the person is also asked for the PIN of 券面事項入力補助用, sees the values that were read, and may keep each of
 * them. Only after that does the card sign: a person who cancels, or refuses, on the way there has signed nothing.
 */
export function sign(options: SignOptions | PromiseLike<SignOptions>, settings?: Settings): Promise<SignResult> {
  return ask("sign", options, settings);
}
