//! Whom people ask: the pages say it, and the signing window shows it beside every error (ACCEPTANCE.md C09).

use crate::language::Text;

/// The department in charge. The number is one that nobody has.
pub const CONTACT: Text = Text {
    ja: "みほん市 市民課 電話 00-0000-0000（平日 8時30分から17時15分まで）",
    en: "Mihon City, residents' affairs, telephone 00-0000-0000 (weekdays 8:30 to 17:15)",
};

/// What the signing window shows before the PIN of a login.
pub const LOGIN_NOTICE: Text = Text {
    ja: "このサイトは、あなたの氏名・住所・生年月日・性別を受け取りません。",
    en: "This site does not receive your name, address, date of birth or sex.",
};

/// What the attributes of the card are asked for, in the words of the site.
pub const FILL_IN_PURPOSE: Text = Text { ja: "申請書の入力", en: "To fill in the application" };
