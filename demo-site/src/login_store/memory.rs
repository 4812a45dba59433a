//! Logins in memory: for one instance of the site, forgotten after a day or when it ends.

use super::{Login, LoginStore, Pseudonym};
use crate::nonce_store::StoreError;
use crate::record_store::RecordId;
use crate::record_store::memory::KEPT;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;

/// At most a fixed number of logins (some 4 kB each); what is older than a day makes room, nothing else does.
pub struct MemoryLoginStore {
    most: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    logins: HashMap<RecordId, (u64, Arc<Login>)>,
    /// How many of each are kept.
    visits: HashMap<Pseudonym, u64>,
    /// In the order of arrival.
    order: VecDeque<Arc<Login>>,
}

impl MemoryLoginStore {
    /// A store for at most `most` logins.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }
}

#[async_trait::async_trait]
impl LoginStore for MemoryLoginStore {
    async fn keep(&self, login: Login) -> Result<u64, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget_old(login.at);
        if kept.logins.len() >= self.most {
            return Err(StoreError::Full);
        }
        let login = Arc::new(login);
        let visits = kept.visits.entry(login.pseudonym.clone()).or_default();
        *visits = visits.saturating_add(1);
        let visits = *visits;
        kept.order.push_back(login.clone());
        kept.logins.insert(login.id.clone(), (visits, login));
        Ok(visits)
    }

    async fn find(
        &self,
        id: &RecordId,
        now: OffsetDateTime,
    ) -> Result<Option<(u64, Arc<Login>)>, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget_old(now);
        Ok(kept.logins.get(id).cloned())
    }
}

impl Kept {
    fn forget_old(&mut self, now: OffsetDateTime) {
        while let Some(login) = self.order.pop_front_if(|login| now - login.at >= KEPT) {
            self.logins.remove(&login.id);
            if let Some(visits) = self.visits.get_mut(&login.pseudonym) {
                *visits = visits.saturating_sub(1);
                if *visits == 0 {
                    self.visits.remove(&login.pseudonym);
                }
            }
        }
    }
}
