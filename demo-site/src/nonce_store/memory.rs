//! Nonces in memory: for one instance of the site, forgotten when it ends.

use super::{Nonce, NonceStore, Spent, StoreError};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};
use time::OffsetDateTime;

/// At most a fixed number of nonces; what has expired makes room.
#[derive(Debug)]
pub struct MemoryNonceStore {
    most: usize,
    out: Mutex<Out>,
}

#[derive(Debug, Default)]
struct Out {
    entries: HashMap<String, Entry>,
    /// The same nonces by time, so that the expired ones are found without a search.
    by_expiry: BTreeSet<(OffsetDateTime, String)>,
}

#[derive(Debug)]
struct Entry {
    expires: OffsetDateTime,
    used: bool,
}

impl MemoryNonceStore {
    /// A store for at most `most` nonces (some 200 bytes each).
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, out: Mutex::default() }
    }
}

#[async_trait::async_trait]
impl NonceStore for MemoryNonceStore {
    async fn issue(
        &self,
        nonce: &Nonce,
        expires: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<(), StoreError> {
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        out.forget_expired(now);
        if out.entries.len() >= self.most {
            return Err(StoreError::Full);
        }
        out.by_expiry.insert((expires, nonce.as_str().to_owned()));
        out.entries.insert(nonce.as_str().to_owned(), Entry { expires, used: false });
        Ok(())
    }

    async fn spend(
        &self,
        nonce: &str,
        expires: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<Spent, StoreError> {
        // One lock around looking and marking is what makes it "once".
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(match out.entries.get_mut(nonce) {
            None => Spent::Unknown,
            Some(entry) if entry.used => Spent::Before,
            Some(entry) if entry.expires <= now => Spent::Expired,
            Some(entry) if entry.expires != expires => Spent::OtherExpiry,
            Some(entry) => {
                entry.used = true;
                Spent::Now
            }
        })
    }
}

impl Out {
    fn forget_expired(&mut self, now: OffsetDateTime) {
        while self.by_expiry.first().is_some_and(|(expires, _)| *expires <= now) {
            if let Some((_, nonce)) = self.by_expiry.pop_first() {
                self.entries.remove(&nonce);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryNonceStore;
    use crate::nonce_store::{Nonce, NonceStore, Spent, StoreError};
    use time::{Duration, OffsetDateTime};

    const NOW: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;
    const LATER: OffsetDateTime = NOW.saturating_add(Duration::minutes(30));

    #[tokio::test]
    async fn a_nonce_is_good_once() {
        let store = MemoryNonceStore::new(8);
        let nonce = Nonce::random().unwrap();
        store.issue(&nonce, LATER, NOW).await.unwrap();
        let spend = async |expires, now| store.spend(nonce.as_str(), expires, now).await.unwrap();

        assert_eq!(spend(LATER + Duration::SECOND, NOW).await, Spent::OtherExpiry);
        assert_eq!(spend(LATER, LATER).await, Spent::Expired);
        assert_eq!(spend(LATER, NOW).await, Spent::Now);
        assert_eq!(spend(LATER, NOW).await, Spent::Before);
        assert_eq!(store.spend("never given out", LATER, NOW).await.unwrap(), Spent::Unknown);
    }

    #[tokio::test]
    async fn a_full_store_refuses_until_time_makes_room() {
        let store = MemoryNonceStore::new(2);
        let nonces: Vec<Nonce> = (0..3).map(|_| Nonce::random().unwrap()).collect();
        store.issue(&nonces[0], LATER, NOW).await.unwrap();
        store.issue(&nonces[1], LATER + Duration::HOUR, NOW).await.unwrap();
        let full = store.issue(&nonces[2], LATER, NOW).await;
        assert!(matches!(full, Err(StoreError::Full)), "{full:?}");

        store.issue(&nonces[2], LATER + Duration::HOUR, LATER).await.unwrap();
        assert_eq!(store.spend(nonces[0].as_str(), LATER, LATER).await.unwrap(), Spent::Unknown);
        assert_eq!(store.spend(nonces[1].as_str(), LATER + Duration::HOUR, LATER).await.unwrap(), Spent::Now);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn of_many_at_once_exactly_one_wins() {
        let store = std::sync::Arc::new(MemoryNonceStore::new(8));
        let nonce = Nonce::random().unwrap();
        store.issue(&nonce, LATER, NOW).await.unwrap();
        let calls: Vec<_> = (0..64)
            .map(|_| {
                let (store, nonce) = (store.clone(), nonce.clone());
                tokio::spawn(async move { store.spend(nonce.as_str(), LATER, NOW).await.unwrap() })
            })
            .collect();
        let mut wins = 0;
        for call in calls {
            wins += usize::from(call.await.unwrap() == Spent::Now);
        }
        assert_eq!(wins, 1);
    }
}
