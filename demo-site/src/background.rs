//! What the site does by itself: asks again, and erases what has been kept long enough.

use crate::{Site, recheck};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often it looks whether something is due.
const LOOK: Duration = Duration::from_secs(5);

/// How often it erases: what it looks for is in no index.
const ERASE: Duration = Duration::from_secs(600);

/// Goes on until it is dropped. What fails is tried again at the next look.
pub async fn work(site: Arc<Site>) {
    let mut erased: Option<Instant> = None;
    loop {
        if let Err(problem) = recheck::due(&site).await {
            tracing::warn!("pending applications: {problem}");
        }
        if erased.is_none_or(|time| time.elapsed() >= ERASE) {
            match site.store.erase_old((site.clock)()).await {
                Ok(()) => erased = Some(Instant::now()),
                Err(problem) => tracing::warn!("erasing: {problem}"),
            }
        }
        site.requests.forget_idle();
        site.passwords.forget_idle();
        tokio::time::sleep(LOOK).await;
    }
}
