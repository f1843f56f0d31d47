//! How much is computed at once: off the threads that talk to clients, at most
//! so many at a time, with a bounded queue before them.

use crate::problem::Problem;
use axum::http::StatusCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Lets so many requests compute at once.
pub(crate) struct Gate {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    time: Duration,
}

/// Counts one that waits, however it ends.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Gate {
    pub fn new(at_once: usize, most_waiting: usize, time: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: AtomicUsize::new(0),
            most_waiting,
            time,
        }
    }

    /// Runs work on a thread of its own once there is a place for it. What takes
    /// too long is answered with 503 and keeps its place until it ends.
    ///
    /// # Errors
    /// 429 where too many wait, 503 where it takes too long.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let in_time = async {
            let place = self.place().await?;
            let done = tokio::task::spawn_blocking(move || {
                let done = work();
                drop(place);
                done
            });
            done.await.map_err(Problem::internal)
        };
        match tokio::time::timeout(self.time, in_time).await {
            Ok(done) => done,
            Err(_) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("no answer within {} seconds", self.time.as_secs()),
                "ask for less at once (fewer situations, fewer games), or try again later",
            )
            .retry(5)),
        }
    }

    async fn place(&self) -> Result<tokio::sync::OwnedSemaphorePermit, Problem> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(place);
        }
        let before = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(&self.waiting);
        if before >= self.most_waiting {
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{before} requests are waiting already"),
                "try again in a second, or ask many situations in one request",
            )
            .retry(1));
        }
        self.places
            .clone()
            .acquire_owned()
            .await
            .map_err(Problem::internal)
    }
}
