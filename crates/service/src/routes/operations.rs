//! For whoever runs the service.

use crate::app::App;
use crate::problem::Problem;
use crate::problem::stopping;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Whether the process answers
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "operations",
    responses((status = 200, description = "It does", body = String, content_type = "text/plain")),
)]
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// Whether to send requests here
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operations",
    responses(
        (status = 200, description = "Do", body = String, content_type = "text/plain"),
        (status = 503, description = "The service is stopping", body = Problem,
         content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<&'static str, Problem> {
    if app.is_closing() {
        return Err(stopping());
    }
    Ok("ready\n")
}

/// What was counted, for Prometheus
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operations",
    responses(
        (status = 200, description = "In OpenMetrics' text format", body = String,
         content_type = "application/openmetrics-text"),
        (status = 401, description = "The token is missing or wrong", body = Problem,
         content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let text = app
        .metrics
        .text(app.models.now().version())
        .map_err(Problem::internal)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}
