//! What the site does by itself: asks again, and erases what has been kept long enough.

use crate::{Site, recheck};
use std::sync::Arc;
use std::time::Duration;

/// How often it looks whether something is due.
const LOOK: Duration = Duration::from_secs(5);

/// Goes on until it is dropped. What fails is tried again at the next look.
pub async fn work(site: Arc<Site>) {
    loop {
        if let Err(problem) = recheck::due(&site).await {
            tracing::warn!("pending applications: {problem}");
        }
        if let Err(problem) = site.store.erase_old((site.clock)()).await {
            tracing::warn!("erasing: {problem}");
        }
        site.requests.forget_idle();
        site.passwords.forget_idle();
        tokio::time::sleep(LOOK).await;
    }
}
