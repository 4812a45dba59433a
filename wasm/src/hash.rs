//! SHA-256 in pieces, for files that do not fit in memory (`crypto.subtle.digest` takes them whole only).

use jitsuin_core::algorithm::{DigestAlgorithm, Hasher};
use wasm_bindgen::prelude::wasm_bindgen;

/// A SHA-256 in progress (FIPS 180-4).
#[wasm_bindgen]
#[derive(Debug)]
pub struct Sha256(Hasher);

#[wasm_bindgen]
impl Sha256 {
    /// Nothing hashed yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self(Hasher::new(DigestAlgorithm::SHA_256))
    }

    /// The next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The 32 bytes of the digest. The object is used up.
    pub fn finish(self) -> Vec<u8> {
        self.0.finish().value().to_vec()
    }
}

impl Default for Sha256 {
    fn default() -> Self {
        Self::new()
    }
}
