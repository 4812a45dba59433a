/** What may and may not be seen on the wire between bridge and card. */

/** The applications that any flow of Jitsuin selects: JPKI and 券面事項入力補助. Never the card-surface one. */
const APPLICATIONS = ["D392F000260100000001", "D3921000310001010408"];

/**
 * Whether every SELECT was of an application and file that is needed. 個人番号 is EF 0001 of the text application.
 * @param {readonly { header: string, select?: string }[]} exchanges
 */
export function outOfReach(exchanges) {
  let application = "";
  const forbidden = [];
  for (const exchange of exchanges) {
    const { header, select } = exchange;
    if (header.startsWith("00a404")) {
      application = select ?? "";
      if (!APPLICATIONS.includes(application)) forbidden.push(exchange);
    } else if (application === APPLICATIONS[1]) {
      const byName = header.startsWith("00a402") && select === "0001";
      const byShortId = header.startsWith("00b081");
      if (byName || byShortId) forbidden.push(exchange);
    }
  }
  return forbidden;
}

/** COMPUTE DIGITAL SIGNATUREs. @param {readonly { header: string }[]} exchanges */
export function signatures(exchanges) {
  return exchanges.filter(({ header }) => header.startsWith("802a"));
}

/** VERIFYs that carried a PIN. @param {readonly { header: string, sent: number }[]} exchanges */
export function verifies(exchanges) {
  return exchanges.filter(({ header, sent }) => header.startsWith("0020") && sent > 5);
}

/** What an instruction does to its file (ISO/IEC 7816-4, -8). */
const VERBS = /** @type {Record<string, string>} */ ({ "0020": "verify", "00b0": "read", "802a": "sign", "0024": "change" });

/**
 * What was done to which file, each once, such as `D392F000260100000001/0001 read`; a command that is not known by its header.
 * @param {readonly { header: string, select?: string, sent: number }[]} exchanges
 */
export function deeds(exchanges) {
  let application = "";
  let file = "";
  const done = new Set();
  for (const { header, select } of exchanges) {
    const instruction = header.slice(0, 4);
    const [p1, p2] = [parseInt(header.slice(4, 6), 16), parseInt(header.slice(6, 8), 16)];
    if (instruction === "00a4" && p1 === 4) [application, file] = [select ?? "", ""];
    else if (instruction === "00a4") file = select ?? "";
    else {
      // A short EF identifier: in READ BINARY in P1, else in P2; without one it is the current file.
      const reference = instruction === "00b0" ? p1 : p2;
      const short = reference & 0x1f;
      if (reference & 0x80 && short) file = short.toString(16).padStart(4, "0").toUpperCase();
      done.add(`${application}/${file} ${VERBS[instruction] ?? header}`);
    }
  }
  return [...done].sort();
}
