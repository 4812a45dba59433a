//! Prints the TypeScript types of everything that leaves core: the contents of `wasm/types.d.ts`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    println!("// Generated: cargo run -p jitsuin-core --features typescript --example typescript-types");
    println!("// The Rust types are the source; core/tests/typescript_types.rs holds this file to them.\n");
    print!("{}", jitsuin_core::typescript::declarations());
}
