//! Permutation importance.

use grouped_forest::Error;
use grouped_forest::{ForestParams, permutation_importance};

use crate::data::Recipe;

#[test]
fn what_matters_stands_out_and_the_rest_does_not() {
    let recipe = Recipe {
        rows: 2000,
        groups: 100,
        ..Recipe::SMALL
    };
    let data = recipe.make();
    let forest = data
        .fit(ForestParams::new().trees(30).min_leaf(30).mtry(3))
        .forest;
    let test = Recipe { seed: 99, ..recipe }.make();
    let measure = |seed| {
        let predict = |x: ndarray::ArrayView2<'_, f32>| forest.predict_proba(x, Some(1));
        permutation_importance(predict, test.x.view(), &test.label, &test.group, 3, seed).unwrap()
    };
    let found = measure(5);
    assert_eq!(found.len(), 5);
    for important in &found[..2] {
        assert!(
            important.mean > 5.0 * important.standard_error,
            "{important:?}"
        );
    }
    for noise in &found[2..] {
        assert!(noise.mean < found[1].mean / 5.0, "{noise:?}");
    }
    assert_eq!(found, measure(5));
    assert_ne!(found, measure(6));
}

#[test]
fn what_does_not_fit_is_refused() {
    let data = Recipe::SMALL.make();
    let half = |x: ndarray::ArrayView2<'_, f32>| Ok(ndarray::Array1::from_elem(x.nrows(), 0.5));
    let measure = |label: &[bool], repeats| {
        permutation_importance(half, data.x.view(), label, &data.group, repeats, 0)
    };
    assert!(matches!(
        measure(&data.label[1..], 1),
        Err(Error::Shape { .. })
    ));
    assert!(matches!(
        measure(&data.label, 0),
        Err(Error::Parameter { .. })
    ));
    let nothing = measure(&data.label, 2).unwrap();
    assert!(
        nothing
            .iter()
            .all(|i| i.mean == 0.0 && i.standard_error == 0.0)
    );
}
