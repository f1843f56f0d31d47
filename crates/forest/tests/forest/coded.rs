//! Forests of tables in files: those of the same rows in memory, to the last byte.

use crate::data::{Data, Recipe};
use grouped_forest::{
    BinSketch, Bins, CodedTable, Error, Fitted, ForestParams, Labels, Resample, TableWriter,
    Target, fit, fit_binned, fit_table,
};
use ndarray::{Array2, s};
use proptest::prelude::*;
use std::path::Path;
use std::sync::Arc;

/// The rows of `data` in parts of `step` rows, with their classes or numbers.
fn coded(data: &Data, step: usize, classes: Option<&[u16]>, folder: Option<&Path>) -> CodedTable {
    let parts = || (0..data.x.nrows()).step_by(step);
    let rows = |start: usize| start..(start + step).min(data.x.nrows());
    let mut sketch = BinSketch::new(data.x.ncols()).unwrap();
    for start in parts() {
        sketch.add(data.x.slice(s![rows(start), ..])).unwrap();
    }
    let bins = Arc::new(sketch.to_bins(255).unwrap());
    let mut writer = TableWriter::new(bins, folder).unwrap();
    for start in parts() {
        let rows = rows(start);
        let labels = match classes {
            Some(classes) => Labels::Classes(&classes[rows.clone()]),
            None => Labels::Numbers(&data.value[rows.clone()]),
        };
        let x = data.x.slice(s![rows.clone(), ..]);
        writer.push(x, labels, &data.group[rows]).unwrap();
    }
    writer.finish().unwrap()
}

fn assert_same(a: &Fitted, b: &Fitted) {
    assert_eq!(
        postcard::to_stdvec(&a.forest).unwrap(),
        postcard::to_stdvec(&b.forest).unwrap()
    );
    let bits = |f: &Fitted| f.out_of_bag.iter().map(|p| p.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(a), bits(b));
    assert_eq!(a.gains, b.gains);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_table_in_files_gives_the_forest_of_memory(
        rows in 20usize..900,
        features in 1usize..30,
        step in 1usize..1000,
        missing in 0u32..30,
        seed in 0u64..1000,
        search in 10usize..200,
        subsample in any::<bool>(),
    ) {
        let data = Recipe { rows, features, levels: 300, missing, groups: 40, seed }.make();
        let resample = if subsample { Resample::Subsample(0.5) } else { Resample::Bootstrap };
        let params = ForestParams::new()
            .trees(6).min_leaf(3).seed(seed).search_rows(search).resample(resample)
            .check().unwrap();
        let yes: Vec<u16> = data.label.iter().map(|&yes| u16::from(yes)).collect();
        let table = coded(&data, step, Some(&yes), None);
        prop_assert_eq!(table.rows(), rows);
        let found = fit_table(&params, &table, 1, &|_| true).unwrap();
        let target = Target::Binary(&data.label);
        assert_same(&found, &fit(&params, data.x.view(), target, &data.group, &|_| true).unwrap());

        let table = coded(&data, step, None, None);
        let found = fit_table(&params, &table, 0, &|_| true).unwrap();
        let target = Target::Bounded(&data.value);
        assert_same(&found, &fit(&params, data.x.view(), target, &data.group, &|_| true).unwrap());
    }
}

#[test]
fn any_class_can_be_told_from_the_others() {
    let data = Recipe::SMALL.make();
    let classes: Vec<u16> = (0..data.x.nrows())
        .map(|row| (row % 7) as u16 / 2)
        .collect();
    let table = coded(&data, 100, Some(&classes), None);
    let params = ForestParams::new().trees(5).min_leaf(5).check().unwrap();
    for class in 0..4 {
        let is: Vec<bool> = classes.iter().map(|&c| c == class).collect();
        let found = fit_table(&params, &table, class, &|_| true).unwrap();
        let target = Target::Binary(&is);
        let expected = fit_binned(&params, table.binned(), target, &data.group, &|_| true);
        assert_same(&found, &expected.unwrap());
    }
}

#[test]
fn nothing_is_ever_seen_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let seen = || std::fs::read_dir(folder.path()).unwrap().count();
    let data = Recipe::SMALL.make();
    let bins = Arc::new(Bins::from_quantiles(data.x.view(), 255).unwrap());
    let mut writer = TableWriter::new(bins, Some(folder.path())).unwrap();
    let labels = Labels::Numbers(&data.value);
    writer.push(data.x.view(), labels, &data.group).unwrap();
    assert_eq!(seen(), 0);
    drop(writer);
    assert_eq!(seen(), 0);
    let table = coded(&data, 50, None, Some(folder.path()));
    assert_eq!(seen(), 0);
    drop(table);
    assert_eq!(seen(), 0);
}

#[test]
fn what_is_no_table_is_refused() {
    let data = Recipe::SMALL.make();
    let bins = Arc::new(Bins::from_quantiles(data.x.view(), 255).unwrap());
    let nowhere = Path::new("no such folder");
    let error = TableWriter::new(Arc::clone(&bins), Some(nowhere)).unwrap_err();
    assert!(error.to_string().contains("no such folder"), "{error}");

    let writer = TableWriter::new(Arc::clone(&bins), None).unwrap();
    let error = writer.finish().unwrap_err();
    assert_eq!(error.to_string(), "cannot fit: there are no rows");

    let mut writer = TableWriter::new(bins, None).unwrap();
    let (x, group) = (data.x.slice(s![..2, ..]), &data.group[..2]);
    for labels in [Labels::Numbers(&[0.5]), Labels::Classes(&[0; 3])] {
        let error = writer.push(x, labels, group).unwrap_err();
        assert!(matches!(error, Error::Shape { what: "labels", .. }));
    }
    let labels = Labels::Classes(&[0, 1]);
    let error = writer.push(x, labels, &[7]).unwrap_err();
    assert!(matches!(error, Error::Shape { what: "group", .. }));
    let narrow = data.x.slice(s![..2, ..1]);
    let error = writer.push(narrow, labels, group).unwrap_err();
    assert!(matches!(
        error,
        Error::Shape {
            what: "features",
            ..
        }
    ));
    writer
        .push(x, Labels::Numbers(&[0.5, 0.25]), group)
        .unwrap();
    let error = writer.push(x, labels, group).unwrap_err();
    assert!(
        error.to_string().contains("classes and some numbers"),
        "{error}"
    );
    // Rows are counted over all parts.
    let error = writer
        .push(x, Labels::Numbers(&[0.5, 2.0]), group)
        .unwrap_err();
    assert_eq!(error.to_string(), "cannot fit: the target of row 3 is 2");
    assert_eq!(writer.finish().unwrap().rows(), 2);
}

/// A tree's sample is held in memory and counted in 24 bits: of more rows, a part of
/// the groups is drawn.
#[test]
fn more_rows_than_a_sample_can_have() {
    const PART: usize = 1 << 20;
    let x = Array2::from_shape_fn((PART, 1), |(row, _)| (row % 50) as f32);
    let labels: Vec<u16> = (0..PART).map(|row| u16::from(row % 50 > row % 7)).collect();
    let bins = Arc::new(Bins::from_quantiles(x.view(), 255).unwrap());
    let mut writer = TableWriter::new(bins, None).unwrap();
    for part in 0..17 {
        let group: Vec<u32> = (0..PART)
            .map(|row| ((part * PART + row) / 4000) as u32)
            .collect();
        writer
            .push(x.view(), Labels::Classes(&labels), &group)
            .unwrap();
    }
    let table = writer.finish().unwrap();
    let params = ForestParams::new().trees(1).out_of_bag(false);
    let all = params.clone().check().unwrap();
    let error = fit_table(&all, &table, 1, &|_| true).unwrap_err();
    let Error::Fit { problem, hint } = error else {
        panic!("{error}");
    };
    assert!(problem.contains("more than 16777215"), "{problem}");
    assert!(hint.contains("Subsample"), "{hint}");

    let resample = table.resample();
    let Resample::Subsample(fraction) = resample else {
        panic!("{resample:?}");
    };
    let rows = fraction * table.rows() as f64;
    assert!((0.9 * 16_777_215.0..16_777_215.0).contains(&rows), "{rows}");
    let part = params.resample(resample).check().unwrap();
    assert!(fit_table(&part, &table, 1, &|_| true).is_ok());

    let small = coded(&Recipe::SMALL.make(), 100, None, None);
    assert_eq!(small.resample(), Resample::Bootstrap);
}
