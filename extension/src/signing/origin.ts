/** A site's origin, cut up for display. The ASCII form is what the browser vouches for; everything else is a reading aid. */
export interface DisplayedOrigin {
  /** The whole origin, as the browser gives it. */
  readonly origin: string;
  /** `https`, or `http` on this computer. */
  readonly scheme: string;
  /** The ASCII host, with its port if it is not the usual one. */
  readonly host: string;
  /** An internationalised name as its owner writes it, where one is in the host and can be read without being deceived. */
  readonly unicode?: string;
  /** The host has a name of other signs than ASCII that is better not shown decoded: the person is told to look closely. */
  readonly undecoded: boolean;
  /** A program on this very computer. */
  readonly local: boolean;
}

export function displayOrigin(origin: string): DisplayedOrigin {
  const { protocol, host, hostname, port } = new URL(origin);
  const common = {
    origin,
    scheme: protocol.slice(0, -1),
    host,
    local: hostname === "localhost" || hostname === "127.0.0.1",
  };
  if (!hostname.split(".").some((label) => label.startsWith("xn--"))) return { ...common, undecoded: false };
  const labels = hostname.split(".").map((label) => (label.startsWith("xn--") ? decodePunycode(label.slice(4)) : label));
  if (!labels.every((label) => label !== undefined && isReadable(label))) return { ...common, undecoded: true };
  return { ...common, unicode: labels.join(".") + (port && `:${port}`), undecoded: false };
}

/**
 * May a label be shown decoded? Only in kana and the ideographs of everyday text, with plain ASCII beside them: then no letter is a
 * look-alike of another script's. Signs that pass for a slash, a dot or a line, kana and ideographs that pass for one another,
 * and everything else, stay in their `xn--` form.
 */
function isReadable(label: string): boolean {
  return READABLE.test(label) && !SLASHES.test(label) && !LOOSE_SOUND_MARK.test(label) && !isAmbiguous(label);
}

/** Letters only: not the marks, brackets and middle dots that Unicode counts to the same scripts. */
const READABLE = /^[a-z0-9\-ぁ-ゖゝゞァ-ヺー-ヾ々〆〇\u3400-\u4DBF\u4E00-\u9FFF\u{20000}-\u{3FFFF}]+$/u;

/** ノ 丶 丿 pass for a slash, a dot and a stroke. */
const SLASHES = /[\u30CE\u4E36\u4E3F]/;

/** ー lengthens the kana before it; anywhere else it passes for a hyphen or for 一. */
const LOOSE_SOUND_MARK = /(?<![ぁ-ゖァ-ヺー])ー/;

/** Stretches of one script: hiragana, katakana, ideographs. */
const STRETCHES = /[ぁ-ゖゝゞー]+|[ァ-ヾ]+|[^a-z0-9\-ぁ-ヾ]+/gu;
const KATAKANA = /^[ァ-ヾ]+$/;

/** Each has its double in another script: カ力 ニ二 ロ口 タ夕 ト卜 エ工 ハ八 チ千 オ才 ミ三 ー一, へヘ べベ ぺペ. */
const ALL_DOUBLES = /^[カ力ニ二ロ口タ夕ト卜エ工ハ八チ千オ才ミ三ー一へヘべベぺペ]+$/;

/**
 * Could a stretch be meant in another script? One in which every sign has a double says nothing of its own. As katakana it is never shown
 * (入ロ for 入口); otherwise only where it is not beside katakana (力ード for カード), and something else in the label is clear.
 */
function isAmbiguous(label: string): boolean {
  const stretches = label.match(STRETCHES) ?? [];
  const katakana = stretches.some((stretch) => KATAKANA.test(stretch));
  const doubles = stretches.filter((stretch) => ALL_DOUBLES.test(stretch));
  return doubles.some((stretch) => katakana || KATAKANA.test(stretch)) || (doubles.length > 0 && doubles.length === stretches.length);
}

/** RFC 3492 §6.2: decodes one label without its `xn--`. Undefined where the label is not of that form. */
export function decodePunycode(encoded: string): string | undefined {
  const BASE = 36;
  const [T_MIN, T_MAX, SKEW, DAMP] = [1, 26, 38, 700];
  const delimiter = encoded.lastIndexOf("-");
  const output = Array.from(encoded.slice(0, Math.max(0, delimiter)), (basic) => basic.codePointAt(0) ?? 0);
  let codePoint = 128;
  let position = 0;
  let bias = 72;
  for (let at = delimiter + 1; at < encoded.length; position += 1) {
    const before = position;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = digitOf(encoded.charCodeAt(at));
      at += 1;
      if (digit === undefined) return undefined;
      position += digit * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (digit < threshold) break;
      weight *= BASE - threshold;
      if (position > 0x7fffffff || weight > 0x7fffffff) return undefined;
    }
    const length = output.length + 1;
    let delta = before === 0 ? Math.floor((position - before) / DAMP) : (position - before) >> 1;
    delta += Math.floor(delta / length);
    bias = 0;
    for (; delta > ((BASE - T_MIN) * T_MAX) >> 1; bias += BASE) delta = Math.floor(delta / (BASE - T_MIN));
    bias += Math.floor(((BASE - T_MIN + 1) * delta) / (delta + SKEW));
    codePoint += Math.floor(position / length);
    position %= length;
    if (codePoint > 0x10ffff) return undefined;
    output.splice(position, 0, codePoint);
  }
  return String.fromCodePoint(...output);
}

function digitOf(character: number): number | undefined {
  if (character >= 0x61 && character <= 0x7a) return character - 0x61;
  if (character >= 0x30 && character <= 0x39) return character - 0x30 + 26;
  return undefined;
}
