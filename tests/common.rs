//! What several tests need.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use wp::estimator::{Model, Settings};
use wp::features::{FeatureSet, PlaySet, play_set};
use wp::model_file::{Card, Provenance, SavedModel};
use wp::pbp::{LoadOptions, Source, load};
use wp::plays::Plays;

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

/// `wp` in a folder, with nothing from the environment of whoever runs the
/// tests.
pub fn wp(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wp"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command.env("XDG_CONFIG_HOME", folder.join("no-configuration"));
    for name in [
        "WP_DATA",
        "WP_MODEL",
        "WP_THREADS",
        "WP_CONFIG",
        "WP_FETCH_URL",
    ] {
        command.env_remove(name);
    }
    for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
        command.env_remove(name).env_remove(name.to_uppercase());
    }
    command
}

pub fn run(folder: &Path, args: &[&str]) -> Output {
    wp(folder).args(args).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What stdout says where the command succeeds.
pub fn ok(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert!(output.status.success(), "{args:?}: {}", err(&output));
    out(&output)
}

/// What stderr says where the command fails with `code`.
pub fn fails(folder: &Path, args: &[&str], code: i32) -> String {
    let output = run(folder, args);
    let (said, message) = (out(&output), err(&output));
    let found = output.status.code();
    assert_eq!(found, Some(code), "{args:?}: {said}{message}");
    assert_eq!(said, "", "an error leaves stdout empty");
    message
}

/// A model with a card that says little.
pub fn saved(settings: Settings, model: Model) -> SavedModel {
    let card = Card {
        wp_version: "test".into(),
        settings,
        features: FeatureSet::default_set()
            .names()
            .iter()
            .map(ToString::to_string)
            .collect(),
        provenance: Provenance {
            seasons: vec![3001],
            plays: 0,
            games: 0,
            simulated: true,
            files: vec![],
        },
        metrics: vec![],
    };
    SavedModel::new(card, model).unwrap()
}
