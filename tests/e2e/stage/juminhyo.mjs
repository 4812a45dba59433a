/** 住民票の写しの交付申請 on the demo site, filled in as the holder of the default card would. */

const ANSWERS = {
  "applicant-name": "霞　花子",
  "applicant-kana": "カスミ　ハナコ",
  "birth-date": "1990-04-29",
  "postal-code": "100-0013",
  address: "東京都千代田区霞が関２－１－２－１０１",
  telephone: "03-0000-0000",
  copies: "1",
  "submitted-to": "見本銀行",
};

const CHOICES = ["relation-self", "household-all", "head-and-relation-without", "domicile-without", "delivery-counter"];

/** @param {import("playwright-core").Page} page */
export async function fillIn(page) {
  await page.locator("#sign:not([disabled])").waitFor();
  for (const [id, answer] of Object.entries(ANSWERS)) await page.fill(`#${id}`, answer);
  for (const id of CHOICES) await page.check(`#${id}`);
  await page.selectOption("#purpose", { index: 1 });
}

/** What was typed is still there. @param {import("playwright-core").Page} page */
export async function typedName(page) {
  return (await page.inputValue("#applicant-name")) === ANSWERS["applicant-name"];
}
