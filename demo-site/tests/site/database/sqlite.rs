//! A database file for each test.

use std::sync::Arc;

#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) address: String,
    _folder: Arc<tempfile::TempDir>,
}

impl Database {
    #[expect(clippy::unused_async, reason = "a server is asked, a file is not")]
    pub(crate) async fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite://{}?mode=rwc", folder.path().join("site.sqlite3").display());
        Self { address, _folder: Arc::new(folder) }
    }
}
