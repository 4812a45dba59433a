/** The bridge's processes, as the kernel lists them. */
import { readdir, readFile, readlink } from "node:fs/promises";
import * as paths from "./paths.mjs";
import { until } from "./until.mjs";

/** Ids of the shipped bridge's processes that use this smart card service. @param {import("./reader.mjs").Reader} reader */
export async function runningBridges(reader) {
  const mark = `PCSCLITE_CSOCK_NAME=${reader.environment.PCSCLITE_CSOCK_NAME}`;
  const found = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const program = await readlink(`/proc/${id}/exe`).catch(() => "");
    if (program !== paths.bridge) continue;
    const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").includes(mark)) found.push(Number(id));
  }
  return found;
}

/** @param {import("./reader.mjs").Reader} reader */
export function allBridgesEnded(reader) {
  return until("every bridge has ended", async () => (await runningBridges(reader)).length === 0);
}
