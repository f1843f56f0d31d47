//! See `wp_fuzz::TARGETS`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Some(target) = wp_fuzz::target("situations") {
        target(data);
    }
});
