/** The extension's own storage; a browser that forbids it gets one that ends with the page. */
export function ownStorage(): Pick<Storage, "getItem" | "setItem"> {
  try {
    return localStorage;
  } catch {
    const entries = new Map<string, string>();
    return { getItem: (key) => entries.get(key) ?? null, setItem: (key, value) => void entries.set(key, value) };
  }
}
