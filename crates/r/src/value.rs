//! Values between R and Rust: a tree that C builds, and takes apart again.
//!
//! Vectors of numbers from R are not copied: R does not move them, and keeps them
//! while a job holds them. Text is copied, since R's is scattered.

use crate::model::Model;
use football::plays::TextColumn;
use football::table::{Column, Table};
use grouped_forest::Ensemble;
use std::borrow::Cow;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::Arc;

/// A value of R's.
#[derive(Debug)]
pub enum Value {
    /// `NULL`.
    Null,
    /// Logical; `i32::MIN` is NA.
    Flags(Cow<'static, [i32]>),
    /// Whole numbers; `i32::MIN` is NA.
    Whole(Cow<'static, [i32]>),
    /// Numbers; NaN is NA.
    Numbers(Cow<'static, [f64]>),
    /// Integer64; `i64::MIN` is NA.
    Long(&'static [i64]),
    /// Character.
    Text(TextColumn),
    /// A factor: codes from 1, and the levels.
    Factor(&'static [i32], TextColumn),
    /// Raw bytes.
    Bytes(Cow<'static, [u8]>),
    /// A list, with names or without ("").
    List(Vec<(String, Value)>),
    /// A list of columns: a data frame.
    Frame(Vec<(String, Value)>),
    /// Something that R only holds.
    Held(Held),
}

/// What R holds by a pointer.
#[derive(Debug, Clone)]
pub enum Held {
    /// A model of win probability.
    Model(Arc<Model>),
    /// A forest.
    Forest(Arc<Ensemble>),
}

impl Value {
    /// Text.
    pub fn text(text: &str) -> Self {
        Self::Text([Some(text)].into_iter().collect())
    }

    /// One number.
    pub fn number(value: f64) -> Self {
        Self::Numbers(vec![value].into())
    }

    /// One yes or no.
    pub fn flag(value: bool) -> Self {
        Self::Flags(vec![value.into()].into())
    }

    /// A list with names.
    pub fn list<const N: usize>(items: [(&str, Self); N]) -> Self {
        Self::List(items.map(|(n, v)| (n.to_owned(), v)).into())
    }

    fn items(&self) -> &[(String, Self)] {
        match self {
            Self::List(items) | Self::Frame(items) => items,
            _ => &[],
        }
    }
}

impl From<Table> for Value {
    fn from(table: Table) -> Self {
        let columns = table.into_iter().map(|(n, c)| (n.to_owned(), c.into()));
        Self::Frame(columns.collect())
    }
}

impl From<Column> for Value {
    fn from(column: Column) -> Self {
        match column {
            Column::Float(v) => Self::Numbers(v.into_iter().map(f64::from).collect()),
            Column::Double(v) => Self::Numbers(v.into()),
            Column::Whole(v) => {
                let small = v.iter().flatten().all(|v| i32::try_from(*v).is_ok());
                match small {
                    true => {
                        Self::Whole(v.iter().map(|v| v.map_or(i32::MIN, |v| v as i32)).collect())
                    }
                    false => {
                        Self::Numbers(v.iter().map(|v| v.map_or(f64::NAN, |v| v as f64)).collect())
                    }
                }
            }
            Column::Id(v) => Self::Whole(v.into()),
            Column::Text(v) => Self::Text(v.iter().map(Option::as_deref).collect()),
            Column::Flag(v) => Self::Flags(
                v.into_iter()
                    .map(|v| v.map_or(i32::MIN, i32::from))
                    .collect(),
            ),
        }
    }
}

/// A serialized answer: objects and lists become lists, numbers of a list a vector.
impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Flags(vec![i32::MIN].into()),
            Json::Bool(yes) => Self::flag(yes),
            Json::Number(n) => Self::number(n.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) => Self::text(&text),
            Json::Array(list) if !list.is_empty() && list.iter().all(Json::is_number) => {
                let numbers = list.iter().map(|n| n.as_f64().unwrap_or(f64::NAN));
                Self::Numbers(numbers.collect())
            }
            Json::Array(list) if !list.is_empty() && list.iter().all(Json::is_string) => {
                Self::Text(list.iter().map(Json::as_str).collect())
            }
            Json::Array(list) => Self::List(
                list.into_iter()
                    .map(|v| (String::new(), v.into()))
                    .collect(),
            ),
            Json::Object(map) => Self::List(map.into_iter().map(|(n, v)| (n, v.into())).collect()),
        }
    }
}

fn boxed(value: Value) -> *mut Value {
    Box::into_raw(Box::new(value))
}

/// A vector of R's, borrowed.
///
/// # Safety
/// `from` must point to `len` values that live as long as the value, or `len` be 0.
unsafe fn borrowed<T>(from: *const T, len: usize) -> &'static [T] {
    match len {
        0 => &[],
        // SAFETY: the caller's.
        len => unsafe { std::slice::from_raw_parts(from, len) },
    }
}

/// `NULL`.
#[unsafe(no_mangle)]
pub extern "C" fn nflwp_null() -> *mut Value {
    boxed(Value::Null)
}

/// Logicals.
///
/// # Safety
/// `from` must point to `len` values that outlive the value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_flags(from: *const c_int, len: usize) -> *mut Value {
    // SAFETY: the caller's.
    boxed(Value::Flags(unsafe { borrowed(from, len) }.into()))
}

/// Integers.
///
/// # Safety
/// As [`nflwp_flags`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_whole(from: *const c_int, len: usize) -> *mut Value {
    // SAFETY: the caller's.
    boxed(Value::Whole(unsafe { borrowed(from, len) }.into()))
}

/// Doubles.
///
/// # Safety
/// As [`nflwp_flags`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_numbers(from: *const f64, len: usize) -> *mut Value {
    // SAFETY: the caller's.
    boxed(Value::Numbers(unsafe { borrowed(from, len) }.into()))
}

/// Doubles whose bits are 64-bit integers.
///
/// # Safety
/// As [`nflwp_flags`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_long(from: *const f64, len: usize) -> *mut Value {
    // SAFETY: the caller's; both types have the same size and alignment.
    boxed(Value::Long(unsafe { borrowed(from.cast(), len) }))
}

/// Raw bytes.
///
/// # Safety
/// As [`nflwp_flags`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_bytes(from: *const u8, len: usize) -> *mut Value {
    // SAFETY: the caller's.
    boxed(Value::Bytes(unsafe { borrowed(from, len) }.into()))
}

/// Text: `len` pointers to C strings in UTF-8, null for NA. They are copied.
///
/// # Safety
/// `from` must point to `len` pointers, each null or a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_text(from: *const *const c_char, len: usize) -> *mut Value {
    // SAFETY: the caller's, for the time of this call.
    let pointers = unsafe { borrowed(from, len) };
    let texts = pointers.iter().map(|&p| match p.is_null() {
        true => None,
        // SAFETY: the caller's.
        false => Some(unsafe { CStr::from_ptr(p) }.to_bytes()),
    });
    let mut odd = false;
    let column: TextColumn = texts
        .clone()
        .map(|t| {
            t.map(|bytes| {
                std::str::from_utf8(bytes).unwrap_or_else(|_| {
                    odd = true;
                    ""
                })
            })
        })
        .collect();
    if !odd {
        return boxed(Value::Text(column));
    }
    let whole: Vec<_> = texts.map(|t| t.map(String::from_utf8_lossy)).collect();
    boxed(Value::Text(whole.iter().map(Option::as_deref).collect()))
}

/// A factor; takes the levels, which must be text.
///
/// # Safety
/// As [`nflwp_flags`]; `levels` must be a value of this library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_factor(
    codes: *const c_int,
    len: usize,
    levels: *mut Value,
) -> *mut Value {
    // SAFETY: the caller's.
    let (codes, levels) = unsafe { (borrowed(codes, len), Box::from_raw(levels)) };
    boxed(match *levels {
        Value::Text(levels) => Value::Factor(codes, levels),
        _ => Value::Whole(codes.into()),
    })
}

/// An empty list.
#[unsafe(no_mangle)]
pub extern "C" fn nflwp_list() -> *mut Value {
    boxed(Value::List(Vec::new()))
}

/// Adds to a list, and takes what is added.
///
/// # Safety
/// `list` and `item` must be values of this library's, `name` a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_push(list: *mut Value, name: *const c_char, item: *mut Value) {
    // SAFETY: the caller's.
    let (list, name, item) = unsafe { (&mut *list, CStr::from_ptr(name), Box::from_raw(item)) };
    if let Value::List(items) = list {
        items.push((name.to_string_lossy().into_owned(), *item));
    }
}

/// What R holds, in a value; the pointer stays R's.
///
/// # Safety
/// `held` must come from [`nflwp_hold`] and not be released.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_held(held: *const Held) -> *mut Value {
    // SAFETY: the caller's.
    boxed(Value::Held(unsafe { &*held }.clone()))
}

/// Ends a value that nobody took.
///
/// # Safety
/// `value` must be a value of this library's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_free(value: *mut Value) {
    // SAFETY: the caller's.
    drop(unsafe { Box::from_raw(value) });
}

/// Its kind, as the C code numbers them.
///
/// # Safety
/// As [`nflwp_free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_kind(value: *const Value) -> c_int {
    // SAFETY: the caller's.
    match unsafe { &*value } {
        Value::Null | Value::Long(_) | Value::Factor(..) => 0,
        Value::Flags(_) => 1,
        Value::Whole(_) => 2,
        Value::Numbers(_) => 3,
        Value::Text(_) => 4,
        Value::Bytes(_) => 5,
        Value::List(_) => 6,
        Value::Frame(_) => 7,
        Value::Held(_) => 8,
    }
}

/// How many elements it has.
///
/// # Safety
/// As [`nflwp_free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_len(value: *const Value) -> usize {
    // SAFETY: the caller's.
    match unsafe { &*value } {
        Value::Null | Value::Long(_) | Value::Factor(..) => 0,
        Value::Flags(v) | Value::Whole(v) => v.len(),
        Value::Numbers(v) => v.len(),
        Value::Text(v) => v.len(),
        Value::Bytes(v) => v.len(),
        Value::List(v) | Value::Frame(v) => v.len(),
        Value::Held(_) => 1,
    }
}

/// The first element of a vector of numbers or bytes.
///
/// # Safety
/// As [`nflwp_free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_data(value: *const Value) -> *const c_void {
    // SAFETY: the caller's.
    match unsafe { &*value } {
        Value::Flags(v) | Value::Whole(v) => v.as_ptr().cast(),
        Value::Numbers(v) => v.as_ptr().cast(),
        Value::Bytes(v) => v.as_ptr().cast(),
        _ => ptr::null(),
    }
}

/// An element of a vector of text, not ended by a zero; null for NA.
///
/// # Safety
/// As [`nflwp_free`]; `len` must be writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_text_at(
    value: *const Value,
    at: usize,
    len: *mut usize,
) -> *const c_char {
    // SAFETY: the caller's.
    let text = match unsafe { &*value } {
        Value::Text(text) => text.get(at),
        _ => None,
    };
    let Some(text) = text else {
        return ptr::null();
    };
    // SAFETY: the caller's.
    unsafe { *len = text.len() };
    text.as_ptr().cast()
}

/// The name of a list's element, not ended by a zero.
///
/// # Safety
/// As [`nflwp_text_at`]; `at` must be below the length.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_name_at(
    value: *const Value,
    at: usize,
    len: *mut usize,
) -> *const c_char {
    // SAFETY: the caller's.
    let name = &unsafe { &*value }.items()[at].0;
    // SAFETY: the caller's.
    unsafe { *len = name.len() };
    name.as_ptr().cast()
}

/// An element of a list.
///
/// # Safety
/// As [`nflwp_name_at`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_item_at(value: *const Value, at: usize) -> *const Value {
    // SAFETY: the caller's.
    &raw const unsafe { &*value }.items()[at].1
}

/// For R to hold, until [`nflwp_release`]; null for a value that is not held.
///
/// # Safety
/// As [`nflwp_free`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_hold(value: *const Value) -> *mut Held {
    // SAFETY: the caller's.
    match unsafe { &*value } {
        Value::Held(held) => Box::into_raw(Box::new(held.clone())),
        _ => ptr::null_mut(),
    }
}

/// Ends what R held.
///
/// # Safety
/// `held` must come from [`nflwp_hold`] and not be released yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn nflwp_release(held: *mut Held) {
    // SAFETY: the caller's.
    drop(unsafe { Box::from_raw(held) });
}
