//! The same tests on a PostgreSQL server that they start: Debian's package `postgresql`.

mod city;
#[path = "database/postgresql.rs"]
mod database;
mod intake;
mod logins;
mod once;
mod pages;
mod program;
mod record;
mod sessions;
