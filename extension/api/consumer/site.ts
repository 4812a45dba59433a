/**
 * A site's page, as its author writes it against the package that is shipped: it is compiled, never run. It uses every export, so
 * that none is missing from the package's declarations.
 */
import * as jitsuin from "../../dist/api/jitsuin.js";
import type {
  AttributeName,
  Attributes,
  AttributesAsked,
  AttributesGiven,
  AuthenticateOptions,
  AuthenticateResult,
  AuthenticationToken,
  DocumentContent,
  ErrorCode,
  Facts,
  FormContent,
  FormField,
  KeepSettings,
  ReadAttributesOptions,
  ReadAttributesResult,
  RequestOptions,
  Settings,
  SignatureFormat,
  SignOptions,
  SignResult,
} from "../../dist/api/jitsuin.js";
import type * as source from "../src/index.ts";

/** Every value that the source exports is declared, with its own type; and nothing else is. */
export const declared: typeof source = jitsuin;
export const exported: typeof jitsuin = declared;

const asked: AttributesAsked = { fields: ["name"] satisfies AttributeName[], purpose: "p" };
const frame: RequestOptions = { nonce: "0123456789abcdef", expires: "2030-01-01T00:00:00Z" };
const field: FormField = { name: "n", label: "l", value: "v" };
const content: FormContent | DocumentContent = { kind: "form", title: "t", fields: [field] };

export async function page(settings: Settings, keep: KeepSettings): Promise<readonly unknown[]> {
  if (!jitsuin.isSupported() || !(await jitsuin.isInstalled({ extensionId: jitsuin.EXTENSION_ID }))) return [];
  try {
    await jitsuin.setUp(settings);
    const options: SignOptions = { ...frame, content, format: "cms-detached" satisfies SignatureFormat, attributes: asked };
    const signed: SignResult & AttributesGiven = await jitsuin.sign(options, settings);
    const login: AuthenticateOptions = { ...frame, attributes: asked };
    const { token }: AuthenticateResult = await jitsuin.authenticate(Promise.resolve(login), keep);
    const reading: ReadAttributesOptions = { ...frame, ...asked };
    const { attributes }: ReadAttributesResult = await jitsuin.readAttributes(reading, keep);
    return [signed, token satisfies AuthenticationToken, attributes satisfies Attributes];
  } catch (error) {
    if (!(error instanceof jitsuin.JitsuinError)) throw error;
    const { code, facts }: { code: ErrorCode; facts: Facts } = error;
    return [code, facts];
  }
}
