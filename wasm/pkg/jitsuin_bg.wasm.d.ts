/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_sha256_free: (a: number, b: number) => void;
export const __wbg_tobesigned_free: (a: number, b: number) => void;
export const authenticationToken: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
export const certificatePem: (a: number, b: number) => [number, number, number, number];
export const composeForm: (a: any, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number, number];
export const prepareAttached: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
export const prepareDetached: (a: any, b: number, c: number, d: number) => [number, number, number];
export const readAttributes: (a: number, b: number, c: number, d: number) => [number, number, number];
export const readCertificate: (a: number, b: number) => [number, number, number];
export const readForm: (a: number, b: number) => [number, number, number];
export const sha256_finish: (a: number) => [number, number];
export const sha256_new: () => number;
export const sha256_update: (a: number, b: number, c: number) => void;
export const tobesigned_complete: (a: number, b: number, c: number) => [number, number, number, number];
export const tobesigned_digests: (a: number) => any;
export const verify: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
export const verifyLogin: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number) => [number, number, number];
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_exn_store: (a: number) => void;
export const __externref_table_alloc: () => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __externref_table_dealloc: (a: number) => void;
export const __externref_drop_slice: (a: number, b: number) => void;
export const __wbindgen_start: () => void;
