//! What the page's last link needs so that its module can be cut in two afterwards (`crates/xtask/src/split.rs`).

fn main() {
    let has = |name: &str| std::env::var_os(name).is_some();
    let is_wasm = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(cut)");
    if has("CARGO_FEATURE_SPLIT") && is_wasm {
        println!("cargo::rustc-cfg=cut");
        // Which address stands where: by that the cutting tool knows what is reached from where.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
