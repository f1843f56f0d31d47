//! What answers at which address.

mod games;
mod infer;
mod model;

mod operations;
pub(crate) mod page;
mod problems;
mod questions;
mod score;

use crate::app::App;
use crate::file::File;
use crate::guard;
use crate::problem::Problem;
use axum::Router;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "wp: NFL win probability",
        description = "Win probability for any game situation, with confidence intervals; fourth-down, two-point, kickoff and timeout decisions; simulation; live games.",
        license(name = "MIT", identifier = "MIT"),
    ),
    components(schemas(Problem)),
    tags(
        (name = "questions", description = "Questions about situations"),
        (name = "games", description = "Games in progress"),
        (name = "model", description = "The model, and its inference by the Open Inference Protocol"),
        (name = "operations", description = "Health and metrics"),
    ),
)]
struct Document;

/// All routes, and their description.
fn described() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(questions::predict))
        .routes(routes!(questions::fourth_down))
        .routes(routes!(questions::two_point))
        .routes(routes!(questions::kickoff))
        .routes(routes!(questions::timeout))
        .routes(routes!(questions::simulate))
        .routes(routes!(games::list))
        .routes(routes!(games::line, games::put, games::forget))
        .routes(routes!(games::plays))
        .routes(routes!(games::review))
        .routes(routes!(games::coaches))
        .routes(routes!(games::remove))
        .routes(routes!(games::events))
        .routes(routes!(score::score))
        .routes(routes!(model::card))
        .routes(routes!(infer::server))
        .routes(routes!(infer::live))
        .routes(routes!(infer::ready))
        .routes(routes!(infer::model))
        .routes(routes!(infer::model_ready))
        .routes(routes!(infer::infer))
        .routes(routes!(operations::health))
        .routes(routes!(operations::ready))
        .routes(routes!(operations::metrics))
        .split_for_parts();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    (router, document)
}

/// The OpenAPI document of the service, as JSON.
///
/// # Errors
/// [`football::Error::Shape`] if it cannot be written, which would be a defect.
pub fn openapi() -> football::Result<String> {
    described()
        .1
        .to_pretty_json()
        .map_err(|e| football::Error::Shape {
            what: "OpenAPI document",
            expected: "JSON".into(),
            found: e.to_string(),
        })
}

/// All that the service answers.
pub(crate) fn router(app: App) -> football::Result<Router> {
    let (router, document) = described();
    let docs = page::docs(&document);
    app.openapi
        .get_or_init(|| File::json(openapi_text(&document)));
    let cors = guard::cors(&app.settings.origins)?;
    let router = page::routes(router)
        .route("/openapi.json", get(page::openapi))
        .route(
            "/docs",
            get(move |headers| async move { docs.answer(&headers) }),
        )
        .fallback(missing)
        .method_not_allowed_fallback(not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), guard::admit))
        .layer(cors)
        .layer(from_fn_with_state(app.clone(), guard::count));
    Ok(router.with_state(app))
}

fn openapi_text(document: &utoipa::openapi::OpenApi) -> String {
    document.to_json().unwrap_or_default()
}

async fn missing(uri: Uri) -> Problem {
    Problem::not_found(
        format!("there is nothing at {}", uri.path()),
        "all addresses are listed at /docs",
    )
}

async fn not_allowed(method: Method, uri: Uri) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{} does not take {method}", uri.path()),
        "questions are asked by POST; all addresses are listed at /docs",
    )
}

fn panicked(panic: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    Problem::internal(what).into_response()
}
