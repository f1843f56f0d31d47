//! Who may ask, and what is noted of it.

use crate::app::App;
use crate::problem::stopping;
use crate::problem::{Problem, Refusal};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Instant;
use tower_http::cors::CorsLayer;

/// Pages of other origins may ask only where they were named.
///
/// # Errors
/// For what is no origin.
pub(crate) fn cors(origins: &[String]) -> football::Result<CorsLayer> {
    let layer = CorsLayer::new();
    if origins.is_empty() {
        return Ok(layer);
    }
    let origins: Vec<HeaderValue> = origins
        .iter()
        .map(|o| Refusal::origin(o))
        .collect::<football::Result<_>>()?;
    Ok(layer
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static("last-event-id"),
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER]))
}

/// Counts and notes every request.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    // Addresses as clients spell them would be as many as they like.
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let response = next.run(request).await;
    let endpoint = matched.as_ref().map_or("other", MatchedPath::as_str);
    let (status, took) = (response.status().as_u16(), began.elapsed());
    app.metrics.request(endpoint, status, took);
    if app.settings.log_requests {
        let milliseconds = took.as_secs_f64() * 1e3;
        tracing::info!(%method, endpoint, status, milliseconds, "request");
    }
    response
}

/// Lets in who may ask.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    match refused(&app, &request) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

fn refused(app: &App, request: &Request) -> Option<Problem> {
    let path = request.uri().path();
    // Health is told to anyone, while stopping too.
    if matches!(
        path,
        "/healthz" | "/readyz" | "/v2/health/live" | "/v2/health/ready"
    ) {
        return None;
    }
    if app.is_closing() {
        return Some(stopping());
    }
    let settings = &app.settings;
    if settings.is_local() && !is_local_host(request) {
        return Some(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "the service listens on this machine only, and was asked under another name",
            "ask it at localhost or 127.0.0.1; --host with --token opens it to others",
        ));
    }
    let Some(token) = &settings.token else {
        return None;
    };
    let reads = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let writes = path.starts_with("/v1/games") && !reads;
    // The page and the description hold nothing that is not public.
    let private = path.starts_with("/v1") || path.starts_with("/v2") || path == "/metrics";
    let needed = writes || (private && !settings.is_local());
    (needed && !shows(request, token)).then(|| {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "the token is missing or wrong",
            "send the one of `wp serve --token` as the header `Authorization: Bearer TOKEN`",
        )
    })
}

/// Whether a request to a loopback address calls it by a loopback name: a page
/// elsewhere that has its own name point here does not.
fn is_local_host(request: &Request) -> bool {
    let named = request
        .uri()
        .authority()
        .map(|a| a.as_str())
        .or_else(|| request.headers().get(header::HOST)?.to_str().ok());
    let Some(host) = named else { return true };
    let host = host.rsplit_once(':').map_or(host, |(host, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) {
            host
        } else {
            named.unwrap_or_default()
        }
    });
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    plain.eq_ignore_ascii_case("localhost")
        || plain
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

/// Compared without stopping at the first letter that differs.
fn shows(request: &Request, token: &str) -> bool {
    let shown = request.headers().get(header::AUTHORIZATION);
    let shown = shown.and_then(|v| v.to_str().ok()?.strip_prefix("Bearer "));
    let Some(shown) = shown.map(|s| s.trim().as_bytes()) else {
        return false;
    };
    let token = token.trim().as_bytes();
    let differ = shown.iter().zip(token).fold(0, |all, (a, b)| all | (a ^ b));
    shown.len() == token.len() && differ == 0
}
