//! Links the `wp` binary at a fixed address on Linux: with polars in it, a
//! position-independent one has 400,000 addresses to patch at every start,
//! which costs more than `wp predict` does.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux")
        && std::env::var("CARGO_CFG_TARGET_ENV").as_deref() == Ok("gnu")
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
