//! The page in headless Chromium, where there is one.

use super::chart_of;
use crate::common::sample_plays;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use wp::report::game_page;

/// A Chromium that runs; says plainly where there is none.
fn browser(test: &str) -> Option<&'static str> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let runs = |name: &&&str| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|v| v.status.success())
    };
    let found = names.iter().find(runs).copied();
    if found.is_none() {
        // Past the test harness, which keeps what passing tests print.
        let _ = writeln!(std::io::stderr(), "SKIPPED {test}: there is no Chromium");
    }
    found
}

fn run(browser: &str, folder: &Path, page: &str, flags: &[&str]) -> String {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let output = Command::new(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ])
        .args([
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--virtual-time-budget=10000",
        ])
        .arg(profile)
        .args(flags)
        .arg(format!("file://{}/{page}", folder.display()))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// Keys and a pointer, as a person would use them; what then stands on the
/// page becomes the page's title.
const USE: &str = r#"<script>
var box = document.getElementById("chart"), out = document.getElementById("readout");
function key(k) { box.dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true })); }
var seen = { before: out.textContent };
box.focus(); key("Home"); seen.first = out.textContent; seen.now = box.getAttribute("aria-valuenow");
key("ArrowRight"); key("ArrowRight"); seen.third = out.textContent; seen.text = box.getAttribute("aria-valuetext");
key("End"); seen.last = out.textContent;
document.querySelector("[data-moment]").click(); seen.jumped = +box.getAttribute("aria-valuenow");
var svg = Array.from(box.querySelectorAll("svg")).find(function (s) { return s.getBoundingClientRect().width > 0; });
var r = svg.getBoundingClientRect();
box.dispatchEvent(new PointerEvent("pointerdown", { clientX: r.left + r.width / 2, clientY: r.top + r.height / 2, bubbles: true }));
seen.shownWidth = svg.getAttribute("class"); seen.overflow = document.documentElement.scrollWidth - innerWidth;
seen.pointed = +box.getAttribute("aria-valuenow"); document.title = "SEEN" + JSON.stringify(seen) + "NEES";
</script></body>"#;

#[test]
fn people_can_go_through_the_plays() {
    let Some(browser) = browser("people_can_go_through_the_plays") else {
        return;
    };
    let plays = sample_plays();
    let chart = chart_of(plays, &plays.games()[5].game_id);
    let folder = tempfile::tempdir().unwrap();
    let text = game_page::page(&chart).unwrap();
    let used = text.replace("</body>", USE);
    assert_ne!(used, text);
    std::fs::write(folder.path().join("used.html"), used).unwrap();
    let dom = run(
        browser,
        folder.path(),
        "used.html",
        &["--dump-dom", "--window-size=1100,900"],
    );
    let start = dom.find("<title>SEEN").expect("the script ran") + "<title>SEEN".len();
    let end = start + dom[start..].find("NEES").unwrap();
    let seen: serde_json::Value = serde_json::from_str(
        &dom[start..end]
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">"),
    )
    .unwrap();
    let has = |field: &str, words: &str| {
        let shown = seen[field].as_str().unwrap();
        assert!(shown.contains(words), "{field}: {shown} lacks {words}");
    };
    has("before", "Before the game");
    assert_eq!(seen["now"], "0");
    has("first", &chart.moments[0].clock);
    has("third", &chart.moments[2].what);
    has("third", &chart.moments[2].situation);
    has("text", &chart.moments[2].what);
    has("last", "End of the game");
    let marked: Vec<u64> = chart
        .turns
        .iter()
        .map(|t| t.moment as u64)
        .chain(chart.biggest.iter().map(|&i| i as u64))
        .collect();
    assert!(marked.contains(&seen["jumped"].as_u64().unwrap()), "{seen}");
    let pointed = &chart.moments[seen["pointed"].as_u64().unwrap() as usize];
    let off = (pointed.elapsed / chart.length() - 0.5).abs();
    assert!(
        off < 0.05,
        "the middle of the picture is {off} off the middle of the game"
    );
    assert!(seen["overflow"].as_i64().unwrap() <= 0, "{seen}");
}

#[test]
fn the_page_can_be_photographed() {
    let Some(browser) = browser("the_page_can_be_photographed") else {
        return;
    };
    let plays = sample_plays();
    let chart = chart_of(plays, &plays.games()[8].game_id);
    let folder = tempfile::tempdir().unwrap();
    game_page::write(&chart, &folder.path().join("game.html")).unwrap();
    for (size, least) in [("1100,900", 30_000), ("420,900", 15_000)] {
        let picture = folder.path().join("shot.png");
        let shot = format!("--screenshot={}", picture.display());
        let window = format!("--window-size={size}");
        run(browser, folder.path(), "game.html#40", &[&shot, &window]);
        let bytes = std::fs::read(&picture).unwrap();
        // An empty page of this size has some 5 kB.
        assert!(bytes.len() > least, "{size}: {} bytes", bytes.len());
    }
}
