import { readAttributes } from "/jitsuin.js";
import { post } from "/sign-form.js";

/**
 * Call it inside a click. Resolves to what the person gave of `fields` ("name", "address", "birthDate", "sex"). The window stays open, so
 * that the form is signed in it afterwards.
 */
export async function fillIn(fields, purpose, contact, settings) {
  const options = post("/api/requests").then(({ nonce, expires }) => ({ nonce, expires, fields, purpose, contact }));
  const { attributes, digestMatches } = await readAttributes(options, { ...settings, keepOpen: true });
  // The card itself says that these are not the values which it was given.
  if (digestMatches === false) throw Object.assign(new Error(), { code: "attributes-malformed", facts: {} });
  return attributes;
}
