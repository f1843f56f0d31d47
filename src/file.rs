//! Files that are written whole or not at all, their fingerprints, and what the
//! football keeps in files: models, component models, the simulator's numbers.

use crate::decide::SubModels;
use crate::error::{Error, Result};
use crate::model_file::{DataFile, SavedModel};
use crate::simulate::Distributions;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::NamedTempFile;

/// Writes `path` through `fill`, under a temporary name in the same folder
/// that is renamed once everything is on the disk. Whatever stood under `path`
/// stays until then; after a failure nothing new is left.
///
/// # Errors
/// [`Error::Io`] with the reason.
pub fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<&File>) -> std::io::Result<()>,
) -> Result<()> {
    let failed = |e: std::io::Error| Error::io("write", path, e);
    let temporary = temporary(path)?;
    let mut writer = BufWriter::with_capacity(1 << 16, temporary.as_file());
    fill(&mut writer)
        .and_then(|()| writer.flush())
        .map_err(failed)?;
    drop(writer);
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist(path).map_err(failed)
}

/// Removes what [`write_whole`] is writing, for a program that is about to end. What
/// is written afterwards waits for ever.
pub fn remove_unfinished() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        let _ = std::fs::remove_file(path);
    }
    std::mem::forget(unfinished);
}

/// Temporary files that stand on the disk.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file under its temporary name, removed again unless it gets its own. It is
/// locked as long as it is open, so that others can tell it from what a killed
/// program left behind.
struct Temporary {
    // Dropped before the note of it.
    file: NamedTempFile,
    note: Note,
}

impl Temporary {
    /// A new file, under a name that starts with `prefix`.
    fn new(folder: &Path, prefix: &str) -> std::io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix).rand_bytes(RANDOM);
        // As for any new file (the umask applies): tempfile's default keeps others out.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        loop {
            let mut unfinished = unfinished();
            let file = builder.tempfile_in(folder)?;
            let path = file.path().to_path_buf();
            unfinished.push(path.clone());
            drop(unfinished);
            let _ = file.as_file().try_lock();
            let note = Note(path);
            // Else somebody took it for left behind before it was locked.
            if note.0.exists() {
                return Ok(Self { file, note });
            }
        }
    }

    fn as_file(&self) -> &File {
        self.file.as_file()
    }

    fn persist(self, path: &Path) -> std::io::Result<()> {
        let Self { file, note } = self;
        let persisted = file.persist(path).map(drop).map_err(|e| e.error);
        drop(note);
        persisted
    }
}

/// The note that a temporary file stands on the disk.
struct Note(PathBuf);

impl Drop for Note {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

/// Random letters at the end of a temporary name.
const RANDOM: usize = 6;

/// Removes temporary files of the same output that a killed program left.
fn sweep(folder: &Path, prefix: &str) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|name| name.strip_prefix(prefix));
        let ours = rest.is_some_and(|rest| {
            rest.len() == RANDOM && rest.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if !ours {
            continue;
        }
        let file = File::options().write(true).open(entry.path());
        // A file that is being written is locked.
        if file.is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Checks that [`write_whole`] will be able to create `path`, for work that
/// takes long before it writes.
///
/// # Errors
/// [`Error::Io`] with the reason.
pub fn check_writable(path: &Path) -> Result<()> {
    if path.is_dir() {
        let reason = std::io::Error::from(std::io::ErrorKind::IsADirectory);
        return Err(Error::io("write", path, reason));
    }
    temporary(path).map(drop)
}

/// SHA-256 of a file's bytes, in hexadecimal.
///
/// # Errors
/// [`Error::Io`] where it cannot be read.
pub fn sha256(path: &Path) -> Result<String> {
    let failed = |e| Error::io("read", path, e);
    let mut file = File::open(path).map_err(failed)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => hash.update(&buffer[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(failed(e)),
        }
    }
    Ok(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// Name and SHA-256 of a file of play-by-play, for a model's card.
///
/// # Errors
/// [`Error::Io`] where it cannot be read.
pub fn fingerprint(path: &Path) -> Result<DataFile> {
    Ok(DataFile {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        sha256: sha256(path)?,
    })
}

/// Reads a model that [`write_model`] wrote.
///
/// # Errors
/// [`Error::ModelFile`] for what is no whole model; [`Error::Io`].
pub fn read_model(path: &Path) -> Result<SavedModel> {
    let bytes = std::fs::read(path).map_err(|e| match e.kind() {
        std::io::ErrorKind::NotFound => Error::ModelFile {
            path: path.to_path_buf(),
            problem: "no such model file".into(),
            hint: "use a file written by `wp train --model FILE`".into(),
        },
        _ => Error::io("read the model", path, e),
    })?;
    SavedModel::from_bytes(&bytes, path)
}

/// Writes a model, whole or not at all.
///
/// # Errors
/// [`Error::Io`].
pub fn write_model(model: &SavedModel, path: &Path) -> Result<()> {
    let bytes = model.to_bytes()?;
    write_whole(path, |file| file.write_all(&bytes))
}

/// Reads the component models of fourth downs that `wp fourth-down fit` wrote.
///
/// # Errors
/// [`Error::Io`] and those of [`SubModels::from_json`].
pub fn read_sub_models(path: &Path) -> Result<SubModels> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Error::io("read the component models", path, e))?;
    SubModels::from_json(&text, path)
}

/// Writes component models of fourth downs, whole or not at all.
///
/// # Errors
/// [`Error::Io`].
pub fn write_sub_models(models: &SubModels, path: &Path) -> Result<()> {
    let text = models.to_json()?;
    write_whole(path, |file| file.write_all(text.as_bytes()))
}

/// Reads the simulator's numbers that `wp simulate fit` wrote.
///
/// # Errors
/// [`Error::Io`] and those of [`Distributions::from_toml`].
pub fn read_distributions(path: &Path) -> Result<Distributions> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::io("read", path, e))?;
    Distributions::from_toml(&text, &path.display().to_string())
}

/// A new file beside `path`, removed again unless it is renamed.
fn temporary(path: &Path) -> Result<Temporary> {
    let folder = match path.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let name = path.file_name().ok_or_else(|| {
        let reason = std::io::Error::new(std::io::ErrorKind::InvalidInput, "it is not a file name");
        Error::io("write", path, reason)
    })?;
    std::fs::create_dir_all(folder).map_err(|e| {
        let reason = "a file has the name of the output folder; choose another one";
        let in_the_way = folder.ancestors().any(Path::is_file);
        let e = if in_the_way {
            std::io::Error::new(e.kind(), reason)
        } else {
            e
        };
        Error::io("create", folder, e)
    })?;
    let prefix = format!(".{}.", name.to_string_lossy());
    sweep(folder, &prefix);
    Temporary::new(folder, &prefix).map_err(|e| Error::io("write", path, e))
}
