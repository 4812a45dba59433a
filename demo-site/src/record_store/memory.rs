//! Records in memory: for one instance of the site, forgotten after a day or when it ends.

use super::{Record, RecordId, RecordStore, StoreError};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use time::{Duration, OffsetDateTime};

/// How long a record is kept. A demo site has no business with what people sign there.
pub const KEPT: Duration = Duration::DAY;

/// At most a fixed number of records and of bytes; what is older than [`KEPT`] makes room, nothing else does.
pub struct MemoryRecordStore {
    most: usize,
    most_bytes: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    records: HashMap<RecordId, (u64, Arc<Record>)>,
    /// In the order of arrival, with the size.
    order: VecDeque<(OffsetDateTime, RecordId, usize)>,
    bytes: usize,
    last_number: u64,
}

impl MemoryRecordStore {
    /// A store for at most `most` records, of at most `most_bytes` bytes of content and signature together.
    #[must_use]
    pub fn new(most: usize, most_bytes: usize) -> Self {
        Self { most, most_bytes, kept: Mutex::default() }
    }
}

#[async_trait::async_trait]
impl RecordStore for MemoryRecordStore {
    async fn keep(&self, record: Record) -> Result<u64, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget_old(record.received);
        let size = record.content.len().saturating_add(record.signature.len());
        let bytes = kept.bytes.saturating_add(size);
        if kept.records.len() >= self.most || bytes > self.most_bytes {
            return Err(StoreError::Full);
        }
        kept.bytes = bytes;
        kept.last_number = kept.last_number.saturating_add(1);
        let number = kept.last_number;
        kept.order.push_back((record.received, record.id.clone(), size));
        kept.records.insert(record.id.clone(), (number, Arc::new(record)));
        Ok(number)
    }

    async fn find(
        &self,
        id: &RecordId,
        now: OffsetDateTime,
    ) -> Result<Option<(u64, Arc<Record>)>, StoreError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.forget_old(now);
        Ok(kept.records.get(id).cloned())
    }
}

impl Kept {
    fn forget_old(&mut self, now: OffsetDateTime) {
        while self.order.front().is_some_and(|(received, ..)| received.saturating_add(KEPT) <= now) {
            if let Some((_, id, size)) = self.order.pop_front() {
                self.records.remove(&id);
                self.bytes = self.bytes.saturating_sub(size);
            }
        }
    }
}
