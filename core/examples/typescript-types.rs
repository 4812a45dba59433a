//! Prints the TypeScript types of everything that leaves core: the contents of `wasm/types.d.ts`.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

fn main() {
    println!(
        "// Generated from the Rust types of core by `cargo xtask types`; a test holds this file to them.\n"
    );
    print!("{}", jitsuin_core::typescript::declarations());
}
