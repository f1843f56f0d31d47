//! The page's tables: what the picture shows, in words and numbers.

use super::score;
use crate::report::game_chart::{GameChart, percent};
use maud::{Markup, html};

fn side(home: bool) -> &'static str {
    if home { "homeink" } else { "awayink" }
}

/// What stands below the picture until a play is pointed at.
pub(super) fn summary(chart: &GameChart) -> Markup {
    let first = chart.moments.first().map_or(0.5, |m| m.home_wp);
    let (home, away) = (&chart.home, &chart.away);
    html! {
        p {
            "Before the game: "
            b class="homeink" { (home.name) " " (percent(first)) } ", "
            b class="awayink" { (away.name) " " (percent(1.0 - first)) } "."
        }
    }
}

/// Where the game turned.
pub(super) fn turns(chart: &GameChart) -> Markup {
    let Some(never) = chart.never_turned else {
        return html! {};
    };
    html! {
        h2 { "Turning points" }
        @if chart.turns.is_empty() {
            p {
                "WP drifted, but no play shifted its level for good "
                "(posterior probability that it never turned: " (percent(never)) ")."
            }
        } @else {
            p {
                "Plays after which WP stayed at a new level (Bayesian changepoints): "
                "the posterior probability of a change within three plays of this one, and the "
                "levels before and after."
            }
            div class="scroll" { table {
                thead { tr {
                    th { "Clock" } th { "Score before" } th { "Play" }
                    th class="n" { "Posterior" }
                    th { "Level before → after" }
                } }
                tbody { @for turn in &chart.turns {
                    @if let Some(m) = chart.moments.get(turn.moment) {
                        tr data-moment=(turn.moment) {
                            td class="w" { (m.clock) } td class="w" { (score(chart, m)) }
                            td { button type="button" { (m.short) } }
                            td class="n turnink" { b { (percent(turn.probability.min(0.9994))) } }
                            td class="w" {
                                (chart.home.code) " " (percent(turn.before)) " → " (percent(turn.after))
                            }
                        }
                    }
                } }
            } }
        }
    }
}

/// The plays that changed most.
pub(super) fn biggest(chart: &GameChart) -> Markup {
    if chart.biggest.is_empty() {
        return html! {};
    }
    html! {
        h2 { "Biggest plays" }
        div class="scroll" { table {
            thead { tr {
                th { "Clock" } th { "Situation" } th { "Play" } th class="n" { "Change" }
            } }
            tbody { @for &i in &chart.biggest {
                @if let Some(m) = chart.moments.get(i) {
                    @let wpa = m.home_wpa.unwrap_or(0.0);
                    tr data-moment=(i) {
                        td class="w" { (m.clock) } td class="w" { (m.situation) }
                        td { button type="button" { (m.what) } }
                        td class={ "n " (side(wpa >= 0.0)) } { b { (chart.gain(wpa)) } }
                    }
                }
            } }
        } }
    }
}

/// The changes of the score.
pub(super) fn scorings(chart: &GameChart) -> Markup {
    if chart.scorings.is_empty() {
        return html! {};
    }
    html! {
        h2 { "Scores" }
        div class="scroll" { table {
            thead { tr {
                th { "Clock" } th { "Team" } th { "How" }
                th class="n" { (chart.away.code) } th class="n" { (chart.home.code) }
            } }
            tbody { @for s in &chart.scorings {
                @if let Some(m) = chart.moments.get(s.moment) {
                    tr data-moment=(s.moment) {
                        td class="w" { (m.clock) }
                        td class=(side(s.home)) { b { (chart.code(s.home)) } }
                        td { button type="button" { (s.what) } }
                        td class="n" { (s.score.1) } td class="n" { (s.score.0) }
                    }
                }
            } }
        } }
    }
}

/// Every play.
pub(super) fn plays(chart: &GameChart) -> Markup {
    let interval = chart.moments.iter().any(|m| m.interval.is_some());
    html! {
        details {
            summary { "All plays" }
            div class="scroll" { table {
                thead { tr {
                    th { "Clock" } th { "Score" } th { "Situation" } th { "Play" }
                    th class="n" { (chart.home.code) " wins" }
                    @if interval { th class="n" { "Interval" } }
                    @if let Some(other) = &chart.against { th class="n" { (other) } }
                    th class="n" { "Change" }
                } }
                tbody { @for m in &chart.moments {
                    tr {
                        td class="w" { (m.clock) } td class="w" { (score(chart, m)) }
                        td class="w" { (m.situation) } td { (m.what) }
                        td class="n" { (percent(m.home_wp)) }
                        @if interval { td class="n" {
                            @if let Some([low, high]) = m.interval { (percent(low)) "–" (percent(high)) }
                        } }
                        @if chart.against.is_some() { td class="n" {
                            @if let Some(p) = m.other { (percent(p)) }
                        } }
                        td class="n" {
                            @if let Some(w) = m.home_wpa { (chart.gain(w)) }
                        }
                    }
                } }
            } }
        }
    }
}
