//! What JavaScript calls. Bytes go over in memory that [`wp_alloc`] hands out;
//! answers come back as a pointer to a length (u32, little-endian) and that many
//! bytes, which [`wp_free`] takes back.
#![allow(unsafe_code)]

use crate::Engine;
use std::cell::RefCell;

thread_local! {
    static ENGINE: RefCell<Option<Engine>> = const { RefCell::new(None) };
}

/// Memory for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn wp_alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0_u8; length].into_boxed_slice()).cast()
}

/// Gives back `length` bytes that [`wp_alloc`] or an answer (its length plus 4)
/// handed out.
///
/// # Safety
/// `start` and `length` must be those of one such piece of memory, not given
/// back before.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wp_free(start: *mut u8, length: usize) {
    // SAFETY: the caller hands back what `wp_alloc` made of a boxed slice of
    // this length.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(start, length)) });
}

/// Loads a model from its bytes: null, or an answer that says what is wrong.
///
/// # Safety
/// `start` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wp_load(start: *const u8, length: usize) -> *mut u8 {
    // SAFETY: the caller's word.
    let bytes = unsafe { std::slice::from_raw_parts(start, length) };
    match Engine::from_bytes(bytes) {
        Ok(engine) => {
            ENGINE.with(|cell| *cell.borrow_mut() = Some(engine));
            std::ptr::null_mut()
        }
        Err(error) => hand_over(
            &serde_json::json!({"error": error.to_string(), "hint": error.hint()}).to_string(),
        ),
    }
}

/// Answers a request in UTF-8 (see [`Engine::answer`]).
///
/// # Safety
/// `start` must point to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn wp_ask(start: *const u8, length: usize) -> *mut u8 {
    // SAFETY: the caller's word.
    let bytes = unsafe { std::slice::from_raw_parts(start, length) };
    let request = String::from_utf8_lossy(bytes);
    ENGINE.with(|cell| match &*cell.borrow() {
        Some(engine) => hand_over(&engine.answer(&request)),
        None => hand_over(r#"{"error":"no model is loaded","hint":"load its bytes first"}"#),
    })
}

fn hand_over(text: &str) -> *mut u8 {
    let mut bytes = Vec::with_capacity(text.len() + 4);
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
    Box::into_raw(bytes.into_boxed_slice()).cast()
}
