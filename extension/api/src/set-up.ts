import { ask, type Settings } from "./ask.ts";

/**
 * Opens the window to get this PC ready: bridge, card reader, card. Resolves when the person ends with everything ready;
 * otherwise rejects, with the code of what is missing where something is. Call it inside a click.
 */
export async function setUp(settings?: Settings): Promise<void> {
  await ask("set-up", {}, settings);
}
