//! Every page: its headers, its two languages, and that it loads nothing it may not.

use crate::city::{City, HANAKO, ORIGIN, PKI, form, post, sign, text};
use axum::http::{Request, StatusCode};
use jitsuin_demo_site::language::Language;
use jitsuin_test_pki::Purpose;

/// For somebody who has agreed to the terms.
const PAGES: [&str; 4] = ["/", "/login", "/forms/juminhyo", "/developers"];
const FILES: [&str; 11] = [
    "/jitsuin.js",
    "/sign-form.js",
    "/fill-in.js",
    "/log-in.js",
    "/form.js",
    "/login.js",
    "/tell.js",
    "/words/ja.js",
    "/words/en.js",
    "/site.css",
    "/icon.svg",
];

/// Pages about somebody: of an application, and of a login.
async fn records(city: &City) -> [String; 2] {
    assert_eq!(city.log_in(&city.login().await).await.status, StatusCode::OK);
    [record(city).await, "/members".to_owned()]
}

async fn record(city: &City) -> String {
    let (nonce, expires) = city.request().await;
    let content = form(ORIGIN, &nonce, &expires, Language::English);
    let answer = city.submit(&content, &sign(&content, &PKI.certificate(Purpose::Sign, HANAKO))).await;
    format!("/applications/{}", text(&answer.json(), "id"))
}

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let city = City::new().await;
    let records = records(&city).await;
    let mut answers = Vec::new();
    let pages = records.iter().map(String::as_str).chain(["/nowhere", "/api/nowhere"]);
    for path in PAGES.iter().chain(&FILES).copied().chain(pages) {
        answers.push((path.to_owned(), city.get(path).await));
    }
    answers.push(("GET on a POST".to_owned(), city.get("/api/requests").await));
    answers.push(("a refusal".to_owned(), city.send(post("/api/applications", "{")).await));
    answers.push(("a nonce".to_owned(), city.send(post("/api/requests", "{}")).await));
    for (path, answer) in answers {
        let policy = answer.header("content-security-policy");
        for directive in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            if records.contains(&path) { "form-action 'self'" } else { "form-action 'none'" },
            "frame-ancestors 'none'",
        ] {
            assert!(policy.split("; ").any(|part| part == directive), "{path}: {directive} in {policy}");
        }
        for (name, value) in [
            ("cross-origin-opener-policy", "same-origin-allow-popups"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        let cache = if FILES.contains(&path.as_str()) { "no-cache" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), cache, "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}: the site is not https");
    }

    let secure = City::with("https://www.mihon.example", 1, 1).await;
    assert_eq!(secure.get("/").await.header("strict-transport-security"), "max-age=31536000");
}

#[tokio::test]
async fn pages_have_no_inline_script_or_style_and_load_only_what_exists() {
    let city = City::new().await;
    let records = records(&city).await;
    for path in PAGES.into_iter().chain(records.iter().map(String::as_str)).chain(["/nowhere"]) {
        let html = city.get(path).await.text();
        for forbidden in ["<script>", "style=", "javascript:", " onclick", " onload", "http-equiv", "<style"]
        {
            assert!(!html.contains(forbidden), "{path}: {forbidden}");
        }
        for attribute in ["href=\"", "src=\""] {
            for target in html.split(attribute).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                // A link to the very page that is looked at, or into it.
                if !target.starts_with('#') && !target.starts_with(&format!("{path}?lang=")) {
                    assert_eq!(city.get(target).await.status, StatusCode::OK, "{path}: {target}");
                }
            }
        }
    }
}

#[tokio::test]
async fn english_pages_are_english_and_japanese_pages_japanese() {
    let city = City::new().await;
    let records = records(&city).await;
    for path in PAGES.into_iter().chain(records.iter().map(String::as_str)).chain(["/nowhere"]) {
        let japanese = city.get(&format!("{path}?lang=ja")).await.text();
        let english = city.get(&format!("{path}?lang=en")).await.text();
        assert!(japanese.contains("<html lang=\"ja\">") && english.contains("<html lang=\"en\">"), "{path}");
        let outside = outside_marked_japanese(&english);
        let is_japanese = |line: &&str| line.chars().any(|c| matches!(c, 'ぁ'..='ヶ' | '一'..='鿿'));
        let left_over: Vec<&str> = outside.lines().filter(is_japanese).collect();
        assert!(left_over.is_empty(), "{path} in English has {left_over:#?}");
        // The same page twice: the same elements in the same order.
        assert_eq!(tags(&japanese), tags(&english), "{path}");
    }
}

#[tokio::test]
async fn the_language_follows_the_link_then_the_browser() {
    let city = City::new().await;
    for (path, accept, expected) in [
        ("/", "", "ja"),
        ("/", "en-US,en;q=0.9", "en"),
        ("/", "fr", "ja"),
        ("/?lang=en", "ja", "en"),
        ("/?lang=ja", "en", "ja"),
    ] {
        let request = Request::get(path).header("accept-language", accept).body("".into()).unwrap();
        let html = city.send(request).await.text();
        assert!(html.contains(&format!("<html lang=\"{expected}\">")), "{path} {accept}");
    }
    assert!(city.get("/?lang=en").await.text().contains("href=\"/forms/juminhyo?lang=en\""));
}

#[tokio::test]
async fn what_is_elsewhere_is_said_in_the_right_way() {
    let city = City::new().await;
    assert_eq!(city.get("/forms/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(city.get("/words/fr.js").await.status, StatusCode::NOT_FOUND);
    assert!(city.get("/nowhere").await.text().contains("ページが見つかりません"));
    city.get("/api/nowhere").await.assert_refused(404, "not-found");
    city.get("/api/requests").await.assert_refused(405, "method-not-allowed");
}

#[tokio::test]
async fn the_developers_page_shows_the_scripts_that_run() {
    let city = City::new().await;
    let page = city.get("/developers").await.text();
    let mut shown = page.split("<code lang=\"en\">").skip(1);
    for path in ["/sign-form.js", "/fill-in.js", "/log-in.js"] {
        let script = city.get(path).await.text();
        let text = shown.next().unwrap().split("</code>").next().unwrap();
        let text =
            text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#38;", "&");
        assert_eq!(text, script, "{path}");
    }
}

#[tokio::test]
async fn the_form_asks_the_card_for_what_it_can_fill_in_and_no_more() {
    let city = City::new().await;
    city.agree().await;
    let html = city.get("/forms/juminhyo?lang=en").await.text();
    assert!(html.contains("data-card-attributes=\"name birthDate address\""), "{html}");
    for (field, attribute) in
        [("applicant-name", "name"), ("birth-date", "birthDate"), ("address", "address")]
    {
        let (_, drawn) = html.split_once(&format!("data-field=\"{field}\"")).unwrap();
        assert!(drawn.starts_with(&format!(" data-from-card=\"{attribute}\"")), "{field}");
        assert!(html.contains(&format!("id=\"{field}-source\" hidden>From My Number Card<")), "{field}");
    }
    assert_eq!(html.matches("-source\" hidden").count(), 3);
}

/// ACCEPTANCE.md C01
#[tokio::test]
async fn pages_tell_programs_which_certificate_they_take() {
    let city = City::new().await;
    city.agree().await;
    for (page, certificate) in [("/forms/juminhyo", "sign"), ("/login", "auth")] {
        let expected = format!(r#"<meta name="jitsuin-certificate" content="{certificate}">"#);
        assert!(city.get(page).await.text().contains(&expected), "{page}");
    }
}

/// ACCEPTANCE.md C02, C09: what the window shows beside the PIN and beside errors comes from the page.
#[tokio::test]
async fn notice_and_contact_are_on_the_pages_for_the_window() {
    let city = City::new().await;
    city.agree().await;
    for (language, department) in [("ja", "みほん市 市民課"), ("en", "residents&#39; affairs")] {
        for path in ["/forms/juminhyo", "/login"] {
            let html = city.get(&format!("{path}?lang={language}")).await.text();
            let attribute = |name: &str| {
                let (_, rest) = html.split_once(&format!(" {name}=\"")).unwrap();
                rest.split('"').next().unwrap().to_owned()
            };
            assert!(attribute("data-contact").contains(department), "{path}: {}", attribute("data-contact"));
            assert!(attribute("data-notice").len() > 20, "{path}");
        }
    }
}

#[tokio::test]
async fn every_control_has_a_name_and_a_place_for_its_error() {
    let city = City::new().await;
    city.agree().await;
    let html = city.get("/forms/juminhyo?lang=en").await.text();
    let controls: Vec<&str> = html
        .split('<')
        .filter(|tag| tag.starts_with("input ") || tag.starts_with("select "))
        .map(|tag| tag.split('>').next().unwrap())
        .collect();
    assert_eq!(controls.len(), 8 + 1 + 1 + 10, "{controls:#?}");
    for control in controls {
        let attribute = |name: &str| {
            control
                .split(&format!(" {name}=\""))
                .nth(1)
                .map(|rest| rest.split('"').next().unwrap().to_owned())
        };
        let id = attribute("id").unwrap();
        let name = attribute("name").unwrap();
        assert!(html.contains(&format!("id=\"{name}-error\"")), "{control}");
        if control.contains("type=\"radio\"") {
            assert!(html.contains(&format!("<fieldset class=\"field\" id=\"field-{name}\"")), "{control}");
        } else {
            assert!(html.contains(&format!("<label class=\"label\" for=\"{id}\"")), "{control}");
            let described = attribute("aria-describedby").unwrap();
            for target in described.split(' ') {
                assert!(html.contains(&format!("id=\"{target}\"")), "{control}: {target}");
            }
        }
    }
}

/// The page without elements that are marked as Japanese (they hold no element of their own, but for `<span>`).
fn outside_marked_japanese(html: &str) -> String {
    let mut rest = html;
    let mut outside = String::new();
    while let Some((before, after)) = rest.split_once(" lang=\"ja\"") {
        outside.push_str(before);
        let end = ["</a>", "</dd>"].iter().filter_map(|end| after.find(end)).min().unwrap();
        rest = &after[end..];
    }
    outside + rest
}

fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).map(|tag| tag.split([' ', '>', '\n']).next().unwrap()).collect()
}
