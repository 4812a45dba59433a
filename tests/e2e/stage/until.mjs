/** Waits for a condition, never for a time. */

/**
 * @template T
 * @param {string} what for the message of a failure
 * @param {() => T | Promise<T>} condition its first truthy value is returned
 * @param {number} [withinMs]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(what, condition, withinMs = 15_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return /** @type {NonNullable<T>} */ (value);
    if (Date.now() > deadline) throw new Error(`it did not come to be within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
