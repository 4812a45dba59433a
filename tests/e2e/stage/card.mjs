/** A card in software, in the reader's slot. */
import { execFile } from "node:child_process";
import { access, cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Child } from "./child.mjs";
import * as paths from "./paths.mjs";

const run = promisify(execFile);

/** Cards that were made, so that keys are drawn once for a run. The CAs are shared, so that one file of anchors serves all. */
const MADE = join(paths.target, "jitsuin-cards");

/** The CAs of those cards, with their registers. */
export const CAS = join(MADE, "ca");

/** Makes a card whole and apart, and moves it to its place; nothing where one is there by now. What it is given: the place, a place apart, and what makes the card there. */
const MAKE = `place=$1 apart=$2; shift 2
[ ! -e "$place/state.json" ] || exit 0
rm -rf "$place" "$apart"; "$@" "$apart"; mv "$apart" "$place"`;

/**
 * The folder of a holder's card as it is issued: made once, never used itself. Workers that want the same card at once wait for the first one: who
 * made another would have the CAs know two.
 * @param {string} name of the declaration in tests/pki/holders
 * @param {{ anew?: boolean }} [how]
 */
export async function issuedCard(name, { anew = false } = {}) {
  const folder = join(MADE, name);
  const isThere = await access(join(folder, "state.json")).then(() => true, () => false);
  // A card is registered before it is in its place: one that is there and unknown is an old one.
  const isOld = isThere && !(await registered(name));
  if (isThere && !isOld && !anew) return folder;
  if (isThere) await rm(folder, { recursive: true, force: true });
  await mkdir(MADE, { recursive: true });
  const make = [paths.virtualCard, "make", "--pki", paths.pki, "--holder", paths.holder(name), "--ca", CAS, "--out"];
  await run("flock", [`${folder}.lock`, "sh", "-ec", MAKE, "sh", folder, `${folder}.making`, ...make]);
  return folder;
}

/** Whether the CAs know this holder's card: one that is older than their registers is unknown to them. Everybody has an authentication certificate. @param {string} name */
async function registered(name) {
  const register = await readFile(join(CAS, "auth-index.txt"), "utf8").catch(() => "");
  return register.split("\n").some((line) => line.split("\t")[4] === name);
}

export class Card {
  /**
   * Puts a holder's card into the reader.
   * @param {import("./reader.mjs").Reader} reader
   * @param {string} name of the holder's declaration
   * @param {{ inserted?: boolean, slot?: 0 | 1, knobs?: Record<string, string>, folder?: string }} [how] `slot`: the reader has two, which the PC sees as two readers
   */
  static async insert(reader, name, { inserted = true, slot = 0, knobs = {}, folder } = {}) {
    const owned = folder === undefined;
    const at = folder ?? (await mkdtemp(join(tmpdir(), "jitsuin-card-")));
    if (owned) await cp(await issuedCard(name), at, { recursive: true });
    const exchanges = join(at, "exchanges.jsonl");
    await rm(exchanges, { force: true });
    const args = ["serve", "--card", at, "--vpcd", `127.0.0.1:${reader.port + slot}`, "--exchanges", exchanges];
    for (const [knob, value] of Object.entries(knobs)) args.push("--knob", `${knob}=${value}`);
    if (!inserted) args.push("--removed");
    const child = new Child(paths.virtualCard, args);
    if (inserted) {
      const { event } = await child.json();
      if (event !== "attached") throw new Error(`the card did not attach: ${child.stderr}`);
    }
    return new Card(at, owned, exchanges, child);
  }

  /**
   * @param {string} folder
   * @param {boolean} owned
   * @param {string} exchangesFile
   * @param {Child} child
   */
  constructor(folder, owned, exchangesFile, child) {
    this.folder = folder;
    this.owned = owned;
    this.exchangesFile = exchangesFile;
    this.child = child;
    this.anchors = join(folder, "anchors.pem");
  }

  /** @param {string} command see tests/virtual-card/README.md */
  async tell(command) {
    const answer = await this.child.ask(command);
    if (answer.error) throw new Error(`${command}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /** @returns {Promise<{ powered: boolean, inserted: boolean, verified: string[], tries: { sign: number, auth: number, text: number }, exchanges: number }>} */
  state() {
    return this.tell("state");
  }

  /** Every exchange so far, as the card saw it. @returns {Promise<{ header: string, select?: string, sent: number, received: number, sw: string, ms: number }[]>} */
  async exchanges() {
    const text = await readFile(this.exchangesFile, "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  }

  async end() {
    await this.child.end();
    if (this.owned) await rm(this.folder, { recursive: true, force: true });
  }
}
