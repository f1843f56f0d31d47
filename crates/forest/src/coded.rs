//! Tables that do not fit into memory: coded row by row as they come, kept in
//! files, and grown from like others.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ndarray::ArrayView2;

use super::bins::{Binned, Bins, PADDING, check_width};
use super::bootstrap::{Groups, GroupsBuilder};
use super::fit::{Data, Fitted, Targets, check_rows, grow_forest, quantise};
use super::histogram::MAX_COUNT;
use super::mapped::Mapped;
use super::params::{Progress, Resample, ValidForestParams};
use super::target::TargetKind;
use crate::error::{Error, Result, check_length};

/// What a table's rows are labeled with, one value a row.
#[derive(Debug, Clone, Copy)]
pub enum Labels<'a> {
    /// Numbers of classes from 0; yes is 1 and no is 0.
    Classes(&'a [u16]),
    /// Numbers in [-1, 1], see [`Target::Bounded`](crate::Target::Bounded).
    Numbers(&'a [f32]),
}

/// Writes a table of any number of rows, part by part, as a [`CodedTable`].
///
/// One pass over the rows for the [`Bins`] ([`BinSketch`](crate::BinSketch)), a
/// second one to code them here; then [`fit_table`] grows the forest that
/// [`fit`](crate::fit) would of the same rows in memory, to the last byte.
///
/// ```
/// use std::sync::Arc;
/// use grouped_forest::{BinSketch, ForestParams, Labels, TableWriter, fit_table};
/// use ndarray::Array2;
///
/// // Any source that gives the same rows twice.
/// let parts = || (0..4).map(|part| Array2::from_shape_fn((100, 2), |(i, j)| {
///     ((part * 37 + i * 11 + j * 5) % 100) as f32
/// }));
/// let mut sketch = BinSketch::new(2)?;
/// for x in parts() {
///     sketch.add(x.view())?;
/// }
/// let mut writer = TableWriter::new(Arc::new(sketch.to_bins(255)?), None)?;
/// for (part, x) in parts().enumerate() {
///     let labels: Vec<u16> = x.column(0).iter().map(|&v| u16::from(v > 50.0)).collect();
///     writer.push(x.view(), Labels::Classes(&labels), &[part as u32; 100])?;
/// }
/// let table = writer.finish()?;
/// let params = ForestParams::new().trees(20).min_leaf(5).resample(table.resample()).check()?;
/// let fitted = fit_table(&params, &table, 1, &|_| true)?;
/// assert_eq!(fitted.forest.trees(), 20);
/// # Ok::<(), grouped_forest::Error>(())
/// ```
#[derive(Debug)]
pub struct TableWriter {
    bins: Arc<Bins>,
    codes: Scratch,
    targets: Scratch,
    groups: GroupsBuilder,
    rows: usize,
    kind: Option<TargetKind>,
    /// The codes of a part.
    part: Vec<u8>,
}

/// Rows as codes (a byte a value), targets (two bytes) and groups, in files
/// without a name: whatever happens to the process, they are gone with it.
#[derive(Debug)]
pub struct CodedTable {
    binned: Binned,
    targets: Mapped,
    groups: Groups,
    kind: TargetKind,
}

impl TableWriter {
    /// Of rows that these bins are for. `folder` is where its files take up room: a
    /// byte a value and two a row; `None` for the system's folder for such files.
    ///
    /// # Errors
    /// [`Error::Fit`] where no file can be made.
    pub fn new(bins: Arc<Bins>, folder: Option<&Path>) -> Result<Self> {
        let folder = folder.map_or_else(std::env::temp_dir, Path::to_owned);
        Ok(Self {
            bins,
            codes: Scratch::new(folder.clone())?,
            targets: Scratch::new(folder)?,
            groups: GroupsBuilder::default(),
            rows: 0,
            kind: None,
            part: Vec::new(),
        })
    }

    /// Appends rows; uses the threads of the rayon pool that it is called in.
    ///
    /// * `x`: rows × features; NaN is missing.
    /// * `labels`: one a row, of one kind in all parts.
    /// * `group`: one id a row, see [`fit`](crate::fit); a group may go on in
    ///   another part, though every run of its rows costs 12 bytes of memory.
    ///
    /// # Errors
    /// [`Error::Shape`] when lengths or widths differ, [`Error::Fit`] for labels
    /// out of range or of two kinds, too many rows, and where the files cannot be
    /// written.
    pub fn push(
        &mut self,
        x: ArrayView2<'_, f32>,
        labels: Labels<'_>,
        group: &[u32],
    ) -> Result<()> {
        check_width(self.bins.features(), x.ncols())?;
        if x.nrows() == 0 {
            return Ok(());
        }
        check_rows(self.rows.saturating_add(x.nrows()))?;
        let (kind, length) = match labels {
            Labels::Classes(classes) => (TargetKind::Binary, classes.len()),
            Labels::Numbers(numbers) => (TargetKind::Bounded, numbers.len()),
        };
        for (what, found) in [("labels", length), ("group", group.len())] {
            check_length(what, x.nrows(), found)?;
        }
        if *self.kind.get_or_insert(kind) != kind {
            return Err(Error::Fit {
                problem: "some labels are classes and some numbers".to_owned(),
                hint: "give all parts labels of one kind".to_owned(),
            });
        }
        let targets = match labels {
            Labels::Classes(classes) => Cow::Borrowed(classes),
            Labels::Numbers(numbers) => Cow::Owned(quantise(numbers, self.rows)?),
        };
        self.bins.code_all(x, &mut self.part)?;
        self.codes.write(&self.part)?;
        self.targets.write_integers(&targets)?;
        self.groups.push(group);
        self.rows += x.nrows();
        Ok(())
    }

    /// The table of all rows.
    ///
    /// # Errors
    /// [`Error::Fit`] for no rows, and where the files cannot be written.
    pub fn finish(mut self) -> Result<CodedTable> {
        check_rows(self.rows)?;
        self.codes.write(&[0; PADDING])?;
        let codes = self.codes.mapped()?;
        Ok(CodedTable {
            binned: Binned::mapped(self.bins, self.rows, codes),
            targets: self.targets.mapped()?,
            groups: self.groups.finish(),
            kind: self.kind.unwrap_or(TargetKind::Binary),
        })
    }
}

impl CodedTable {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.binned.rows()
    }

    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.count()
    }

    /// The codes.
    #[must_use]
    pub fn binned(&self) -> &Binned {
        &self.binned
    }

    /// How to draw groups so that a tree's sample, which is held in memory, has no
    /// more than the 16,777,215 rows that it may have: a bootstrap where that is
    /// sure to fit, else the largest fraction of the groups that is.
    ///
    /// "Sure" is six standard errors of the sample's size away.
    #[must_use]
    pub fn resample(&self) -> Resample {
        let mut sizes = vec![0u64; self.groups.count()];
        for run in self.groups.runs() {
            sizes[run.group as usize] += u64::from(run.end - run.start);
        }
        let squares: f64 = sizes.iter().map(|&size| (size * size) as f64).sum();
        let (rows, most) = (self.rows() as f64, MAX_COUNT as f64);
        if rows + 6.0 * squares.sqrt() <= most {
            return Resample::Bootstrap;
        }
        // The largest fraction f with f·rows + 6·√(f·squares) at most `most`: a
        // square equation for √f.
        let root =
            (-6.0 * squares.sqrt() + (36.0 * squares + 4.0 * rows * most).sqrt()) / (2.0 * rows);
        Resample::Subsample((root * root).min(1.0))
    }
}

/// As [`fit_binned`](crate::fit_binned), on a table in files. Of classes, `class`
/// is told from all others: 1 for yes and no. Each tree's sample is held in memory;
/// see [`CodedTable::resample`].
///
/// # Errors
/// As [`fit`](crate::fit).
pub fn fit_table(
    params: &ValidForestParams,
    table: &CodedTable,
    class: u16,
    progress: &Progress<'_>,
) -> Result<Fitted> {
    let data = Data {
        kind: table.kind,
        binned: &table.binned,
        targets: Targets {
            values: table.targets.integers(),
            class: (table.kind == TargetKind::Binary).then_some(class),
        },
        groups: &table.groups,
        weights: None,
    };
    grow_forest(params, &data, progress)
}

/// A file without a name, while it is written.
#[derive(Debug)]
struct Scratch {
    folder: PathBuf,
    file: BufWriter<File>,
}

impl Scratch {
    fn new(folder: PathBuf) -> Result<Self> {
        match tempfile::tempfile_in(&folder) {
            Ok(file) => Ok(Self {
                folder,
                file: BufWriter::with_capacity(1 << 20, file),
            }),
            Err(error) => Err(unwritable(&folder, &error)),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let done = self.file.write_all(bytes);
        done.map_err(|error| unwritable(&self.folder, &error))
    }

    fn write_integers(&mut self, integers: &[u16]) -> Result<()> {
        for part in integers.chunks(4096) {
            let bytes: Vec<u8> = part.iter().flat_map(|v| v.to_ne_bytes()).collect();
            self.write(&bytes)?;
        }
        Ok(())
    }

    fn mapped(self) -> Result<Mapped> {
        let Self { folder, file } = self;
        let file = file.into_inner().map_err(|error| error.into_error());
        file.and_then(Mapped::of)
            .map_err(|error| unwritable(&folder, &error))
    }
}

fn unwritable(folder: &Path, error: &std::io::Error) -> Error {
    Error::Fit {
        problem: format!("the coded table in {}: {error}", folder.display()),
        hint: "it takes a byte a value and two a row: give another folder".to_owned(),
    }
}
