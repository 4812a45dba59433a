/** A file system takes 255 bytes or more; this leaves room for an ending, and for three bytes a character. */
const LONGEST_STEM = 60;

/**
 * The name under which a file is saved: what the site called it, without the characters that a file system refuses or that could
 * show another ending, and always with an ending of ours. The site's own ending never decides with which program the file opens,
 * and a long name is cut before it.
 */
export function fileName(name: string, ending: `.${string}`): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|]/gu, "_").replace(/^\.+/, "_");
  const stem = plain.toLowerCase().endsWith(ending) ? plain.slice(0, -ending.length) : plain;
  const cut = Array.from(stem).slice(0, LONGEST_STEM).join("").trimEnd();
  return `${cut === "" ? "_" : cut}${ending}`;
}
