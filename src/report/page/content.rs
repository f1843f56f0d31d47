//! What the page says.

use super::{Block, definitions, tables};
use crate::evaluate::{Evaluation, FEWEST_GAMES};
use crate::report::EvaluationReport;
use crate::report::files;
use crate::report::numbers::{count, drift_in_words, level, percent, percent_range, plain, range};

pub(in crate::report) fn title(report: &EvaluationReport) -> String {
    let made_up = if report.labels.simulated {
        "simulated "
    } else {
        ""
    };
    format!(
        "Evaluation of {} on {made_up}{}",
        report.labels.model,
        report.labels.seasons_in_words()
    )
}

pub(in crate::report) fn blocks(report: &EvaluationReport) -> Vec<Block> {
    let e = &report.evaluation;
    let mut page = Vec::new();
    if report.labels.simulated {
        page.push(Block::Warning(
            "SIMULATED SAMPLE DATA. These are not real games: nothing on this page tells how \
             good the model is on real football."
                .into(),
        ));
    }
    if report.provenance.overlap {
        page.push(Block::Warning(format!(
            "The model was trained on some of these seasons (trained on {}, evaluated on {}): its \
             metrics here are better than they would be on new games.",
            report.provenance.trained_on, report.provenance.tested_on
        )));
    }
    page.push(Block::Paragraph(format!(
        "{}. Intervals ({}): games resampled.",
        report.labels.line(),
        level(e.settings.level)
    )));
    page.push(Block::List(headline(report)));

    page.push(Block::Heading("Metrics".into()));
    page.push(tables::overall(e));

    page.push(Block::Heading("Calibration".into()));
    page.push(picture(files::CALIBRATION, calibration_words(e)));
    if let Some(bands) = &report.bands {
        page.push(Block::Paragraph(format!(
            "Shaded: the model's own {} confidence intervals, {:.1} points wide on average. They \
             express uncertainty about the probability, not about the result of the game.",
            level(bands.level),
            100.0 * bands.width
        )));
    }
    page.push(picture(
        files::BY_QUARTER,
        "Calibration in each quarter of regulation: predicted WP against the fraction won, with \
         intervals."
            .into(),
    ));

    page.push(Block::Heading("By quarter".into()));
    page.extend(tables::quarters(e));
    page.push(picture(files::THROUGH_GAME, through_words(e)));

    if let Some(drift) = &report.drift {
        page.push(Block::Heading("Predictable drift".into()));
        let words = drift_in_words(drift, e.settings.level);
        page.push(Block::Paragraph(words));
    }

    page.push(Block::Heading("Predicted winners".into()));
    let at = percent(e.settings.threshold);
    page.push(Block::Paragraph(format!(
        "The offense is predicted to win at a WP of {at} or more."
    )));
    page.push(picture(
        files::CONFUSION,
        format!(
            "Confusion matrix: {} plays predicted correctly, {} incorrectly.",
            count(e.overall.confusion.true_positive + e.overall.confusion.true_negative),
            count(e.overall.confusion.false_positive + e.overall.confusion.false_negative)
        ),
    ));
    page.extend(tables::confusion(e));
    page.extend(against(report));

    if !report.importance.is_empty() {
        page.push(Block::Heading("Feature importance".into()));
        page.push(picture(files::IMPORTANCE, importance_words(report)));
    }
    page.push(Block::Heading("The plays".into()));
    page.push(picture(
        files::PLAYS,
        format!(
            "Plays by time remaining in regulation, in bins of {} seconds; dashed lines separate \
             the quarters.",
            report.plays_by_time.bin_seconds
        ),
    ));
    page.extend(provenance(report));
    page.extend(definitions::blocks(report));
    page
}

fn picture(file: &'static str, words: String) -> Block {
    Block::Picture { file, words }
}

/// The numbers in words.
fn headline(report: &EvaluationReport) -> Vec<String> {
    let e = &report.evaluation;
    let m = &e.overall;
    let mut points = Vec::new();
    points.push(format!(
        "Accuracy: it picked the winner on {} of {} plays.",
        percent_range(&m.accuracy),
        count(m.plays)
    ));
    if let Some(error) = m.calibration_error.value {
        let interval = m.calibration_error.interval.map_or(String::new(), |i| {
            format!(" (interval {:.1} to {:.1})", i.low * 100.0, i.high * 100.0)
        });
        points.push(format!(
            "Within a quarter, its probabilities were off by {:.1} percentage points on \
             average{interval}; part of that is sampling noise that a perfect model would show \
             too.",
            error * 100.0
        ));
    }
    points.extend(example(e));
    let interval = match m.log_loss.interval {
        Some(_) => format!(" (interval {})", range(m.log_loss.interval, 4)),
        None => String::new(),
    };
    points.push(format!(
        "Its log loss is {}{interval}; always predicting 50% scores 0.6931, a perfect model 0.",
        plain(&m.log_loss, 4)
    ));
    if let Some(auc) = m.auc.value {
        points.push(format!(
            "Given one play by a winning team and one by a losing team, it ranks the first \
             higher {} of the time.",
            percent(auc)
        ));
    }
    let telling = e
        .by_quarter
        .iter()
        .filter(|q| q.metrics.games >= FEWEST_GAMES);
    let loss = |q: &&crate::evaluate::QuarterMetrics| q.metrics.log_loss.value.unwrap_or(f64::NAN);
    let hardest = telling.clone().max_by(|a, b| loss(a).total_cmp(&loss(b)));
    let easiest = telling.min_by(|a, b| loss(a).total_cmp(&loss(b)));
    if let (Some(hard), Some(easy)) = (hardest, easiest)
        && hard.quarter != easy.quarter
    {
        points.push(format!(
            "Hardest to predict: {} (log loss {:.3}); easiest: {} ({:.3}).",
            hard.quarter.name(),
            loss(&hard),
            easy.quarter.name(),
            loss(&easy)
        ));
    }
    if let Some(c) = &report.comparison {
        points.push(format!(
            "Compared on the same {} plays: {}.",
            count(c.plays),
            c.verdict
        ));
    }
    points
}

/// "At a predicted WP of about 80%, …"
fn example(e: &Evaluation) -> Option<String> {
    let distance = |p: f64| (p - 0.8).abs();
    let bin = e
        .calibration
        .telling(100)
        .min_by(|a, b| distance(a.predicted).total_cmp(&distance(b.predicted)))
        .filter(|b| distance(b.predicted) < 0.05)?;
    let interval = bin.interval.map_or(String::new(), |i| {
        format!(", interval {:.1} to {:.1}", i.low * 100.0, i.high * 100.0)
    });
    Some(format!(
        "At a predicted WP of about {:.0}%, the offense won {} of the time ({} plays in {} \
         games{interval}).",
        bin.predicted * 100.0,
        percent(bin.observed),
        count(bin.plays),
        count(bin.games as u64)
    ))
}

fn calibration_words(e: &Evaluation) -> String {
    let with: Vec<_> = e
        .calibration
        .bins
        .iter()
        .filter_map(|b| Some((b, b.interval?)))
        .collect();
    let off = with
        .iter()
        .filter(|(b, i)| b.predicted < i.low || b.predicted > i.high)
        .count();
    format!(
        "Calibration: predicted WP against the fraction won, in bins of 5 points, with the \
         number of predictions. In {} of {} bins the prediction lies within the observed \
         interval.",
        with.len() - off,
        with.len()
    )
}

fn through_words(e: &Evaluation) -> String {
    let minutes = &e.through_game.minutes;
    let ends = minutes.first().zip(minutes.last());
    let from_to = ends.map_or(String::new(), |(first, last)| {
        let (first, last) = (plain(&first.log_loss, 3), plain(&last.log_loss, 3));
        format!(": from {first} in the first minute to {last} in the last")
    });
    format!("Log loss through the game, minute by minute{from_to}. Overtime is excluded.")
}

fn importance_words(report: &EvaluationReport) -> String {
    let mut sorted: Vec<_> = report.importance.iter().collect();
    sorted.sort_by(|a, b| b.increase.total_cmp(&a.increase));
    let names: Vec<&str> = sorted.iter().take(3).map(|f| f.feature.as_str()).collect();
    format!(
        "Permutation importance: increase in log loss on these plays when a feature's values are \
         shuffled between games. Top: {}.",
        names.join(", ")
    )
}

fn against(report: &EvaluationReport) -> Vec<Block> {
    let Some(c) = &report.comparison else {
        return Vec::new();
    };
    let mut words = format!("{}.", c.verdict);
    words += &format!(
        " Compared on {} plays in {} games",
        count(c.plays),
        count(c.games as u64)
    );
    words += &match c.excluded {
        0 => "; none excluded.".into(),
        n => format!(
            "; {} more were excluded because one of the two has no probability ({} lack {}, {} \
             lack {}).",
            count(n),
            count(c.a.missing),
            c.a.name,
            count(c.b.missing),
            c.b.name
        ),
    };
    words += &format!(
        " Differences are {} minus {}: below 0, {} is better.",
        c.a.name, c.b.name, c.a.name
    );
    vec![
        Block::Heading(format!("Against {}", c.b.name)),
        Block::Paragraph(words),
        tables::comparison(c),
        picture(
            files::AGAINST,
            format!(
                "Calibration of {} and {} on the same plays.",
                c.a.name, c.b.name
            ),
        ),
        picture(
            files::THROUGH_AGAINST,
            format!(
                "Log loss of {} and {} through the game.",
                c.a.name, c.b.name
            ),
        ),
    ]
}

fn provenance(report: &EvaluationReport) -> Vec<Block> {
    let p = &report.provenance;
    let settings = &report.evaluation.settings;
    let mut rows = vec![
        ("trained on".to_string(), p.trained_on.clone()),
        ("evaluated on".into(), p.tested_on.clone()),
        ("training data (hash)".into(), p.training_data_hash.clone()),
        ("evaluated data (hash)".into(), p.test_data_hash.clone()),
    ];
    rows.extend(p.model_settings.iter().cloned());
    rows.extend([
        ("threshold".into(), settings.threshold.to_string()),
        (
            "resamples of games".into(),
            count(settings.resamples as u64),
        ),
        ("seed of the resamples".into(), settings.seed.to_string()),
        ("version of wp".into(), p.version.clone()),
    ]);
    rows.retain(|(_, value)| !value.is_empty());
    let rows = rows
        .into_iter()
        .map(|(name, value)| vec![name, value])
        .collect();
    vec![
        Block::Heading("How to reproduce".into()),
        Block::Command(p.command.clone()),
        Block::Table {
            columns: vec!["setting".into(), "value".into()],
            rows,
        },
        Block::Paragraph(
            "All numbers on this page, and more, are in metrics.json in the same folder.".into(),
        ),
    ]
}
