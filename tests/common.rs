//! What several tests need.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use wp::features::{FeatureSet, PlaySet, play_set};
use wp::pbp::{LoadOptions, Plays, Source, load};

/// The folder of real seasons beside the checkout; says plainly that a test
/// is skipped where there is none.
pub fn real_seasons(test: &str) -> Option<PathBuf> {
    let named = std::env::var_os("WP_DATA").map(PathBuf::from);
    let folder = named
        .filter(|f| f.is_dir())
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"));
    if folder.join("play_by_play_2023.parquet").exists() {
        return Some(folder);
    }
    // Past the test harness, which keeps what passing tests print.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED {test}: there are no real seasons in {}",
        folder.display()
    );
    None
}

/// All real seasons, read once for all tests.
pub fn real_plays(test: &str) -> Option<&'static Plays> {
    static PLAYS: OnceLock<Plays> = OnceLock::new();
    let folder = real_seasons(test)?;
    Some(PLAYS.get_or_init(|| {
        let source = Source::open(folder).unwrap();
        load(&source, &LoadOptions::default()).unwrap().0
    }))
}

/// The bundled simulated sample.
pub fn sample_plays() -> &'static Plays {
    static PLAYS: OnceLock<Plays> = OnceLock::new();
    PLAYS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample");
        load(&Source::open(folder).unwrap(), &LoadOptions::default())
            .unwrap()
            .0
    })
}

/// The sample's matrix with the default features.
pub fn sample_set() -> &'static PlaySet {
    static SET: OnceLock<PlaySet> = OnceLock::new();
    SET.get_or_init(|| play_set(sample_plays(), &FeatureSet::default_set()))
}
