import { ask, type KeepSettings } from "./ask.ts";
import type { ReadAttributesOptions, ReadAttributesResult } from "./request.ts";

/**
 * Asks the person to fill a form in from the My Number Card: name, address, date of birth, sex, as far as you ask and they give.
 *
 * Call it as `sign` is called. With `keepOpen` the window stays for the request that follows, such as `sign`.
 */
export function readAttributes(options: ReadAttributesOptions | PromiseLike<ReadAttributesOptions>, settings?: KeepSettings): Promise<ReadAttributesResult> {
  return ask("read-attributes", options, settings);
}
