//! The model's file: golden bytes, and every way to damage them.

use crate::common::sample_set;
use proptest::prelude::*;
use std::path::Path;
use std::sync::OnceLock;
use wp::estimator::{Estimator, ForestEstimator, Settings, unwatched};
use wp::features::FeatureSet;
use wp::game::GameState;
use wp::model_file::{Card, FORMAT_VERSION, Provenance, SavedModel};

fn small() -> &'static SavedModel {
    static MODEL: OnceLock<SavedModel> = OnceLock::new();
    MODEL.get_or_init(|| {
        let settings = Settings::Forest(ForestEstimator {
            trees: 3,
            min_leaf: 400,
            ..ForestEstimator::default()
        });
        let train = sample_set().folds(20, 9).unwrap().swap_remove(1).test;
        let model = settings.fit(&train, &unwatched).unwrap();
        let card = Card {
            wp_version: "0.1.0".into(),
            settings,
            features: FeatureSet::default_set()
                .names()
                .iter()
                .map(ToString::to_string)
                .collect(),
            provenance: Provenance {
                seasons: train.season_list(),
                plays: train.len() as u64,
                games: train.games() as u64,
                simulated: true,
                files: vec![],
            },
            metrics: vec![("out-of-bag log loss".into(), 0.5)],
        };
        SavedModel::new(card, model).unwrap()
    })
}

fn golden() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/small.model")
}

/// The file that this format's first version wrote must be read by all later
/// ones. `WP_WRITE_GOLDEN=1 cargo test` writes it anew, for a new format.
#[test]
fn the_golden_file_is_read() {
    if std::env::var_os("WP_WRITE_GOLDEN").is_some() {
        wp::file::write_model(small(), &golden()).unwrap();
    }
    let saved = wp::file::read_model(&golden()).unwrap();
    assert_eq!(saved.card.provenance.seasons.first(), Some(&3001));
    let state = GameState {
        posteam_spread: Some(3.0),
        ..GameState::kickoff_touchback()
    };
    let p = saved.raw_regulation(&state).unwrap();
    let expected = std::fs::read_to_string(golden().with_extension("txt")).unwrap_or_default();
    if std::env::var_os("WP_WRITE_GOLDEN").is_some() {
        std::fs::write(golden().with_extension("txt"), format!("{p}\n")).unwrap();
    } else {
        assert_eq!(expected.trim(), p.to_string());
    }
}

#[test]
fn the_shipped_model_is_small_and_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model/wp.model");
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes <= 4_000_000, "{bytes}");
    let saved = wp::file::read_model(&path).unwrap();
    assert!(!saved.card.provenance.simulated);
    assert_eq!(
        saved.card.provenance.seasons,
        (2009..=2023).collect::<Vec<u16>>()
    );
}

fn error(bytes: &[u8]) -> String {
    let path = Path::new("some.model");
    let error = SavedModel::from_bytes(bytes, path).unwrap_err();
    assert!(error.hint().is_some(), "{error}");
    error.to_string()
}

#[test]
fn each_kind_of_wrong_file_is_told_apart() {
    let good = small().to_bytes().unwrap();
    assert!(error(b"").contains("truncated"));
    assert!(error(&good[..20]).contains("truncated"));
    assert!(error(&good[..good.len() - 1]).contains("damaged"));
    assert!(error(b"PAR1 something else altogether").contains("not a wp model"));
    let mut newer = good.clone();
    newer[8] = FORMAT_VERSION as u8 + 1;
    assert!(error(&newer).contains("format 2"), "{}", error(&newer));
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    assert!(error(&flipped).contains("checksum"));
    let mut longer = good;
    longer.push(0);
    assert!(error(&longer).contains("damaged"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_damage_is_a_wrong_answer_or_a_panic(at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<bool>()) {
        let mut bytes = small().to_bytes().unwrap();
        let at = at.index(bytes.len());
        if cut {
            bytes.truncate(at);
        } else {
            bytes[at] ^= 1 << bit;
        }
        prop_assert!(SavedModel::from_bytes(&bytes, Path::new("x")).is_err());
    }

    /// With the checksum put right as well, a damaged body must still not panic.
    #[test]
    fn a_forged_checksum_does_no_harm(at in any::<prop::sample::Index>(), value in any::<u8>()) {
        let mut bytes = small().to_bytes().unwrap();
        let at = 28 + at.index(bytes.len() - 28);
        bytes[at] = value;
        let sum = xxhash_rust::xxh3::xxh3_64(&bytes[28..]);
        bytes[20..28].copy_from_slice(&sum.to_le_bytes());
        let answer = SavedModel::from_bytes(&bytes, Path::new("x"))
            .and_then(|saved| saved.raw_regulation(&GameState::kickoff_touchback()));
        if let Ok(p) = answer {
            prop_assert!((0.0..=1.0).contains(&p));
        }
    }
}
