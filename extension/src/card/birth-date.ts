import type { Words } from "../signing/words.ts";
import type { CertificateSummary } from "../wasm.js";

type BirthDate = NonNullable<CertificateSummary["holder"]>["birthDate"];

/** The Gregorian year that is an era's first. */
const FIRST_YEAR = { meiji: 1868, taisho: 1912, showa: 1926, heisei: 1989, reiwa: 2019 } as const;

/** 生年月日 as people write it, with its era where one is registered. What the register does not know is named so. */
export function birthDateText(words: Words, { era, year, month, day }: BirthDate): string {
  if (year === null) return words.say("unknown");
  if (month === null || day === null) {
    const known: Intl.DateTimeFormatOptions = month === null ? { year: "numeric" } : { year: "numeric", month: "long" };
    const text = new Intl.DateTimeFormat(words.tag, known).format(new Date(year, (month ?? 1) - 1));
    return words.say("birth_date_partial", { text });
  }
  const text = words.day(new Date(year, month - 1, day));
  const eraYear = era === "unknown" ? 0 : year - FIRST_YEAR[era] + 1;
  // A register may hold a pair of era and year that no calendar has.
  if (era === "unknown" || eraYear < 1) return text;
  return words.say("birth_date_era", { text, era: words.say(`era_${era}`), eraYear });
}
