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
