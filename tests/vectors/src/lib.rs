//! Signatures, logins and answers about revocation that must be refused, each for its own reason.
//!
//! ```text
//! *.toml: recipes ─► Vector ─► Case: bytes, what the verifier is asked, what it must say ─► any verifier
//! ```
//!
//! A recipe is a list of changes to something that is right; the recipe without changes, its control, must pass. Keys and signatures are made
//! anew in each run, for one fixed time (`forge::NOW`), so that nothing expires and no private key is committed.
//!
//! What this crate will never do: judge. It shares no code with those that do, except the bytes that core's own tests forge.

#![allow(
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a recipe that does not fit is a mistake in the recipe: stop there"
)]

#[path = "../../../core/src/forge.rs"]
mod forge;

mod answer;
mod bytes;
mod case;
mod certificate;
mod digest;
mod login;
mod padding;
mod recipe;
mod signature;
mod tree;

pub use answer::MadeAnswer;
pub use case::{Case, Expected};
pub use recipe::{Of, RecipeError, Vector};

use std::path::Path;

/// The recipes of this folder's `*.toml`, in the order of the files' names.
///
/// # Errors
/// A file cannot be read or is not of the form of [`Vector`], or two recipes have one name.
pub fn load(folder: &Path) -> Result<Vec<Vector>, RecipeError> {
    recipe::load(folder)
}
