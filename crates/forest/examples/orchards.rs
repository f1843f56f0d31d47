//! A forest on a table that has nothing to do with games: apples of orchards.
//!
//! Apples of one orchard share its soil, so that whole orchards are drawn and
//! left out; out-of-bag predictions are by trees that saw no apple of theirs.
//!
//! `cargo run --release -p grouped-forest --example orchards`

use grouped_forest::generator::Draws;
use grouped_forest::{ForestParams, Result, Target, fit};
use ndarray::{Array2, array};

fn main() -> Result<()> {
    let (orchards, apples) = (200, 50);
    let mut draws = Draws::new(1);
    let mut unit = move || draws.below(1 << 20) as f32 / (1 << 20) as f32;
    let soil: Vec<f32> = (0..orchards).map(|_| unit()).collect();
    // Sun, rain, and the soil, which is known in every other orchard only.
    let mut x = Array2::zeros((orchards * apples, 3));
    let mut ripe = Vec::new();
    let mut orchard_of = Vec::new();
    for (row, mut features) in x.outer_iter_mut().enumerate() {
        let orchard = row / apples;
        let (sun, rain) = (unit(), unit());
        let known = if orchard % 2 == 0 {
            soil[orchard]
        } else {
            f32::NAN
        };
        features.assign(&array![sun, rain, known]);
        ripe.push(sun - 0.5 * rain + soil[orchard] > unit() + 0.3);
        orchard_of.push(orchard as u32);
    }
    let params = ForestParams::new()
        .trees(200)
        .min_leaf(20)
        .mtry(2)
        .seed(1)
        .check()?;
    let fitted = fit(
        &params,
        x.view(),
        Target::Binary(&ripe),
        &orchard_of,
        &|_| true,
    )?;
    let right = fitted
        .out_of_bag
        .iter()
        .zip(&ripe)
        .filter(|(p, ripe)| (**p > 0.5) == **ripe)
        .count();
    println!(
        "{:.1}% right, out of bag",
        100.0 * right as f64 / ripe.len() as f64
    );
    let sunny = fitted
        .forest
        .predict_proba(array![[0.9, 0.1, f32::NAN]].view(), None)?;
    println!(
        "a sunny, dry apple on unknown soil is ripe with {:.2}",
        sunny[0]
    );
    Ok(())
}
