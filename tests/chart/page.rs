//! The page's text: it stands alone and says what the picture shows.

use super::chart_of;
use crate::common::sample_plays;
use wp::report::game_chart::GameChart;
use wp::report::game_page::page;

fn chart() -> GameChart {
    let plays = sample_plays();
    chart_of(plays, &plays.games()[5].game_id)
}

/// What stands between two marks.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap() + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

#[test]
fn it_loads_nothing() {
    let text = page(&chart()).unwrap();
    for forbidden in [
        "<link", "<img", "<iframe", " src=", "href=", "@import", "url(", "http:", "https:",
        "fetch(",
    ] {
        assert!(!text.contains(forbidden), "{forbidden}");
    }
    assert!(text.starts_with("<!DOCTYPE html>"));
}

#[test]
fn it_says_what_the_picture_shows_without_a_script() {
    let chart = chart();
    let text = page(&chart).unwrap();
    let without: String = text.split("<script").next().unwrap().to_owned();
    assert!(without.contains(&chart.title));
    assert_eq!(without.matches("<svg").count(), 2);
    assert!(without.contains("SIMULATED"));
    for s in &chart.scorings {
        assert!(without.contains(&s.what), "{s:?}");
    }
    for &i in &chart.biggest {
        let wpa = chart.moments[i].home_wpa.unwrap();
        assert!(without.contains(&chart.gain(wpa)), "{i}");
    }
    assert!(without.contains("Turning points"));
    assert!(without.contains("prefers-color-scheme: dark"));
    assert!(text.contains("id=\"how\" class=\"lesser\" hidden"));
}

#[test]
fn its_data_are_the_moments() {
    let chart = chart();
    let text = page(&chart).unwrap();
    let json = between(&text, "id=\"moments\">", "</script>");
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    let moments = data["m"].as_array().unwrap();
    assert_eq!(moments.len(), chart.moments.len());
    for (shown, m) in moments.iter().zip(&chart.moments) {
        assert!((shown["p"].as_f64().unwrap() - m.home_wp).abs() < 1e-4);
        assert_eq!(shown["c"], m.clock);
        assert_eq!(shown["d"], m.situation);
        assert_eq!(shown["w"], m.what);
    }
}

#[test]
fn words_of_a_file_cannot_become_markup() {
    let mut chart = chart();
    let evil = "</script><script>alert(1)</script><b onclick=x>&\"'";
    chart.title = evil.into();
    chart.home.name = evil.into();
    let big = chart.biggest[0];
    chart.moments[big].what = evil.into();
    chart.moments[big].short = evil.into();
    let text = page(&chart).unwrap();
    assert!(!text.contains("<script>alert"), "markup came through");
    assert!(!text.contains("<b onclick"), "markup came through");
    let json = between(&text, "id=\"moments\">", "</script>");
    let data: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(data["m"][big]["w"], evil);
}

#[test]
fn an_interval_is_shown_where_there_is_one() {
    let mut chart = chart();
    for m in &mut chart.moments {
        m.interval = None;
    }
    assert!(!page(&chart).unwrap().contains("% interval"));
    for m in &mut chart.moments {
        m.interval = Some([0.9 * m.home_wp, 0.9 * m.home_wp + 0.1]);
        m.other = Some(0.5);
    }
    chart.against = Some("vegas_wp".into());
    let text = page(&chart).unwrap();
    for part in [
        "90% interval",
        "class=\"band a\"",
        "class=\"other l\"",
        "vegas_wp: ",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

/// The cursor is put by the script, the picture by the layout: where a half
/// ends in one it must end in the other.
#[test]
fn the_cursor_stands_where_the_picture_has_the_play() {
    let text = page(&chart()).unwrap();
    let number = |from: &str, to: &str| between(&text, from, to).parse::<f64>().unwrap();
    let (left, right) = (number("data-left=\"", "\""), number("data-right=\"", "\""));
    let length = number("{\"length\":", ",");
    let half = left + (right - left) * 1800.0 / length;
    let drawn = (half * 10.0).round() / 10.0;
    let line = format!("d=\"M{drawn} ");
    assert!(text.contains(&line), "no line begins at {drawn}");
}
