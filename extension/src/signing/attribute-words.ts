import type { AttributeName } from "../../api/src/request.ts";
import type { AttributesReading } from "../wasm.js";
import type { WordKey, Words } from "./words.ts";

/** 基本4情報 by name. */
export const attributeWords: Readonly<Record<AttributeName, WordKey>> = {
  name: "attribute_name",
  address: "attribute_address",
  birthDate: "attribute_birth_date",
  sex: "attribute_sex",
};

/** A value as people read it, in the language of the moment. */
export function attributeText(words: Words, { attributes }: AttributesReading, name: AttributeName): string {
  switch (name) {
    case "name":
    case "address":
      return attributes[name];
    case "birthDate":
      // Local midnight: the day must not move with the PC's time zone.
      return attributes.birthDate ? words.day(new Date(`${attributes.birthDate}T00:00:00`)) : words.say("birth_date_incomplete", { raw: attributes.birthDateRaw });
    case "sex":
      return words.say(SEXES[attributes.sex]);
  }
}

const SEXES: Readonly<Record<AttributesReading["attributes"]["sex"], WordKey>> = {
  male: "sex_male",
  female: "sex_female",
  unknown: "sex_unknown",
  "not-applicable": "sex_not_applicable",
};
