//! The Open Inference Protocol, version 2: P(win) of rows of the features' matrix.

use crate::app::App;
use crate::ask::body;
use crate::model::Loaded;
use crate::problem::Problem;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use ndarray::ArrayView2;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The model's name in the protocol.
const NAME: &str = "wp";
/// Its outputs, and what each is.
const OUTPUTS: [&str; 3] = ["wp", "wp_lower", "wp_upper"];

/// What is wrong, as the protocol has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InferError {
    /// What is wrong, and what to do.
    error: String,
    #[serde(skip)]
    status: u16,
    #[serde(skip)]
    retry_after: Option<u32>,
}

impl From<Problem> for InferError {
    fn from(problem: Problem) -> Self {
        let error = match problem.hint {
            Some(hint) => format!("{}; {hint}", problem.detail),
            None => problem.detail,
        };
        Self {
            error,
            status: problem.status,
            retry_after: problem.retry_after,
        }
    }
}

impl IntoResponse for InferError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry = self
            .retry_after
            .map(|seconds| [(axum::http::header::RETRY_AFTER, seconds.to_string())]);
        match retry {
            Some(retry) => (status, retry, Json(self)).into_response(),
            None => (status, Json(self)).into_response(),
        }
    }
}

/// The server.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServerMetadata {
    name: &'static str,
    version: &'static str,
    extensions: Vec<String>,
}

/// Whether the process answers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Live {
    live: bool,
}

/// Whether to send requests.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    ready: bool,
}

/// A model.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelMetadata {
    name: &'static str,
    versions: Vec<String>,
    platform: &'static str,
    inputs: Vec<TensorMetadata>,
    outputs: Vec<TensorMetadata>,
}

/// A tensor's name, type and shape; −1 for any number of rows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TensorMetadata {
    name: &'static str,
    datatype: &'static str,
    shape: Vec<i64>,
}

/// Rows of the matrix.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct InferRequest {
    /// Given back as it is.
    id: Option<String>,
    /// One tensor: the matrix.
    #[schema(min_items = 1, max_items = 1)]
    inputs: Vec<Tensor>,
    /// Which outputs; `wp` alone by default.
    outputs: Option<Vec<OutputRequest>>,
}

/// The matrix: one row a situation, columns as `/v1/model` lists them.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Tensor {
    /// Its name; any will do.
    name: String,
    /// Rows and columns.
    #[schema(min_items = 2, max_items = 2)]
    shape: Vec<u64>,
    /// FP32 or FP64.
    datatype: Datatype,
    /// Numbers row by row, flat or nested; null is unknown.
    #[schema(value_type = Vec<Option<f32>>)]
    data: Data,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum Datatype {
    Fp32,
    Fp64,
}

/// An output that is wanted.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct OutputRequest {
    /// `wp`, `wp_lower` or `wp_upper`.
    name: String,
}

/// What the rows are worth.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InferResponse {
    model_name: &'static str,
    model_version: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    outputs: Vec<Output>,
}

/// One number a row.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Output {
    name: &'static str,
    shape: [usize; 1],
    datatype: &'static str,
    data: Vec<f32>,
}

/// Numbers, however deep they are nested; null is NaN.
#[derive(Debug)]
struct Data(Vec<f32>);

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut all = Vec::new();
        serde::de::DeserializeSeed::deserialize(Flat(&mut all, 0), from)?;
        Ok(Self(all))
    }
}

/// Adds what it reads; with how many lists are around it.
struct Flat<'a>(&'a mut Vec<f32>, u8);

impl<'de> serde::de::DeserializeSeed<'de> for Flat<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Flat<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("numbers or null, in a list or in a list of lists")
    }
    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.push(value as f32);
        Ok(())
    }
    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.push(value as f32);
        Ok(())
    }
    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.push(value as f32);
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.push(f32::NAN);
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.1 > 1 {
            return Err(serde::de::Error::custom("lists are nested too deep"));
        }
        while list.next_element_seed(Flat(self.0, self.1 + 1))?.is_some() {}
        Ok(())
    }
}

/// The server that answers
#[utoipa::path(get, path = "/v2", tag = "model",
    responses((status = 200, description = "Name and version", body = ServerMetadata),
              (status = 401, description = "The token is missing or wrong", body = Problem,
               content_type = "application/problem+json")))]
pub(crate) async fn server() -> Json<ServerMetadata> {
    Json(ServerMetadata {
        name: "wp",
        version: env!("CARGO_PKG_VERSION"),
        extensions: Vec::new(),
    })
}

/// Whether the process answers
#[utoipa::path(get, path = "/v2/health/live", tag = "model",
    responses((status = 200, description = "It does", body = Live)))]
pub(crate) async fn live() -> Json<Live> {
    Json(Live { live: true })
}

/// Whether to send requests here
#[utoipa::path(get, path = "/v2/health/ready", tag = "model",
    responses((status = 200, description = "Do", body = Ready),
              (status = 503, description = "Do not: it is stopping", body = Ready)))]
pub(crate) async fn ready(State(app): State<App>) -> (StatusCode, Json<Ready>) {
    let ready = !app.is_closing();
    let status = match ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(Ready { ready }))
}

fn known(name: &str) -> Result<(), InferError> {
    if name == NAME {
        return Ok(());
    }
    Err(Problem::not_found(
        format!("there is no model \"{name}\""),
        format!("the model is called {NAME}"),
    )
    .into())
}

/// The model's inputs and outputs
#[utoipa::path(get, path = "/v2/models/{model}", tag = "model",
    params(("model" = String, Path, description = "`wp`")),
    responses((status = 200, description = "Them", body = ModelMetadata),
              (status = 401, description = "The token is missing or wrong", body = Problem,
               content_type = "application/problem+json"),
              (status = 404, description = "There is no such model", body = InferError)))]
pub(crate) async fn model(
    State(app): State<App>,
    Path(name): Path<String>,
) -> Result<Json<ModelMetadata>, InferError> {
    known(&name)?;
    let loaded = app.models.now();
    let width = loaded.model().features().len() as i64;
    let tensor = |name, shape| TensorMetadata {
        name,
        datatype: "FP32",
        shape,
    };
    Ok(Json(ModelMetadata {
        name: NAME,
        versions: vec![loaded.version().to_owned()],
        platform: "wp",
        inputs: vec![tensor("features", vec![-1, width])],
        outputs: outputs(&loaded)
            .iter()
            .map(|name| tensor(name, vec![-1]))
            .collect(),
    }))
}

/// Whether the model can be asked
#[utoipa::path(get, path = "/v2/models/{model}/ready", tag = "model",
    params(("model" = String, Path, description = "`wp`")),
    responses((status = 200, description = "It can", body = Ready),
              (status = 401, description = "The token is missing or wrong", body = Problem,
               content_type = "application/problem+json"),
              (status = 404, description = "There is no such model", body = InferError)))]
pub(crate) async fn model_ready(Path(name): Path<String>) -> Result<Json<Ready>, InferError> {
    known(&name)?;
    Ok(Json(Ready { ready: true }))
}

/// P(win) of rows of the matrix
///
/// What the model alone says of each row, without the rules of overtime and of the
/// last seconds: for words and whole situations there is `/v1/predict`.
#[utoipa::path(post, path = "/v2/models/{model}/infer", tag = "model",
    params(("model" = String, Path, description = "`wp`")),
    request_body = InferRequest,
    responses((status = 200, description = "One number a row", body = InferResponse),
              (status = 400, description = "The body is no such request", body = InferError),
              (status = 401, description = "The token is missing or wrong", body = Problem,
               content_type = "application/problem+json"),
              (status = 404, description = "There is no such model", body = InferError),
              (status = 408, description = "The body did not arrive in time", body = InferError),
              (status = 413, description = "Too many bytes", body = InferError),
              (status = 422, description = "A matrix of another shape", body = InferError),
              (status = 429, description = "Too many requests wait", body = InferError),
              (status = 503, description = "It took too long", body = InferError)))]
pub(crate) async fn infer(
    State(app): State<App>,
    Path(name): Path<String>,
    request: Request,
) -> Result<Json<InferResponse>, InferError> {
    known(&name)?;
    let (parts, body) = request.into_parts();
    // A row takes fewer bytes in words than as a dozen numbers.
    let bytes = body::read(&parts.headers, body, 4 * app.settings.limits.body).await?;
    let loaded = app.models.now();
    let of = loaded.clone();
    let answer = app.gate.run(move || answer(&of, &bytes)).await??;
    let rows = answer.outputs.first().map_or(0, |o| o.data.len());
    app.metrics.rows("/v2/models/{model}/infer", rows as u64);
    Ok(Json(answer))
}

fn outputs(loaded: &Loaded) -> &'static [&'static str] {
    let all = if loaded.model().has_intervals() { 3 } else { 1 };
    &OUTPUTS[..all]
}

fn answer(loaded: &Loaded, bytes: &[u8]) -> Result<InferResponse, Problem> {
    let request: InferRequest = body::object(bytes).map_err(|e| {
        Problem::malformed(
            format!("the body is no inference request: {e}"),
            r#"expected {"inputs": [{"name": "features", "shape": [1, 12], "datatype": "FP32", "data": […]}]}"#,
        )
    })?;
    let [input] = <[Tensor; 1]>::try_from(request.inputs).map_err(|all| {
        let found = format!("{} tensors", all.len());
        unfit("one input tensor, the matrix", &found)
    })?;
    let columns = loaded.model().features().len();
    let rows = input.data.0.len() / columns;
    if input.shape != [rows as u64, columns as u64] || input.data.0.len() != rows * columns {
        let found = format!(
            "\"{}\" of {:?} with {} numbers ({:?})",
            input.name,
            input.shape,
            input.data.0.len(),
            input.datatype
        );
        return Err(unfit(&format!("a matrix of [rows, {columns}]"), &found));
    }
    let x = ArrayView2::from_shape((rows, columns), &input.data.0).map_err(Problem::internal)?;
    let wanted: Vec<String> = match request.outputs {
        Some(all) => all.into_iter().map(|o| o.name).collect(),
        None => vec![OUTPUTS[0].to_owned()],
    };
    let names: Vec<&'static str> = wanted
        .iter()
        .map(|name| {
            let known = outputs(loaded);
            known
                .iter()
                .find(|n| *n == name)
                .copied()
                .ok_or_else(|| unfit(&format!("outputs among {}", known.join(", ")), name))
        })
        .collect::<Result<_, _>>()?;
    let output = |name, data: Vec<f32>| Output {
        name,
        shape: [data.len()],
        datatype: "FP32",
        data,
    };
    let outputs = if names.iter().all(|n| *n == OUTPUTS[0]) {
        let wp = loaded.model().predict_proba(x)?.to_vec();
        names.iter().map(|n| output(n, wp.clone())).collect()
    } else {
        let level = loaded.advisor().level();
        let all = loaded.model().predict_proba_with_interval(x, level)?;
        let of = |name| {
            let value = |u: &football::estimator::Uncertain| match (name, u.band) {
                ("wp_lower", Some(band)) => band.lower,
                ("wp_upper", Some(band)) => band.upper,
                _ => u.wp,
            };
            output(name, all.iter().map(value).collect())
        };
        names.iter().map(|n| of(*n)).collect()
    };
    Ok(InferResponse {
        model_name: NAME,
        model_version: loaded.version().to_owned(),
        id: request.id,
        outputs,
    })
}

fn unfit(expected: &str, found: &str) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        format!("expected {expected}, found {found}"),
        "GET /v2/models/wp says what the model takes",
    )
}
