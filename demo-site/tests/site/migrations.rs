//! A database of an earlier version, with rows in it, is brought up to date.

use crate::city::LIMITS;
use crate::database::Database;
use jitsuin_demo_site::store::{Evidence, Filter, Store};
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, Connection, Executor, Row};
use std::path::Path;

/// The migrations up to this one.
async fn up_to(last: &str) -> Migrator {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(all).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_str().unwrap() <= last {
            std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
    }
    Migrator::new(folder.path()).await.unwrap()
}

/// A database as that migration left it, with these rows.
async fn of_before(last: &str, rows: &[&'static str]) -> Database {
    let database = Database::fresh().await;
    sqlx::any::install_default_drivers();
    let mut before = AnyConnection::connect(&database.address).await.unwrap();
    up_to(last).await.run(&mut before).await.unwrap();
    for row in rows {
        before.execute(*row).await.unwrap();
    }
    before.close().await.unwrap();
    database
}

#[tokio::test]
async fn a_database_of_before_keeps_its_applications() {
    let rows = [
        "INSERT INTO sessions (id, cookie, began, expires, staff) VALUES ('s', 'c', 1, 2, 1)",
        "INSERT INTO applications (id, number, session, status, received, form, language, submission, content, signature, bytes, \
         report, identity) VALUES ('AAAAAAAAAAAAAAAAAAAAAA', 1, 's', 'accepted', 1, 'juminhyo', 'ja', 'x', 'AA==', 'AA==', 2, \
         '{\"indication\":\"TOTAL-PASSED\",\"findings\":[]}', 'p')",
        "INSERT INTO identities (id, name, address, birth_date, sex, issuer, serial, application, verified, source, state, state_at) \
         VALUES ('p', 'n', 'a', 'b', 's', 'i', '01', 'x', 1, 'o', 'good', 1)",
        // The same certificate twice, as two instances could make it.
        "INSERT INTO identities (id, name, address, birth_date, sex, issuer, serial, application, verified, source, state, state_at) \
         VALUES ('q', 'n', 'a', 'b', 's', 'i', '01', 'x', 1, 'o', 'good', 1)",
        "INSERT INTO links (id, identity, sign_serial, auth_serial, auth_issuer, source, since) \
         VALUES ('l', 'p', '01', '02', 'i', 'one-session', 1)",
    ];
    let database = of_before("0003_consent_and_staff.sql", &rows).await;
    let store = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    let kept = store.list(&Filter::default()).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].number, &kept[0].identity), (1, &None), "it stays, the record goes");
    assert_eq!(store.application(&kept[0].application.id).await.unwrap().unwrap().application.content, [0]);
    let mut after = AnyConnection::connect(&database.address).await.unwrap();
    for table in ["identities", "links", "sessions"] {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) AS n FROM {table}"));
        let row = sqlx::query(count).fetch_one(&mut after).await.unwrap();
        assert_eq!(row.try_get::<i64, _>("n").unwrap(), 0, "{table}");
    }
}

#[tokio::test]
async fn people_of_before_are_still_known() {
    let person = "INSERT INTO identities (id, name, address, birth_date, sex, issuer, serial, application, verified, source, state, \
                  state_at, used) VALUES ('p', 'n', 'a', 'b', 's', 'i', '01', 'x', 1, 'o', 'good', 1, 1)";
    let database = of_before("0005_logins_names_and_keys.sql", &[person]).await;
    let store = Store::open(&database.address, LIMITS, Evidence::Full).await.unwrap();
    let kept = store.identity("p").await.unwrap().unwrap();
    assert_eq!((kept.name.as_str(), kept.certificate), ("n", Vec::new()));
}
