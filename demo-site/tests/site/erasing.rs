//! What only a database of more than one writer can show: erasing waits for an application that comes in, and leaves what it needs.

use crate::city::{City, HANAKO, PKI, text};
use crate::desk::Desk;
use jitsuin_demo_site::store::{ApplicationId, Evidence};
use jitsuin_test_pki::Purpose;
use sqlx::{Connection, PgConnection, Row};
use std::sync::Arc;
use std::time::Duration;

/// Until somebody waits for a lock that another transaction has.
async fn somebody_waits(watch: &mut PgConnection) {
    loop {
        let row = sqlx::query("SELECT COUNT(*) AS n FROM pg_locks WHERE NOT granted")
            .fetch_one(&mut *watch)
            .await
            .unwrap();
        if row.try_get::<i64, _>("n").unwrap() > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_used_while_it_is_erased_stays() {
    let city = City::asking(Arc::new(Desk::default()), Evidence::Full).await;
    let (content, signature) = city.form_signed_with(&PKI.certificate(Purpose::Sign, HANAKO)).await;
    let id = text(&city.submit(&content, &signature).await.json(), "id");
    let id = ApplicationId::from_text(&id).unwrap();
    let identity = city.site.store.application(&id).await.unwrap().unwrap().identity.unwrap();

    // Another instance is about to receive an application of the same person, and has not finished.
    let address = city.database.address.clone();
    let mut other = PgConnection::connect(&address).await.unwrap();
    let mut coming = other.begin().await.unwrap();
    sqlx::query("UPDATE identities SET used = used + 1 WHERE id = $1")
        .bind(&identity)
        .execute(&mut *coming)
        .await
        .unwrap();

    // Meanwhile staff erases the only application that is there.
    let store = city.site.store.clone();
    let erasing = tokio::spawn(async move { store.erase(&id).await });
    somebody_waits(&mut PgConnection::connect(&address).await.unwrap()).await;
    coming.commit().await.unwrap();
    erasing.await.unwrap().unwrap();
    assert!(city.site.store.identity(&identity).await.unwrap().is_some());
}
