//! The six questions about situations.

use crate::app::App;
use crate::ask::body::{self, Written};
use crate::ask::{
    self, Answers, FourthDown, FourthDownOptions, FourthDownRequest, Kickoff, LevelOptions,
    Predict, Question, Row, Simulate, SimulateOptions, SimulateRequest, SituationRequest, Texts,
    Timeout, TimeoutOptions, TimeoutRequest, TwoPoint,
};
use crate::model::Kept;
use crate::problem::Problem;
use crate::routes::problems::Problems;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use football::ask as answers;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const LINES: HeaderValue = HeaderValue::from_static("application/x-ndjson");
/// Questions up to this many bytes are worth remembering.
const SHORT: usize = 4096;

async fn question<Q: Question>(app: App, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let written = Written::of(
        &parts.headers,
        &[Written::Json, Written::Lines, Written::Text],
    )?;
    let bytes = body::read(&parts.headers, body, app.settings.limits.body).await?;
    let query = parts.uri.query();
    // Whatever is loaded meanwhile, this request is this model's.
    let model = app.models.now();
    let key = key::<Q>(written, query, &bytes);
    if let Some(kept) = key.as_deref().and_then(|k| model.kept(k)) {
        app.metrics.cached(true);
        app.metrics.rows(Q::NAME, kept.rows);
        return Ok(respond(JSON, kept));
    }
    let asked = body::asked::<Q>(written, query, &bytes, &app.settings.limits)?;
    let done = if Q::IS_QUICK && matches!(asked.situations, Texts::One(_)) {
        ask::answer::<Q>(model.advisor(), &asked)?
    } else {
        let of = model.clone();
        let work = move || ask::answer::<Q>(of.advisor(), &asked);
        app.gate.run(work).await??
    };
    app.metrics.rows(Q::NAME, done.rows);
    let kept = Kept {
        etag: model.etag(&done.bytes),
        body: Bytes::from(done.bytes),
        rows: done.rows,
    };
    if done.lines {
        return Ok(respond(LINES, kept));
    }
    app.metrics.cached(false);
    if let Some(key) = key {
        model.keep(key, kept.clone());
    }
    Ok(respond(JSON, kept))
}

/// Everything that the answer depends on besides the model; `None` for what is
/// not worth remembering.
fn key<Q: Question>(written: Written, query: Option<&str>, bytes: &[u8]) -> Option<Box<[u8]>> {
    let query = query.unwrap_or_default();
    if written == Written::Lines || bytes.len() + query.len() > SHORT {
        return None;
    }
    let kind = if written == Written::Json { b"j" } else { b"t" };
    let parts = [
        kind,
        Q::NAME.as_bytes(),
        b"?",
        query.as_bytes(),
        b"\n",
        bytes,
    ];
    Some(parts.concat().into_boxed_slice())
}

fn respond(kind: HeaderValue, kept: Kept) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::ETAG, kept.etag),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, kept.body).into_response()
}

macro_rules! handler {
    ($(#[$doc:meta])* $name:ident, $path:literal, $kind:ident, $query:ident, $request:ident, $answer:ty) => {
        $(#[$doc])*
        #[utoipa::path(
            post,
            path = $path,
            tag = "questions",
            params($query),
            request_body(content(
                ($request = "application/json"),
                (String = "text/plain"),
                (String = "application/x-ndjson"),
            )),
            responses(
                (
                    status = 200,
                    description = "The answer; to a list, one a situation; to lines, one a line",
                    headers(("etag" = String, description = "The answer's fingerprint")),
                    content(
                        (Answers<$answer> = "application/json"),
                        (Row<$answer> = "application/x-ndjson"),
                    ),
                ),
                Problems,
            ),
        )]
        pub(crate) async fn $name(
            State(app): State<App>,
            request: Request,
        ) -> Result<Response, Problem> {
            question::<$kind>(app, request).await
        }
    };
}

handler!(
    /// How likely the team with the ball is to win
    ///
    /// With its confidence interval, and how the situation was understood.
    predict, "/v1/predict", Predict, LevelOptions, SituationRequest, answers::Prediction
);
handler!(
    /// Fourth down: go for it, kick a field goal, or punt
    fourth_down, "/v1/fourth-down", FourthDown, FourthDownOptions, FourthDownRequest,
    answers::FourthDown
);
handler!(
    /// After a touchdown: go for two, or kick the extra point
    ///
    /// From the side that scored it; its six points are in the score.
    two_point, "/v1/two-point", TwoPoint, LevelOptions, SituationRequest, answers::TwoPointDecision
);
handler!(
    /// Before a kickoff: kick deep or onside
    ///
    /// From the side that kicks.
    kickoff, "/v1/kickoff", Kickoff, LevelOptions, SituationRequest, answers::KickoffDecision
);
handler!(
    /// What a timeout is worth to either team
    timeout, "/v1/timeout", Timeout, TimeoutOptions, TimeoutRequest, answers::TimeoutValue
);
handler!(
    /// The rest of the game, played out many times
    simulate, "/v1/simulate", Simulate, SimulateOptions, SimulateRequest, answers::Finishes
);
