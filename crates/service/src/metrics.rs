//! What is counted, in Prometheus' terms.

use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::{
    counter::Counter, family::Family, gauge::Gauge, histogram::Histogram, info::Info,
};
use prometheus_client::registry::Registry;
use std::time::Duration;

/// Upper ends of the latencies' buckets, in seconds.
const BUCKETS: [f64; 13] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 5.0, 30.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    endpoint: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct At {
    endpoint: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// All counters.
#[derive(Clone)]
pub(crate) struct Metrics {
    requests: Family<Of, Counter>,
    latency: Family<At, Histogram, fn() -> Histogram>,
    rows: Family<At, Counter>,
    cache: Family<Outcome, Counter>,
    reloads: Family<Outcome, Counter>,
    pub connections: Gauge,
    pub streams: Gauge,
}

impl Metrics {
    pub fn new() -> Self {
        Self {
            requests: Family::default(),
            latency: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            rows: Family::default(),
            cache: Family::default(),
            reloads: Family::default(),
            connections: Gauge::default(),
            streams: Gauge::default(),
        }
    }

    pub fn request(&self, endpoint: &str, status: u16, took: Duration) {
        let of = Of {
            endpoint: endpoint.to_owned(),
            status,
        };
        self.requests.get_or_create(&of).inc();
        let at = At {
            endpoint: of.endpoint,
        };
        self.latency.get_or_create(&at).observe(took.as_secs_f64());
    }

    pub fn rows(&self, endpoint: &str, rows: u64) {
        let at = At {
            endpoint: endpoint.to_owned(),
        };
        self.rows.get_or_create(&at).inc_by(rows);
    }

    pub fn cached(&self, hit: bool) {
        let outcome = if hit { "hit" } else { "miss" };
        self.cache.get_or_create(&Outcome { outcome }).inc();
    }

    pub fn reloaded(&self, outcome: &'static str) {
        self.reloads.get_or_create(&Outcome { outcome }).inc();
    }

    /// As text for Prometheus; `version` is that of the model of now.
    pub fn text(&self, version: &str) -> Result<String, std::fmt::Error> {
        let mut all = Registry::with_prefix("wp");
        all.register("requests", "Requests", self.requests.clone());
        all.register(
            "request_duration_seconds",
            "From a request's head to its answer's",
            self.latency.clone(),
        );
        all.register("rows", "Situations and plays answered", self.rows.clone());
        all.register(
            "answers_kept",
            "Questions found among the kept answers, and not",
            self.cache.clone(),
        );
        all.register("reloads", "Models loaded again", self.reloads.clone());
        all.register("connections", "Open connections", self.connections.clone());
        all.register(
            "event_streams",
            "Clients that follow a game",
            self.streams.clone(),
        );
        let model = Info::new([("version", version.to_owned())]);
        all.register("model", "The model that answers", model);
        let mut text = String::new();
        encode(&mut text, &all)?;
        Ok(text)
    }
}
