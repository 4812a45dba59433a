//! One PostgreSQL server for all tests of this program, and in it a database for each.

use sqlx::Connection;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

static SERVER: LazyLock<Server> = LazyLock::new(Server::start);
static LAST: AtomicU32 = AtomicU32::new(0);

/// It ends when this program does: its standard input is a pipe from here.
struct Server {
    folder: String,
    _child: Child,
}

#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) address: String,
}

impl Server {
    fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/database/postgresql.sh");
        let mut child = Command::new("sh")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("no shell: {error}"));
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let folder = line.trim().to_owned();
        assert!(
            folder.starts_with('/'),
            "PostgreSQL did not start: is Debian's package postgresql installed?"
        );
        Self { folder, _child: child }
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.replace('/', "%2F"))
    }
}

impl Database {
    pub(crate) async fn fresh() -> Self {
        let server = tokio::task::spawn_blocking(|| &*SERVER).await.unwrap();
        let name = format!("test_{}", LAST.fetch_add(1, Ordering::Relaxed));
        let mut connection = sqlx::PgConnection::connect(&server.address("postgres")).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        Self { address: server.address(&name) }
    }
}
