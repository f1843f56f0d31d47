//! What the words of the page mean.

use super::Block;
use crate::report::EvaluationReport;
use crate::report::numbers;

pub(super) fn blocks(report: &EvaluationReport) -> Vec<Block> {
    let settings = &report.evaluation.settings;
    let interval = format!(
        "Whole games are drawn with replacement {} times and everything is computed anew; the \
         interval holds the middle {} of the results. Plays of one game share their outcome, so \
         resampling plays would pretend to know far more. Even intervals from games are rather \
         too narrow than too wide (Brill, Yurko and Wyner 2025). Intervals of calibration error, \
         ECE, reliability and resolution are centred on the measured value, since resampling adds \
         noise that these measures count as error.",
        numbers::count(settings.resamples as u64),
        numbers::level(settings.level),
    );
    let rows = [
        (
            "P(win)",
            "The probability, before the snap, that the team with the ball wins the game.",
        ),
        (
            "Log loss",
            "Mean of −ln of the probability that was given to what happened, clipped at 0.0000001. \
             0 is perfect, 0.693 (= ln 2) is always saying 50 %. Sure and wrong costs most.",
        ),
        (
            "Brier score",
            "Mean squared distance of probability and outcome (1 won, 0 lost). 0 is perfect, 0.25 \
             is always saying 50 %. It is reliability − resolution + uncertainty + within bins \
             (Murphy 1973; Stephenson and others 2008), over bins of 0.05.",
        ),
        (
            "Reliability",
            "How far predictions stand from what happened; lower is better.",
        ),
        (
            "Resolution",
            "How well predictions tell plays apart; higher is better.",
        ),
        (
            "Uncertainty",
            "Variance of the outcomes themselves; no model can change it.",
        ),
        (
            "Within bins",
            "What is left because predictions within a bin differ.",
        ),
        (
            "Accuracy",
            "Share of plays on which the side with P(win) at or above the threshold won, \
                      or the side below it lost.",
        ),
        (
            "AUC",
            "How often a play of a team that won has a higher P(win) than a play of a team that \
             lost. 50 % is chance, 100 % is perfect.",
        ),
        (
            "Calibration error",
            "nflfastR's: in each quarter, plays are binned by P(win) rounded to 0.05; the mean \
             distance of bin centre and share won, weighted by plays; quarters 1 to 4 averaged, \
             weighted by their plays that were won.",
        ),
        (
            "ECE",
            "Expected calibration error: the same bins over all plays at once, with the mean \
             prediction of each bin instead of its centre.",
        ),
        (
            "Predictable drift",
            "What P(win) will be at the next snap must on average be what it is now. A forest that \
             has not seen these games foresees the change from each snap to the next (to the \
             result after the last); this is how much of its mean square it foresees. 0 % is \
             perfect, below 0 % is noise.",
        ),
        (
            "True positive rate",
            "Of plays by teams that won, the share called wins (recall).",
        ),
        (
            "False positive rate",
            "Of plays by teams that lost, the share called wins.",
        ),
        (
            "True negative rate",
            "Of plays by teams that lost, the share called losses.",
        ),
        (
            "False negative rate",
            "Of plays by teams that won, the share called losses.",
        ),
        (
            "Precision",
            "Of plays called wins, the share won; negative predictive value: of plays \
                       called losses, the share lost.",
        ),
        ("Interval", interval.as_str()),
    ];
    let rows = rows
        .iter()
        .map(|(word, sense)| vec![(*word).into(), (*sense).into()])
        .collect();
    vec![
        Block::Heading("What the words mean".into()),
        Block::Table {
            columns: vec!["word".into(), "meaning".into()],
            rows,
        },
    ]
}
