import type { Reader } from "./bridge-protocol.ts";

/** Counts how often the card in a reader may have become another one. */
export class Departures {
  #states: ReadonlyMap<string, Reader["state"]> = new Map();
  readonly #counts = new Map<string, number>();

  /** What a reader's count is now. */
  of(reader: string): number {
    return this.#counts.get(reader) ?? 0;
  }

  /** The readers as they were found at a look. A reader that is not among them any more has taken its card with it. */
  found(readers: readonly Reader[]): void {
    const listed = new Set(readers.map(({ name }) => name));
    for (const name of this.#states.keys()) if (!listed.has(name)) this.#add(name);
    this.#states = new Map(readers.map(({ name, state }) => [name, state]));
    for (const { name, state } of readers) if (state !== "present") this.#add(name);
  }

  /** The readers after a change. One that shows no difference is a card that was exchanged between two looks: in which reader is not told. */
  changed(readers: readonly Reader[]): void {
    const same = readers.length === this.#states.size && readers.every(({ name, state }) => this.#states.get(name) === state);
    if (same) for (const { name } of readers) this.#add(name);
    this.found(readers);
  }

  #add(reader: string): void {
    this.#counts.set(reader, this.of(reader) + 1);
  }
}
