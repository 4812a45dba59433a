export { JitsuinError } from "./error.ts";
export type { ErrorCode, Facts } from "./error-code.ts";
export { isInstalled } from "./is-installed.ts";
export type { DocumentContent, FormContent, FormField, SignatureFormat, SignOptions, SignResult } from "./request.ts";
export { sign } from "./sign.ts";
export type { Settings } from "./ask.ts";
export { EXTENSION_ID } from "./extension-id.ts";
