/** Bytes as lower-case hexadecimal digits, in groups of four for the eye. */
export function hex(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/.{4}(?=.)/g, "$& ");
}
