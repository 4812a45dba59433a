import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "./file-name.ts";

test("a file keeps its name where it has the ending of its kind already", () => {
  assert.equal(fileName("契約.pdf", ".pdf"), "契約.pdf");
  assert.equal(fileName("READ ME.TXT", ".txt"), "READ ME.txt");
});

test("no name makes a program, a link or a page of what is saved", () => {
  for (const name of ["x.hta", "x.lnk", "x.html", "x.exe", "x.pdf.exe", "x.pdf.exe ", "x.exe.", "x\u202Efdp.exe", "x.exe\u0000.pdf"]) {
    for (const ending of [".bin", ".txt", ".pdf"] as const) assert.ok(fileName(name, ending).endsWith(ending), `${name} ${ending}`);
  }
  assert.equal(fileName("a.xml", ".txt"), "a.xml.txt");
});

test("a long name is cut before its ending, and between characters", () => {
  const shown = `${"x".repeat(116)}.exe${"y".repeat(60)}.pdf`;
  assert.match(fileName(shown, ".pdf"), /^x{60}\.pdf$/);
  const wide = fileName("𠮷".repeat(200), ".txt");
  assert.ok(wide.isWellFormed() && wide.endsWith("𠮷.txt"));
});

test("every file system takes the name", () => {
  assert.equal(fileName("../../etc/passwd", ".bin"), "__.._etc_passwd.bin");
  assert.equal(fileName('a\\b:c*d?e"f<g>h|i\n', ".txt"), "a_b_c_d_e_f_g_h_i_.txt");
  for (const nothing of ["", ".txt", " "]) assert.equal(fileName(nothing, ".txt"), nothing === ".txt" ? "_txt.txt" : "_.txt");
});
