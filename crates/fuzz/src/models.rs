//! Model files: a small one with some of its bytes changed and its checksum made right.

use football::estimator::Model;
use football::model_file::SavedModel;
use ndarray::ArrayView2;
use std::path::Path;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

const BYTES: &[u8] = include_bytes!("../../../tests/golden/small.model");
/// Magic, version, length, checksum.
const HEADER: usize = 28;

/// A model of a few trees.
pub(crate) static SMALL: LazyLock<SavedModel> = LazyLock::new(|| {
    let model = SavedModel::from_bytes(BYTES, Path::new("small.model"));
    model.unwrap_or_else(|e| panic!("{e}"))
});

/// The small model with edits: four bytes each, place (twice), what, value. The first
/// bytes, which hold card and settings, are met as often as all the others.
fn edited(edits: &[u8]) -> Vec<u8> {
    let mut body = BYTES[HEADER..].to_vec();
    for edit in edits.chunks_exact(4).take(32) {
        let at = usize::from(edit[0]) << 8 | usize::from(edit[1]);
        let at = if edit[2] & 1 == 0 { at } else { at & 1023 };
        let at = at % body.len().max(1);
        let value = edit[3];
        match (edit[2] >> 1) % 6 {
            0 => body[at] = value,
            1 => body[at] ^= 1 << (value % 8),
            2 => body.truncate(at.max(1)),
            3 => body.insert(at, value),
            4 => drop(body.remove(at)),
            _ => body[at] = body[at].wrapping_add(value),
        }
        if body.is_empty() {
            break;
        }
    }
    let mut bytes = BYTES[..12].to_vec();
    bytes.extend((body.len() as u64).to_le_bytes());
    bytes.extend(xxh3_64(&body).to_le_bytes());
    bytes.extend(body);
    bytes
}

/// Reads it; what can be read predicts, is written down, and is the same read again.
pub fn model_files(edits: &[u8]) {
    let Ok(model) = SavedModel::from_bytes(&edited(edits), Path::new("edited.model")) else {
        return;
    };
    let features = model.features().names().len();
    let zeros = vec![0.0_f32; 2 * features];
    if let Ok(x) = ArrayView2::from_shape((2, features), &zeros) {
        let _ = model.predict_proba(x);
        let _ = model.predict_proba_with_interval(x, 0.9);
    }
    if let Ok(bytes) = model.to_bytes() {
        assert!(SavedModel::from_bytes(&bytes, Path::new("again.model")).is_ok());
    }
}

/// Inputs of which one is written as the whole model, whose constant tables take a
/// hundred times as long as what edits can change.
const WHOLE: u64 = 256;

/// Writes what edits can change, the forest and its members, as a graph; of some the
/// whole model as ONNX.
pub fn onnx(edits: &[u8]) {
    let Ok(model) = SavedModel::from_bytes(&edited(edits), Path::new("edited.model")) else {
        return;
    };
    if let Model::Forest(forest) = &model.model {
        let _ = forest.graph();
    }
    if xxh3_64(edits).is_multiple_of(WHOLE) {
        let _ = wp_onnx::of_model(&model);
    }
}
