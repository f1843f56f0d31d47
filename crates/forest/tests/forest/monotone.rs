//! Signs hold along every feature, wherever a row lies.

use grouped_forest::{Forest, ForestParams};
use proptest::prelude::*;

use crate::data::Recipe;

/// Walks each feature with a sign from below to above its values, in rows with
/// and without missing values elsewhere.
fn walk(forest: &Forest, signs: &[i8], rows: &[Vec<f32>]) {
    for row in rows {
        for (feature, &sign) in signs.iter().enumerate() {
            let mut row = row.clone();
            let along: Vec<f32> = (-10..120)
                .map(|step| {
                    row[feature] = step as f32 / 2.0;
                    forest.predict_row(&row).unwrap()
                })
                .collect();
            for pair in along.windows(2) {
                let rise = pair[1] - pair[0];
                assert!(
                    rise * f32::from(sign) >= 0.0,
                    "{rise} along feature {feature}"
                );
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn signs_hold_everywhere(
        seed in any::<u64>(),
        signs in prop::collection::vec(-1i8..=1, 4),
        missing in prop_oneof![Just(0u32), 1u32..30],
        min_leaf in 1u32..30,
        shrinkage in prop_oneof![Just(0.0f32), 0.0f32..300.0],
        bounded in any::<bool>(),
    ) {
        let recipe = Recipe { rows: 500, features: 4, levels: 50, missing, groups: 50, seed };
        let data = recipe.make();
        let params = ForestParams::new()
            .trees(3)
            .min_leaf(min_leaf)
            .mtry(2)
            .monotone(signs.clone())
            .shrinkage(shrinkage)
            .seed(seed);
        let fitted = if bounded { data.fit_value(params) } else { data.fit(params) };
        let rows: Vec<Vec<f32>> = Recipe { rows: 20, missing: 15, ..recipe }
            .make()
            .x
            .rows()
            .into_iter()
            .map(|row| row.to_vec())
            .collect();
        walk(&fitted.forest, &signs, &rows);
    }
}

#[test]
fn a_sign_against_the_data_leaves_no_slope() {
    let data = Recipe {
        features: 1,
        ..Recipe::SMALL
    }
    .make();
    let params = ForestParams::new().trees(10).min_leaf(20).monotone([-1]);
    let forest = data.fit(params).forest;
    let low = forest.predict_row(&[-3.0]).unwrap();
    let high = forest.predict_row(&[36.0]).unwrap();
    assert!(high <= low);
}
