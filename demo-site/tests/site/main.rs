//! The site as a browser meets it, on SQLite. `on_postgresql.rs` runs the same tests on PostgreSQL.

#[cfg(test)]
mod city;
#[path = "database/sqlite.rs"]
#[cfg(test)]
mod database;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod intake;
#[cfg(test)]
mod logins;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod once;
#[cfg(test)]
mod pages;
#[cfg(unix)]
#[cfg(test)]
mod processes;
#[cfg(unix)]
#[cfg(test)]
mod program;
#[cfg(test)]
mod record;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod staff;
#[cfg(test)]
mod verdicts;
