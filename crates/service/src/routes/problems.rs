//! The problems that requests can meet, for the description.

use std::collections::BTreeMap;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// Of whatever has a body.
pub(crate) struct Problems;

/// Of what has none.
pub(crate) struct Reads;

const READS: [(&str, &str); 4] = [
    ("401", "The token is missing or wrong"),
    (
        "422",
        "A situation, play or game that is impossible or not understood, or an option out of range",
    ),
    (
        "429",
        "Too many requests wait; Retry-After says when to come back",
    ),
    (
        "503",
        "The service is stopping, or the answer took too long",
    ),
];

const BODIES: [(&str, &str); 4] = [
    ("400", "The body cannot be read"),
    ("408", "The body did not arrive in time"),
    ("413", "Too many bytes or rows"),
    ("415", "A content type that cannot be read"),
];

impl utoipa::IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READS.iter().chain(&BODIES).map(described).collect()
    }
}

impl utoipa::IntoResponses for Reads {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        READS.iter().map(described).collect()
    }
}

/// A response with a [`Problem`](crate::problem::Problem).
fn described((status, about): &(&str, &str)) -> (String, RefOr<Response>) {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(*about)
        .content("application/problem+json", content)
        .build();
    ((*status).to_owned(), RefOr::T(response))
}
