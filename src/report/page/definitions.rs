//! What the words of the page mean.

use super::Block;
use crate::report::EvaluationReport;
use crate::report::numbers;

pub(super) fn blocks(report: &EvaluationReport) -> Vec<Block> {
    let settings = &report.evaluation.settings;
    let interval = format!(
        "Bootstrap: games are resampled with replacement {} times and every metric is \
         recomputed; the interval is the middle {} of the results. Plays of one game share its \
         result, so resampling plays would claim far too much precision. Even game-level \
         intervals tend to be too narrow rather than too wide (Brill, Yurko and Wyner 2025). \
         Intervals of calibration error, ECE, reliability and resolution are centered on the \
         measured value, because resampling adds noise that these metrics count as error.",
        numbers::count(settings.resamples as u64),
        numbers::level(settings.level),
    );
    let rows = [
        ("WP", "Win probability of the offense before the snap."),
        (
            "Log loss",
            "Mean of −ln of the probability assigned to the outcome, clipped at 0.0000001. 0 is \
             perfect, 0.693 (= ln 2) is always predicting 50%. Confident errors cost most.",
        ),
        (
            "Brier score",
            "Mean squared difference between probability and outcome (1 won, 0 lost). 0 is \
             perfect, 0.25 is always predicting 50%. It equals reliability − resolution + \
             uncertainty + within bins (Murphy 1973; Stephenson et al. 2008), over bins of 0.05.",
        ),
        (
            "Reliability",
            "How far predictions are from observed frequencies; lower is better.",
        ),
        (
            "Resolution",
            "How well predictions separate plays; higher is better.",
        ),
        (
            "Uncertainty",
            "Variance of the outcomes; no model can change it.",
        ),
        (
            "Within bins",
            "The remainder, because predictions within a bin differ.",
        ),
        (
            "Accuracy",
            "Fraction of plays on which the predicted winner (WP at or above the threshold) won.",
        ),
        (
            "AUC",
            "How often a play of a winning team has a higher WP than a play of a losing team. \
             50% is chance, 100% is perfect.",
        ),
        (
            "Calibration error",
            "nflfastR's definition: in each quarter, plays are binned by WP rounded to 0.05; \
             mean absolute difference between bin center and fraction won, weighted by plays; \
             quarters 1 to 4 averaged, weighted by plays won.",
        ),
        (
            "ECE",
            "Expected calibration error: the same bins over all plays at once, using the mean \
             prediction of each bin instead of its center.",
        ),
        (
            "Predictable drift",
            "The mean of P(win) at the next snap should be P(win) now. A forest that has not seen \
             these games predicts the change from each snap to the next (to the result after the \
             last); this is the fraction of its mean square that it predicts. 0% is perfect, \
             below 0% is noise.",
        ),
        (
            "True positive rate",
            "Of plays by winning teams, the fraction predicted to win (recall).",
        ),
        (
            "False positive rate",
            "Of plays by losing teams, the fraction predicted to win.",
        ),
        (
            "True negative rate",
            "Of plays by losing teams, the fraction predicted to lose.",
        ),
        (
            "False negative rate",
            "Of plays by winning teams, the fraction predicted to lose.",
        ),
        (
            "Precision",
            "Of predicted wins, the fraction won; negative predictive value: of predicted \
                       losses, the fraction lost.",
        ),
        ("Interval", interval.as_str()),
    ];
    let rows = rows
        .iter()
        .map(|(word, sense)| vec![(*word).into(), (*sense).into()])
        .collect();
    vec![
        Block::Heading("Definitions".into()),
        Block::Table {
            columns: vec!["term".into(), "meaning".into()],
            rows,
        },
    ]
}
