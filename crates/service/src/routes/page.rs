//! The page, its files, and the description of the service.

use crate::app::App;
use crate::file::File;
use crate::problem::Problem;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

macro_rules! web {
    ($($path:literal: $file:literal, $kind:expr;)*) => {
        /// The page's files by their addresses.
        const FILES: &[(&str, &str, &[u8])] = &[
            $(($path, $kind, include_bytes!(concat!("../../../../web/", $file))),)*
        ];
    };
}

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

web! {
    "/": "index.html", HTML;
    "/style.css": "style.css", "text/css; charset=utf-8";
    "/icon.svg": "icon.svg", "image/svg+xml";
    "/page.js": "page.js", SCRIPT;
    "/answers.js": "answers.js", SCRIPT;
    "/controls.js": "controls.js", SCRIPT;
    "/curve.js": "curve.js", SCRIPT;
    "/dom.js": "dom.js", SCRIPT;
    "/field.js": "field.js", SCRIPT;
    "/share.js": "share.js", SCRIPT;
    "/situation.js": "situation.js", SCRIPT;
    "/what-if.js": "what-if.js", SCRIPT;
    // The page's way to an engine: here the one behind this service.
    "/engine.js": "service/engine.js", SCRIPT;
    "/games": "service/games.html", HTML;
    "/games.js": "service/games.js", SCRIPT;
    "/game.js": "service/game.js", SCRIPT;
    "/feed.js": "service/feed.js", SCRIPT;
}

/// Adds the page's files.
pub(crate) fn routes(router: Router<App>) -> Router<App> {
    FILES.iter().fold(router, |router, &(path, kind, bytes)| {
        let file = File::new(kind, Bytes::from_static(bytes));
        let answer = move |headers: HeaderMap| async move { file.answer(&headers) };
        router.route(path, get(answer))
    })
}

pub(crate) async fn openapi(State(app): State<App>, headers: HeaderMap) -> Response {
    match app.openapi.get() {
        Some(file) => file.answer(&headers),
        None => Problem::internal("the OpenAPI document is missing").into_response(),
    }
}

/// A page that lists all addresses: for reading, without scripts.
pub(crate) fn docs(document: &OpenApi) -> File {
    let mut text = String::from(DOCS_HEAD);
    for tag in document.tags.iter().flatten() {
        let about = tag.description.as_deref().unwrap_or_default();
        // Writing into a string cannot fail.
        let _ = write!(text, "<h2>{}</h2>", escaped(about));
        for (path, item) in &document.paths.paths {
            let methods = [
                ("GET", &item.get),
                ("PUT", &item.put),
                ("POST", &item.post),
                ("DELETE", &item.delete),
            ];
            for (method, operation) in methods {
                let mine = operation
                    .as_ref()
                    .filter(|o| o.tags.as_ref().is_some_and(|t| t.contains(&tag.name)));
                if let Some(operation) = mine {
                    describe(&mut text, method, path, operation);
                }
            }
        }
    }
    text.push_str("</main></html>\n");
    File::new(HTML, Bytes::from(text))
}

fn describe(text: &mut String, method: &str, path: &str, operation: &Operation) {
    let summary = operation.summary.as_deref().unwrap_or_default();
    let _ = write!(
        text,
        "<h3><code>{method} {}</code></h3><p>{}</p>",
        escaped(path),
        escaped(summary)
    );
    if let Some(more) = &operation.description {
        let _ = write!(text, "<p>{}</p>", escaped(more));
    }
    let options = operation.parameters.iter().flatten();
    let rows: Vec<String> = options
        .filter_map(|p| match p {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
        .map(|p| {
            let about = p.description.as_deref().unwrap_or_default();
            format!(
                "<li><code>{}</code>: {}</li>",
                escaped(&p.name),
                escaped(about)
            )
        })
        .collect();
    if !rows.is_empty() {
        let _ = write!(text, "<ul>{}</ul>", rows.concat());
    }
    let statuses: Vec<&str> = operation
        .responses
        .responses
        .keys()
        .map(String::as_str)
        .collect();
    let _ = write!(
        text,
        "<p class=\"note\">Answers {}.</p>",
        statuses.join(", ")
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

const DOCS_HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>wp: the service</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
h3 { margin-bottom: 0 } p, ul { margin-top: .25rem } .note { opacity: .75; font-size: .9rem }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; border-radius: .25rem }
</style>
<main>
<h1>wp: the service</h1>
<p>Win probability and decisions for any situation of an NFL game. <a href="/">The calculator</a> asks it from a page, <a href="/games">games in progress</a> grow on another;
<a href="/openapi.json">openapi.json</a> describes every request and answer.</p>
<pre>curl localhost:8080/v1/predict -d '4&amp;2 opp35 -3 Q4 2:10'
curl localhost:8080/v1/fourth-down -H 'content-type: application/json' \
  -d '{"situation": ["4&amp;2 opp35 -3 Q4 2:10", {"down": 4, "ydstogo": 1, "yardline_100": 40,
       "score_differential": 4, "qtr": 2, "quarter_seconds_remaining": 95}]}'
curl localhost:8080/v1/predict -H 'content-type: application/x-ndjson' --data-binary @situations.txt</pre>
<p>A situation is words, shorthand or <code>key=value</code>; an object of nflverse's keys; or a list of these. Problems
come as <code>application/problem+json</code> with the words and hints of the command.</p>
"#;
