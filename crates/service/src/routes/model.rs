//! What the model is.

use crate::app::App;
use crate::file::File;
use crate::model::{Loaded, etag};
use crate::problem::Problem;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The model that answers.
#[derive(Debug, Serialize, ToSchema)]
struct ModelCard {
    /// Fingerprint of its file.
    version: String,
    /// Version of wp that trained it.
    wp_version: String,
    /// Seasons that it was trained on.
    seasons: Vec<u16>,
    /// Plays that it was trained on.
    plays: u64,
    /// Games that it was trained on.
    games: u64,
    /// Whether these are simulated.
    simulated: bool,
    /// Fingerprint of the files with the plays.
    data: String,
    /// Whether its answers have intervals.
    intervals: bool,
    /// Whether the last minutes are solved.
    endings: bool,
    /// The columns of its matrix, in order.
    features: Vec<Feature>,
    /// What training measured on plays that it did not fit.
    metrics: BTreeMap<String, f64>,
    /// How it was trained.
    #[schema(value_type = Object)]
    settings: serde_json::Value,
}

/// A column of the matrix.
#[derive(Debug, Serialize, ToSchema)]
struct Feature {
    /// Name.
    name: &'static str,
    /// Unit.
    unit: &'static str,
    /// What it is.
    meaning: &'static str,
}

impl ModelCard {
    fn of(loaded: &Loaded) -> Result<Self, Problem> {
        let model = loaded.model();
        let card = &model.card;
        let from = &card.provenance;
        Ok(Self {
            version: loaded.version().to_owned(),
            wp_version: card.wp_version.clone(),
            seasons: from.seasons.clone(),
            plays: from.plays,
            games: from.games,
            simulated: from.simulated,
            data: from.fingerprint(),
            intervals: model.has_intervals(),
            endings: model.endings().is_some(),
            features: model
                .features()
                .iter()
                .map(|f| Feature {
                    name: f.name,
                    unit: f.unit,
                    meaning: f.about,
                })
                .collect(),
            metrics: card.metrics.iter().cloned().collect(),
            settings: serde_json::to_value(&card.settings).map_err(Problem::internal)?,
        })
    }
}

/// The model: training data, features, settings, metrics
#[utoipa::path(
    get,
    path = "/v1/model",
    tag = "model",
    responses(
        (status = 200, description = "Its card", body = ModelCard,
         headers(("etag" = String, description = "Its fingerprint"))),
        (status = 304, description = "The card that If-None-Match names"),
        (status = 401, description = "The token is missing or wrong", body = Problem,
         content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn card(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let loaded = app.models.now();
    let card = ModelCard::of(&loaded)?;
    let text = serde_json::to_string(&card).map_err(Problem::internal)?;
    let tag = etag(&[text.as_bytes()]);
    Ok(File::json(text).with_etag(tag).answer(&headers))
}
