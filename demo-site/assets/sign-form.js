import { sign } from "/jitsuin.js";

/**
 * Call it inside a click: the signing window opens at once, while the server is asked for a nonce for `form`. The window shows `notice` before the
 * password, and `contact` beside every error.
 */
export const signForm = (title, fields, { form, notice, contact }, settings) =>
  sign(
    post("/api/requests", { form }).then(({ nonce, expires }) => ({
      nonce,
      expires,
      content: { kind: "form", title, fields },
      notice,
      contact,
    })),
    settings,
  );

/** Sends what was signed. The server verifies it and answers { id, status, report }. */
export const submit = ({ content, signature }) =>
  post("/api/applications", { content: base64(content), signature: base64(signature) });

export async function post(path, body = {}) {
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", headers, body: JSON.stringify(body) };
  const response = await fetch(path, request).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (response?.ok && answer) return answer;
  throw Object.assign(new Error(), { code: answer?.code ?? "site-unreachable", facts: answer ?? {} });
}

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
