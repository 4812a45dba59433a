import { ask, type KeepSettings } from "./ask.ts";
import type { AuthenticateOptions, AuthenticateResult } from "./request.ts";

/**
 * Asks the person to log in, in the signing window, with the authentication key (利用者証明用) of the My Number Card.
 *
 * Call it as `sign` is called: inside the click, before any `await`, with a promise for what has to be fetched first. The token
 * says nothing until your server has verified it with the origin and the nonce that you gave.
 */
export function authenticate(options: AuthenticateOptions | PromiseLike<AuthenticateOptions>, settings?: KeepSettings): Promise<AuthenticateResult> {
  return ask("authenticate", options, settings);
}
