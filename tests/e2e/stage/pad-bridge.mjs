/**
 * The shipped bridge behind a program that gives the readers keys of their own, which no reader of vpcd has: what is asked without a PIN
 * gets the one that the person types there. Everything else passes as it is.
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { script } from "./browser.mjs";
import * as paths from "./paths.mjs";

/** @param {string} typed @param {string} log the file for the types and fields of what the extension asked */
const source = (typed, log) => `#!/usr/bin/env python3
import json, struct, subprocess, sys, threading
bridge = subprocess.Popen([${JSON.stringify(paths.bridge)}] + sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

def take(stream):
    head = stream.read(4)
    return json.loads(stream.read(struct.unpack("=I", head)[0])) if len(head) == 4 else None

def give(stream, message):
    body = json.dumps(message).encode()
    stream.write(struct.pack("=I", len(body)) + body)
    stream.flush()

def answers():
    while (message := take(bridge.stdout)) is not None:
        for reader in message.get("readers", []) if message["type"] == "status" else []:
            reader["pinPad"] = "card" in reader
        give(sys.stdout.buffer, message)

threading.Thread(target=answers, daemon=True).start()
while (message := take(sys.stdin.buffer)) is not None:
    with open(${JSON.stringify(log)}, "a") as log:
        print(json.dumps({"type": message["type"], "fields": sorted(message)}), file=log)
    if message["type"] in ("open", "attributes") and "pin" not in message:
        message["pin"] = ${JSON.stringify(typed)}
    give(bridge.stdin, message)
bridge.stdin.close()
bridge.wait()
`;

/** @param {string} folder where the program is put @param {string} typed at the reader @param {string} log */
export function padBridge(folder, typed, log) {
  return script(folder, "pad-bridge", source(typed, log));
}

/**
 * A window before such a reader, at its PIN.
 * @param {import("../fixtures.mjs").Scene} scene @param {string} button @param {string} typed at the reader
 */
export async function atPad(scene, button, typed) {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-pad-"));
  scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
  const log = join(folder, "asked.jsonl");
  const card = await scene.card();
  await scene.browser({ host: await padBridge(folder, typed, log) });
  const page = await scene.page();
  const window = await scene.ask(page, button);
  await window.walkTo("password");
  await window.page.locator("#card-status[data-state=ready]").waitFor();
  await window.page.locator("#pin-pad").waitFor();
  /** Whether the message that opened the card carried a PIN. */
  const opened = async () => {
    const asked = (await readFile(log, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return asked.filter(({ type }) => type === "open").map(({ fields }) => fields.includes("pin"));
  };
  return { card, page, window, opened };
}
