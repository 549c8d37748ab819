//! Bounds what a hostile file can make the module ask for: 256 MiB, some sixteen times what any
//! recording needs.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--max-memory=268435456");
    }
}
