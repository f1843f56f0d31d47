//! Listens, and stops in order.

use crate::app::App;
use crate::model::Reloaded;
use crate::problem::Problem;
use crate::routes;
use crate::settings::Settings;
use axum::Router;
use football::{Error, Result};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// How long a connection may be silent before or between requests.
const SILENCE: Duration = Duration::from_secs(60);
/// How long requests that have begun may take once the service is stopping.
const LAST_ORDERS: Duration = Duration::from_secs(35);
/// How often the model's file is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// A service that listens and is not answering yet.
pub struct Server {
    app: App,
    router: Router,
    listener: std::net::TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Loads the model and takes the address.
    ///
    /// # Errors
    /// For settings that are refused, a model or games that cannot be read, and
    /// an address that cannot be had.
    pub fn open(settings: Settings) -> Result<Self> {
        let wanted = settings.address;
        let app = App::open(settings)?;
        let router = routes::router(app.clone())?;
        let listen = || {
            let listener = std::net::TcpListener::bind(wanted)?;
            listener.set_nonblocking(true)?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) =
            listen().map_err(|e: std::io::Error| Error::io("listen at", wanted.to_string(), e))?;
        Ok(Self {
            app,
            router,
            listener,
            address,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until SIGTERM or Ctrl-C, then finishes what it has begun.
    ///
    /// # Errors
    /// [`Error::Io`] where the operating system refuses threads or signals.
    pub fn run(self) -> Result<()> {
        self.run_until(async {
            if let Err(error) = told_to_stop().await {
                tracing::error!(%error, "cannot listen for signals");
                std::future::pending::<()>().await;
            }
        })
    }

    /// Answers until `stop` is ready, then finishes what it has begun.
    ///
    /// # Errors
    /// As [`Server::run`].
    pub fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|e| Error::io("start", "threads", e))?;
        let ended = runtime.block_on(self.answer(stop));
        // Whatever still computes has nobody left who waits for it.
        runtime.shutdown_timeout(Duration::from_secs(1));
        ended
    }

    async fn answer(self, stop: impl Future<Output = ()>) -> Result<()> {
        let listener = TcpListener::from_std(self.listener)
            .map_err(|e| Error::io("listen at", self.address.to_string(), e))?;
        let app = self.app;
        tracing::info!(address = %self.address, model = app.models.now().version(), "listening");
        tokio::spawn(keep_current(app.clone()));
        let open = Arc::new(Semaphore::new(app.settings.limits.connections));
        let graceful = GracefulShutdown::new();
        let mut stop = std::pin::pin!(stop);
        loop {
            let stream = tokio::select! {
                () = &mut stop => break,
                accepted = listener.accept() => accepted,
            };
            let stream = match stream {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of files: those that are open will be closed.
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            match open.clone().try_acquire_owned() {
                Ok(place) => talk(&app, &self.router, stream, place, &graceful),
                Err(_) => {
                    tokio::spawn(turn_away(stream));
                }
            }
        }
        drop(listener);
        tracing::info!("stopping");
        let _ = app.closing.send(true);
        tokio::select! {
            () = graceful.shutdown() => tracing::info!("stopped"),
            () = tokio::time::sleep(LAST_ORDERS) => tracing::warn!("stopped while requests were open"),
        }
        Ok(())
    }
}

/// One connection, for as long as it lasts.
fn talk(
    app: &App,
    router: &Router,
    stream: TcpStream,
    place: tokio::sync::OwnedSemaphorePermit,
    graceful: &GracefulShutdown,
) {
    // Answers are written whole: nothing is won by waiting for more.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(router.clone());
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(SILENCE)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service);
    let connection = graceful.watch(connection);
    let connections = app.metrics.connections.clone();
    connections.inc();
    tokio::spawn(async move {
        // What breaks a connection is the client's business.
        let _ = connection.await;
        connections.dec();
        drop(place);
    });
}

/// Says that there are too many connections.
async fn turn_away(stream: TcpStream) {
    let problem = Problem::new(
        axum::http::StatusCode::SERVICE_UNAVAILABLE,
        "too many connections are open",
        "close some, or try again in a second",
    );
    let body = serde_json::to_string(&problem).unwrap_or_default();
    let text = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\n\
         retry-after: 1\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    if stream.writable().await.is_ok() {
        let _ = stream.try_write(text.as_bytes());
    }
}

/// Loads the model again when its file changes and on SIGHUP.
async fn keep_current(app: App) {
    let mut hangups = hangups();
    loop {
        let asked = tokio::select! {
            () = tokio::time::sleep(LOOK) => false,
            () = hangups.next() => true,
        };
        let again = app.clone();
        let reloaded = tokio::task::spawn_blocking(move || {
            (again.models.has_changed() || asked).then(|| again.models.reload())
        });
        match reloaded.await {
            Ok(Some(Reloaded::New(version))) => {
                app.metrics.reloaded("new");
                tracing::info!(version, "another model answers now");
            }
            Ok(Some(Reloaded::Same)) => {
                app.metrics.reloaded("same");
                tracing::info!("the model is the same as before");
            }
            Ok(Some(Reloaded::Kept(error))) => {
                app.metrics.reloaded("kept");
                let hint = error.hint().unwrap_or_default();
                tracing::error!(%error, hint, "the new model cannot be used; the old one answers on");
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "loading the model again failed"),
        }
    }
}

#[cfg(unix)]
mod signals {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// SIGHUPs, one by one.
    pub struct Hangups(Option<Signal>);

    impl Hangups {
        pub async fn next(&mut self) {
            match &mut self.0 {
                Some(signal) => {
                    signal.recv().await;
                }
                None => std::future::pending().await,
            }
        }
    }

    pub fn hangups() -> Hangups {
        Hangups(signal(SignalKind::hangup()).ok())
    }

    /// SIGTERM or Ctrl-C.
    pub async fn told_to_stop() -> std::io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    }
}

#[cfg(not(unix))]
mod signals {
    /// There is no SIGHUP here.
    pub struct Hangups;

    impl Hangups {
        pub async fn next(&mut self) {
            std::future::pending().await
        }
    }

    pub fn hangups() -> Hangups {
        Hangups
    }

    /// Ctrl-C.
    pub async fn told_to_stop() -> std::io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}

use signals::{hangups, told_to_stop};
