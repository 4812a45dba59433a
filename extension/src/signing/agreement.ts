/** That the person has read and accepted what using Jitsuin means, by its version. Kept where the list of sites is kept. */

/** Of the conditions and of what is said about privacy. A new text is a new version, and is asked about again. */
export const TERMS_VERSION = 1;

const KEY = "jitsuin.agreement";

export class Agreement {
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
  }

  /** To this version? */
  get given(): boolean {
    return this.#storage.getItem(KEY)?.split(" ")[0] === String(TERMS_VERSION);
  }

  give(now: Date): void {
    this.#storage.setItem(KEY, `${TERMS_VERSION} ${now.toISOString()}`);
  }
}
