//! The site as a browser meets it, on SQLite. `on_postgresql.rs` runs the same tests on PostgreSQL.

mod city;
#[path = "database/sqlite.rs"]
mod database;
mod intake;
mod logins;
mod once;
mod pages;
mod program;
mod record;
mod sessions;
