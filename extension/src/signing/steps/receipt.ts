import { attributeWords } from "../attribute-words.ts";
import { visiblePieces } from "../content/visible.ts";
import { hex } from "../hex.ts";
import type { Receipt } from "../steps.ts";
import type { Words } from "../words.ts";

/** What the person keeps: a text that any program opens, in the language of the window. It holds no password and no key. */
export function receiptText(words: Words, { origin, content, signedAt, serialNumber, given }: Receipt): string {
  const lines = [
    words.say("receipt_title"),
    "",
    `${words.say("site_label")}: ${origin}`,
    `${words.say("receipt_signed_at")}: ${words.time(signedAt)} (${signedAt.toISOString()})`,
    `${words.say("receipt_serial")}: ${serialNumber}`,
    ...(given.length > 0 ? [`${words.say("receipt_given")}: ${given.map((name) => words.say(attributeWords[name])).join(", ")}`] : []),
    `${words.say("content_size")}: ${words.size(content.file.size)}`,
    `${words.say("content_sha256")}: ${hex(content.sha256)}`,
    "",
  ];
  if (content.shown.kind === "form") {
    const { title, fields, notice } = content.shown.form;
    lines.push(plain(title), ...fields.map(({ label, value }) => `  ${plain(label)}: ${plain(value) || words.say("content_blank")}`));
    if (notice !== undefined) lines.push(plain(notice));
  } else {
    lines.push(plain(content.name));
  }
  return [...lines, "", words.say("receipt_note"), ""].join("\r\n");
}

/** Hidden characters by their code points, as on the screen. */
function plain(text: string): string {
  return visiblePieces(text)
    .map((piece) => ("text" in piece ? piece.text : `[${piece.codePoint}]`))
    .join("");
}
