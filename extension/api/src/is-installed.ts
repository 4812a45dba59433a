import { EXTENSION_ID } from "./extension-id.ts";

/** Is the extension in this browser? Answers at once and opens nothing. Bridge, reader and card are found in the window. */
export async function isInstalled({ extensionId = EXTENSION_ID }: { extensionId?: string } = {}): Promise<boolean> {
  try {
    return (await fetch(`chrome-extension://${extensionId}/hello.json`)).ok;
  } catch {
    return false;
  }
}
