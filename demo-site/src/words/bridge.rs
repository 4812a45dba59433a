//! The codes of `bridge/PROTOCOL.md`, in its order, in the words of this municipality.

use super::ErrorWords;
use crate::language::Text;

pub(super) const ERRORS: &[ErrorWords] = &[
    ErrorWords {
        code: "extension-missing",
        what: Text {
            ja: "Jitsuin 拡張機能が、このブラウザーに入っていません。",
            en: "The Jitsuin extension is not installed in this browser.",
        },
        then: Text {
            ja: "拡張機能をインストールし、このページに戻ってもう一度ボタンを押してください。",
            en: "Install the extension, come back to this page and press the button again.",
        },
    },
    ErrorWords {
        code: "gesture-required",
        what: Text {
            ja: "Jitsuin のウィンドウを開けませんでした。",
            en: "The Jitsuin window could not be opened.",
        },
        then: Text {
            ja: "このサイトのポップアップを許可し、もう一度ボタンを押してください。",
            en: "Allow pop-ups for this site and press the button again.",
        },
    },
    ErrorWords {
        code: "insecure-context",
        what: Text {
            ja: "このページは保護された接続（https）で開かれていません。",
            en: "This page was not opened over a protected connection (https).",
        },
        then: Text {
            ja: "アドレスが https:// で始まることを確認して、開き直してください。",
            en: "Open the page again by an address that begins with https://.",
        },
    },
    ErrorWords {
        code: "opener-severed",
        what: Text {
            ja: "このページと Jitsuin のウィンドウの接続が、サイトの設定で切られています。",
            en: "A setting of this site cuts the page off from the Jitsuin window.",
        },
        then: Text {
            ja: "サイトの不具合です。市民課へお知らせください。",
            en: "This is a fault of the site. Please tell the city office.",
        },
    },
    ErrorWords {
        code: "request-pending",
        what: Text {
            ja: "このページの手続きがすでに進行中です。",
            en: "Something is already under way on this page.",
        },
        then: Text {
            ja: "開いているウィンドウで続けるか、閉じてからもう一度お試しください。",
            en: "Go on in the open window, or close it and try again.",
        },
    },
    ErrorWords {
        code: "aborted",
        what: Text { ja: "手続きを中止しました。", en: "It was stopped." },
        then: Text {
            ja: "続ける場合は、もう一度ボタンを押してください。",
            en: "To go on, press the button again.",
        },
    },
    ErrorWords {
        code: "window-closed",
        what: Text {
            ja: "手続きが終わる前に、ウィンドウが閉じられました。",
            en: "The window was closed before the end.",
        },
        then: Text { ja: "もう一度ボタンを押してください。", en: "Press the button again." },
    },
    ErrorWords {
        code: "cancelled",
        what: Text { ja: "キャンセルしました。", en: "You cancelled." },
        then: Text {
            ja: "続ける場合は、もう一度ボタンを押してください。",
            en: "To go on, press the button again.",
        },
    },
    ErrorWords {
        code: "consent-denied",
        what: Text { ja: "許可されませんでした。", en: "You did not allow it." },
        then: Text {
            ja: "内容を確認し、同意できる場合はもう一度ボタンを押してください。",
            en: "Check the content. If you agree, press the button again.",
        },
    },
    ErrorWords {
        code: "site-blocked",
        what: Text {
            ja: "このサイトは、Jitsuin でブロックされています。",
            en: "You have blocked this site in Jitsuin.",
        },
        then: Text {
            ja: "拡張機能の設定でこのサイトのブロックを解除してください。",
            en: "Unblock this site in the settings of the extension.",
        },
    },
    ErrorWords {
        code: "invalid-request",
        what: Text {
            ja: "サイトからの依頼の形式に誤りがあります（{field}）。",
            en: "The request of the site is not of the right form ({field}).",
        },
        then: Text {
            ja: "入力した文字に特殊な記号がないか確認してください。解決しない場合は市民課へお知らせください。",
            en: "Check what you typed for unusual characters. If that does not help, tell the city office.",
        },
    },
    ErrorWords {
        code: "request-expired",
        what: Text {
            ja: "手続きの有効時間が過ぎました。", en: "The time for this has passed."
        },
        then: Text { ja: "もう一度ボタンを押してください。", en: "Press the button again." },
    },
    ErrorWords {
        code: "window-framed",
        what: Text {
            ja: "Jitsuin のウィンドウがほかのページの中に表示されたため、中止しました。",
            en: "The Jitsuin window was shown inside another page, so it stopped.",
        },
        then: Text {
            ja: "このサイトのアドレスを直接開いて、もう一度お試しください。",
            en: "Open this site by its own address and try again.",
        },
    },
    ErrorWords {
        code: "page-gone",
        what: Text {
            ja: "申請のページが閉じられたか、移動したため、中止しました。",
            en: "The page of the form was closed or left.",
        },
        then: Text {
            ja: "申請のページを開いたまま、もう一度お試しください。",
            en: "Keep the page of the form open and try again.",
        },
    },
    ErrorWords {
        code: "bridge-missing",
        what: Text {
            ja: "カードリーダーと通信するソフトウェア（Jitsuin ブリッジ）が見つかりません。",
            en: "The software that talks to the card reader (the Jitsuin bridge) was not found.",
        },
        then: Text {
            ja: "ブリッジをインストールし、もう一度ボタンを押してください。",
            en: "Install the bridge and press the button again.",
        },
    },
    ErrorWords {
        code: "bridge-outdated",
        what: Text {
            ja: "Jitsuin ブリッジが古いため、使えません。", en: "The Jitsuin bridge is too old."
        },
        then: Text {
            ja: "ブリッジを更新し、もう一度お試しください。",
            en: "Update the bridge and try again.",
        },
    },
    ErrorWords {
        code: "extension-outdated",
        what: Text {
            ja: "Jitsuin 拡張機能が古いため、使えません。",
            en: "The Jitsuin extension is too old.",
        },
        then: Text {
            ja: "拡張機能を更新し、もう一度お試しください。",
            en: "Update the extension and try again.",
        },
    },
    ErrorWords {
        code: "bridge-failed",
        what: Text {
            ja: "カードリーダーと通信するソフトウェアが応答しませんでした。",
            en: "The software that talks to the card reader did not answer.",
        },
        then: Text {
            ja: "もう一度お試しください。続く場合はパソコンを再起動してください。",
            en: "Try again. If it goes on, restart the PC.",
        },
    },
    ErrorWords {
        code: "caller-refused",
        what: Text {
            ja: "カードリーダーと通信するソフトウェアが、この拡張機能を拒否しました。",
            en: "The software that talks to the card reader refused this extension.",
        },
        then: Text {
            ja: "拡張機能とブリッジを公式の配布元から入れ直してください。",
            en: "Install the extension and the bridge again from their official source.",
        },
    },
    ErrorWords {
        code: "protocol-error",
        what: Text {
            ja: "拡張機能とブリッジの通信に不具合がありました。",
            en: "The extension and the bridge did not understand each other.",
        },
        then: Text {
            ja: "両方を最新にしてお試しください。続く場合は開発者へお知らせください。",
            en: "Update both. If it goes on, tell the developers.",
        },
    },
    ErrorWords {
        code: "message-too-large",
        what: Text {
            ja: "拡張機能とブリッジの間で、大きすぎるデータがありました。",
            en: "A message between extension and bridge was too large.",
        },
        then: Text { ja: "開発者へお知らせください。", en: "Please tell the developers." },
    },
    ErrorWords {
        code: "out-of-order",
        what: Text {
            ja: "手順に不具合がありました。", en: "The steps came in the wrong order."
        },
        then: Text {
            ja: "もう一度お試しください。続く場合は開発者へお知らせください。",
            en: "Try again. If it goes on, tell the developers.",
        },
    },
    ErrorWords {
        code: "pcsc-unavailable",
        what: Text {
            ja: "スマートカードサービスが動いていません。",
            en: "The smart card service is not running.",
        },
        then: Text {
            ja: "カードリーダーをつなぎ直してください。続く場合はパソコンを再起動してください。",
            en: "Reconnect the card reader. If it goes on, restart the PC.",
        },
    },
    ErrorWords {
        code: "no-reader",
        what: Text {
            ja: "カードリーダーが見つかりません。", en: "No card reader was found."
        },
        then: Text {
            ja: "カードリーダーをパソコンにつなぎ、もう一度お試しください。",
            en: "Connect a card reader and try again.",
        },
    },
    ErrorWords {
        code: "no-card",
        what: Text {
            ja: "カードリーダーにカードがありません。", en: "There is no card in the reader."
        },
        then: Text {
            ja: "マイナンバーカードをリーダーに置き、もう一度お試しください。",
            en: "Put your My Number Card on the reader and try again.",
        },
    },
    ErrorWords {
        code: "card-busy",
        what: Text {
            ja: "ほかのソフトウェアがカードを使っています。",
            en: "Another program is using the card.",
        },
        then: Text {
            ja: "カードを使うほかのソフトウェアを終了し、もう一度お試しください。",
            en: "Close other programs that use the card and try again.",
        },
    },
    ErrorWords {
        code: "card-removed",
        what: Text {
            ja: "途中でカードが離れました。", en: "The card was taken away too early."
        },
        then: Text {
            ja: "「カードを取り外せます」と表示されるまで置いたままにして、もう一度お試しください。",
            en: "Leave the card on the reader until the window says so, and try again.",
        },
    },
    ErrorWords {
        code: "card-unresponsive",
        what: Text { ja: "カードから応答がありません。", en: "The card does not answer." },
        then: Text {
            ja: "カードの向きと位置を確認して置き直し、もう一度お試しください。",
            en: "Check which way the card lies, put it back and try again.",
        },
    },
    ErrorWords {
        code: "card-unsupported",
        what: Text {
            ja: "マイナンバーカードではないカードが置かれています。",
            en: "The card is not a My Number Card.",
        },
        then: Text {
            ja: "マイナンバーカードを置いて、もう一度お試しください。",
            en: "Put a My Number Card on the reader and try again.",
        },
    },
    ErrorWords {
        code: "certificate-missing",
        what: Text {
            ja: "このカードには、この手続きに使う電子証明書がありません。",
            en: "This card holds no certificate for this.",
        },
        then: Text {
            ja: "署名用電子証明書は、15歳未満の方などには発行されていません。発行は住民登録のある市区町村の窓口でできます。",
            en: "A signing certificate is not issued to children under 15, for instance. Your municipality's counter can issue one.",
        },
    },
    ErrorWords {
        code: "pin-format",
        what: Text {
            ja: "暗証番号の形式が違います。カードの残り回数は減っていません。",
            en: "The PIN is not of the right form. No try was used.",
        },
        then: Text {
            ja: "署名には英数字6文字から16文字のパスワード、ログインと入力には数字4桁の暗証番号を使います。",
            en: "To sign, the password has 6 to 16 letters and digits; to log in or fill in, the PIN has four digits.",
        },
    },
    ErrorWords {
        code: "pin-wrong",
        what: Text {
            ja: "暗証番号が違います。あと{triesLeft}回間違えるとロックされます。",
            en: "The PIN is wrong. Tries left: {triesLeft}.",
        },
        then: Text {
            ja: "どの暗証番号を求められたかを確認してください。分からない場合は、試さずに窓口へご相談ください。",
            en: "Make sure which PIN was asked for. If you do not know it, ask at the counter instead of guessing.",
        },
    },
    ErrorWords {
        code: "pin-blocked",
        what: Text { ja: "暗証番号がロックされています。", en: "The PIN is locked." },
        then: Text {
            ja: "住民登録のある市区町村の窓口で初期化できます。署名用パスワードは、対応するコンビニエンスストアのキオスク端末でも初期化できます。",
            en: "It can be reset at your municipality's counter; the signing password also at a convenience store that offers it.",
        },
    },
    ErrorWords {
        code: "last-try",
        what: Text {
            ja: "残り1回です。確認がなかったため、カードには送っていません。",
            en: "One try is left. It was not confirmed, so nothing was sent to the card.",
        },
        then: Text {
            ja: "暗証番号に自信がない場合は、市区町村の窓口で初期化してください。",
            en: "If you are not sure of the PIN, have it reset at your municipality's counter.",
        },
    },
    ErrorWords {
        code: "card-refused",
        what: Text {
            ja: "カードが操作を受け付けませんでした（{statusWord}）。",
            en: "The card refused a command ({statusWord}).",
        },
        then: Text {
            ja: "カードを置き直して、もう一度お試しください。",
            en: "Put the card back on the reader and try again.",
        },
    },
    ErrorWords {
        code: "card-garbled",
        what: Text {
            ja: "カードの応答を読み取れませんでした。",
            en: "The answer of the card could not be read.",
        },
        then: Text {
            ja: "カードを置き直して、もう一度お試しください。",
            en: "Put the card back on the reader and try again.",
        },
    },
    ErrorWords {
        code: "certificate-malformed",
        what: Text {
            ja: "カードの電子証明書を読み取れませんでした。",
            en: "The certificate of the card could not be read.",
        },
        then: Text { ja: "市民課へお知らせください。", en: "Please tell the city office." },
    },
    ErrorWords {
        code: "certificate-not-valid",
        what: Text {
            ja: "電子証明書の有効期間外です（{notBefore} から {notAfter} まで）。",
            en: "The certificate is not valid now (from {notBefore} to {notAfter}).",
        },
        then: Text {
            ja: "住民登録のある市区町村の窓口で更新してください。",
            en: "Have it renewed at your municipality's counter.",
        },
    },
    ErrorWords {
        code: "content-malformed",
        what: Text {
            ja: "署名した申請書の形式に誤りがあります。",
            en: "The signed form is not of the right form.",
        },
        then: Text {
            ja: "入力した文字に特殊な記号がないか確認し、もう一度署名してください。",
            en: "Check what you typed for unusual characters and sign again.",
        },
    },
    ErrorWords {
        code: "content-too-large",
        what: Text { ja: "申請書が大きすぎます。", en: "The form is too large." },
        then: Text {
            ja: "入力した文章を短くして、もう一度署名してください。",
            en: "Shorten what you typed and sign again.",
        },
    },
    ErrorWords {
        code: "signature-invalid",
        what: Text {
            ja: "カードの応答を確認できませんでした。何も送信していません。",
            en: "What the card made does not verify. Nothing was sent.",
        },
        then: Text {
            ja: "もう一度お試しください。続く場合はカードを市区町村の窓口で確認してください。",
            en: "Try again. If it goes on, have the card checked at your municipality's counter.",
        },
    },
    ErrorWords {
        code: "signed-data-malformed",
        what: Text {
            ja: "送信された署名の形式に誤りがあります。",
            en: "The signature that was sent is not of a supported form.",
        },
        then: Text { ja: "もう一度署名してください。", en: "Sign again." },
    },
    ErrorWords {
        code: "algorithm-unsupported",
        what: Text {
            ja: "このカードの署名方式（{algorithm}）には対応していません。",
            en: "The algorithm of this card ({algorithm}) is not supported.",
        },
        then: Text {
            ja: "拡張機能を最新にしてお試しください。", en: "Update the extension and try again."
        },
    },
    ErrorWords {
        code: "anchors-malformed",
        what: Text {
            ja: "サイトの信頼する認証局の設定に誤りがあります。",
            en: "The trusted certification authorities of the site are set up wrongly.",
        },
        then: Text {
            ja: "サイトの不具合です。市民課へお知らせください。",
            en: "This is a fault of the site. Please tell the city office.",
        },
    },
    ErrorWords {
        code: "internal",
        what: Text { ja: "Jitsuin に不具合がありました。", en: "Jitsuin has a defect." },
        then: Text {
            ja: "もう一度お試しください。続く場合は開発者へお知らせください。",
            en: "Try again. If it goes on, tell the developers.",
        },
    },
    ErrorWords {
        code: "pin-pad-cancelled",
        what: Text {
            ja: "カードリーダーのキーで、入力が取り消されました。",
            en: "The entry was cancelled on the keys of the card reader.",
        },
        then: Text {
            ja: "続ける場合は、もう一度ボタンを押してください。",
            en: "To go on, press the button again.",
        },
    },
    ErrorWords {
        code: "pin-pad-timeout",
        what: Text {
            ja: "カードリーダーのキーで、時間内に入力されませんでした。",
            en: "Nothing was entered in time on the keys of the card reader.",
        },
        then: Text {
            ja: "もう一度ボタンを押し、カードリーダーの表示に従って入力してください。",
            en: "Press the button again and follow the display of the reader.",
        },
    },
    ErrorWords {
        code: "pin-unchanged",
        what: Text {
            ja: "新しい暗証番号が、今のものと同じです。",
            en: "The new PIN is the same as the old one.",
        },
        then: Text { ja: "別の暗証番号を決めてください。", en: "Choose another one." },
    },
    ErrorWords {
        code: "pin-change-unclear",
        what: Text {
            ja: "暗証番号の変更の途中で、カードから応答がなくなりました。今の暗証番号と新しい暗証番号の、どちらかになっています。",
            en: "The card stopped answering while a PIN was changed. Either the old or the new PIN holds.",
        },
        then: Text {
            ja: "拡張機能のカードのページで、一度だけ入力して確かめてください。",
            en: "Find out by one entry on the card page of the extension.",
        },
    },
    ErrorWords {
        code: "attributes-malformed",
        what: Text {
            ja: "カードの氏名・住所などの記録を、正しく読み取れませんでした。",
            en: "The name, address and so on in the card could not be read rightly.",
        },
        then: Text {
            ja: "手で入力してください。続く場合は、カードを市区町村の窓口で確認してください。",
            en: "Type them yourself. If it goes on, have the card checked at your municipality's counter.",
        },
    },
    ErrorWords {
        code: "token-malformed",
        what: Text {
            ja: "送信されたログインの形式に誤りがあります（{field}）。",
            en: "The login that was sent is not of the right form ({field}).",
        },
        then: Text { ja: "もう一度ログインしてください。", en: "Log in again." },
    },
];
