/**
 * What the person has decided about each site: allowed or blocked. Kept in the extension's own localStorage, where no page
 * can look. Nothing else about a site is kept.
 */

export type Decision = "allowed" | "blocked";

/** What the person once decided about a site. */
export interface SiteEntry {
  readonly decision: Decision;
  /** When, as RFC 3339. */
  readonly since: string;
}

const KEY = "jitsuin.sites";

/** The list of sites. Each call reads the storage anew: another window may have changed it. */
export class Sites {
  readonly #storage: Pick<Storage, "getItem" | "setItem">;

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
  }

  decisionFor(origin: string): Decision | undefined {
    return this.#read().get(origin)?.decision;
  }

  decide(origin: string, decision: Decision, now: Date): void {
    this.#write(this.#read().set(origin, { decision, since: now.toISOString() }));
  }

  /** The site will be asked about again. */
  forget(origin: string): void {
    const sites = this.#read();
    sites.delete(origin);
    this.#write(sites);
  }

  entries(): readonly (readonly [origin: string, entry: SiteEntry])[] {
    return [...this.#read()];
  }

  #read(): Map<string, SiteEntry> {
    const text = this.#storage.getItem(KEY);
    if (text === null) return new Map();
    try {
      const entries = JSON.parse(text) as unknown;
      return new Map(Array.isArray(entries) ? entries.filter(isEntry) : []);
    } catch {
      // Not ours, or broken: every site is asked about again, which loses one click and no safety.
      return new Map();
    }
  }

  #write(sites: Map<string, SiteEntry>): void {
    this.#storage.setItem(KEY, JSON.stringify([...sites]));
  }
}

function isEntry(value: unknown): value is [string, SiteEntry] {
  if (!Array.isArray(value) || typeof value[0] !== "string") return false;
  const entry = value[1] as Partial<SiteEntry> | null;
  return entry?.decision === "allowed" || entry?.decision === "blocked";
}
