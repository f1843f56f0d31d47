//! What stands for flags that are left out: the environment, then a file.
//!
//! The file is `$WP_CONFIG` if that is set, else `wp.toml` in the working folder and
//! `wp/config.toml` in the user's configuration folder, of which the nearer one wins key
//! by key. Its paths are relative to itself.

use super::output::When;
use crate::error::{Error, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What a file may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    model: Option<PathBuf>,
    threads: Option<u64>,
    color: Option<When>,
    quiet: Option<bool>,
}

/// A value and where it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    pub value: T,
    /// "--data", "WP_DATA", "`data` in wp.toml".
    pub from: String,
}

/// Everything that files say.
#[derive(Debug, Default)]
pub struct Config {
    data: Option<Setting<PathBuf>>,
    model: Option<Setting<PathBuf>>,
    threads: Option<Setting<u64>>,
    color: Option<Setting<When>>,
    quiet: Option<Setting<bool>>,
    /// The files that were read, the nearest first.
    pub read: Vec<PathBuf>,
    /// Where files were looked for.
    pub places: Vec<PathBuf>,
}

static CONFIG: OnceLock<Config> = OnceLock::new();

/// Reads the files once; without them, and before this, nothing is set.
///
/// # Errors
/// [`Error::Io`] for a file that cannot be read, [`Error::Data`] for one with another key
/// or type.
pub fn read() -> Result<()> {
    let (places, named) = places();
    let config = Config::of(places, named)?;
    let _ = CONFIG.set(config);
    Ok(())
}

/// What the files say.
pub fn config() -> &'static Config {
    CONFIG.get_or_init(Config::default)
}

/// The play-by-play: as named, else `WP_DATA`, else the file's.
pub fn data(named: Option<&Path>) -> Option<Setting<PathBuf>> {
    first(named.map(Path::to_path_buf), "data", &config().data, |v| {
        Some(v.into())
    })
}

/// The model's file: as named, else `WP_MODEL`, else the file's.
pub fn model(named: Option<&Path>) -> Option<Setting<PathBuf>> {
    first(
        named.map(Path::to_path_buf),
        "model",
        &config().model,
        |v| Some(v.into()),
    )
}

/// Threads: as named, else `WP_THREADS`, else the file's.
///
/// # Errors
/// [`Error::Parameter`] for a number out of range.
pub fn threads(named: Option<u64>) -> Result<Option<usize>> {
    let parse = |v: String| Some(v.parse().unwrap_or(0));
    let Some(Setting { value, from }) = first(named, "threads", &config().threads, parse) else {
        return Ok(None);
    };
    match usize::try_from(value) {
        Ok(n) if (1..=1024).contains(&n) => Ok(Some(n)),
        _ => {
            let name = match from.as_str() {
                "--threads" => "--threads",
                "WP_THREADS" => "WP_THREADS",
                _ => "threads in the configuration file",
            };
            Err(Error::parameter(name, "between 1 and 1024", value))
        }
    }
}

/// When messages are in color, if a file says so.
pub fn color() -> Option<When> {
    config().color.as_ref().map(|s| s.value)
}

/// Whether a file asks for results and errors only.
pub fn quiet() -> bool {
    config().quiet.as_ref().is_some_and(|s| s.value)
}

fn first<T: Clone>(
    named: Option<T>,
    key: &str,
    file: &Option<Setting<T>>,
    parse: impl Fn(String) -> Option<T>,
) -> Option<Setting<T>> {
    if let Some(value) = named {
        let from = format!("--{key}");
        return Some(Setting { value, from });
    }
    let variable = format!("WP_{}", key.to_uppercase());
    let said = std::env::var_os(&variable).filter(|v| !v.is_empty());
    if let Some(value) = said.and_then(|v| parse(v.to_string_lossy().into_owned())) {
        return Some(Setting {
            value,
            from: variable,
        });
    }
    file.clone()
}

/// Where files are looked for, the nearest first, and whether it is one by name.
fn places() -> (Vec<PathBuf>, bool) {
    let variable = |name: &str| {
        let value = std::env::var_os(name).filter(|v| !v.is_empty())?;
        Some(PathBuf::from(value))
    };
    if let Some(file) = variable("WP_CONFIG") {
        return (vec![file], true);
    }
    let mut places = vec![PathBuf::from("wp.toml")];
    let user = variable("XDG_CONFIG_HOME").filter(|p| p.is_absolute());
    let user = user.or_else(|| variable("HOME").map(|home| home.join(".config")));
    places.extend(user.map(|folder| folder.join("wp/config.toml")));
    (places, false)
}

impl Config {
    fn of(places: Vec<PathBuf>, named: bool) -> Result<Self> {
        let mut config = Self::default();
        for path in &places {
            let text = match std::fs::read_to_string(path) {
                Ok(text) => text,
                // Only the one that WP_CONFIG names has to be there.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound && !named => continue,
                Err(e) => return Err(Error::io("read", path, e)),
            };
            config.add(path, &text)?;
        }
        config.places = places;
        Ok(config)
    }

    /// What a file says, where no nearer one has said it.
    fn add(&mut self, path: &Path, text: &str) -> Result<()> {
        let file: File = toml::from_str(text).map_err(|e| {
            Error::data(
                path.display(),
                e.to_string().trim_end().to_owned(),
                "a configuration file sets data, model, threads, color (auto, always, never) and quiet (true, false), one a line: data = \"path\"",
            )
        })?;
        fn put<T>(place: &mut Option<Setting<T>>, key: &str, path: &Path, value: Option<T>) {
            if let (None, Some(value)) = (&place, value) {
                let from = format!("`{key}` in {}", path.display());
                *place = Some(Setting { value, from });
            }
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        let inside = |p: Option<PathBuf>| p.map(|p| folder.join(p));
        put(&mut self.data, "data", path, inside(file.data));
        put(&mut self.model, "model", path, inside(file.model));
        put(&mut self.threads, "threads", path, file.threads);
        put(&mut self.color, "color", path, file.color);
        put(&mut self.quiet, "quiet", path, file.quiet);
        self.read.push(path.to_path_buf());
        Ok(())
    }

    /// The settings that files make, in words.
    pub fn said(&self) -> Vec<String> {
        fn shown<T>(place: &Option<Setting<T>>, show: impl Fn(&T) -> String) -> Option<String> {
            let setting = place.as_ref()?;
            Some(format!("{} ({})", show(&setting.value), setting.from))
        }
        let path = |p: &PathBuf| p.display().to_string();
        [
            shown(&self.data, path),
            shown(&self.model, path),
            shown(&self.threads, u64::to_string),
            shown(&self.color, |c| format!("{c:?}").to_lowercase()),
            shown(&self.quiet, bool::to_string),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearer_file_wins_key_by_key_and_paths_are_the_file_s() {
        let mut config = Config::default();
        config
            .add("near/wp.toml".as_ref(), "data = \"pbp\"\nthreads = 3")
            .unwrap();
        config
            .add(
                "/home/config.toml".as_ref(),
                "data = \"/x\"\nmodel = \"/m\"\nquiet = true\ncolor = \"never\"",
            )
            .unwrap();
        let data = config.data.clone().unwrap();
        assert_eq!(data.value, Path::new("near/pbp"));
        assert_eq!(data.from, "`data` in near/wp.toml");
        assert_eq!(config.said().len(), 5);
        assert_eq!(config.color.unwrap().value, When::Never);
    }

    #[test]
    fn a_mistake_is_named_with_what_there_is() {
        for wrong in ["dta = \"x\"", "threads = \"two\"", "color = \"blue\"", "="] {
            let error = Config::default()
                .add("wp.toml".as_ref(), wrong)
                .unwrap_err();
            assert!(error.to_string().contains("wp.toml"), "{error}");
            assert!(error.hint().unwrap().contains("threads"), "{error}");
        }
    }
}
