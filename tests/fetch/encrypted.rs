//! Over TLS: whose certificates are trusted.

use super::small;
use crate::common::{err, out, wp};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

fn certificates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fetch/certificates")
}

/// An encrypted server of one file for any address; it ends with the test.
fn server() -> String {
    let read = |name| std::fs::read(certificates().join(name)).unwrap();
    let chain = vec![CertificateDer::from_pem_slice(&read("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&read("key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            std::thread::spawn(move || answer(config, socket));
        }
    });
    format!("https://localhost:{port}/")
}

/// One answer; a client that does not trust the server goes away before it.
fn answer(config: Arc<ServerConfig>, socket: impl Read + Write) -> Option<()> {
    let connection = ServerConnection::new(config).ok()?;
    let mut stream = BufReader::new(StreamOwned::new(connection, socket));
    let mut line = String::new();
    while stream.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    let body = small(2020);
    let stream = stream.get_mut();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()?;
    stream.conn.send_close_notify();
    stream.flush().ok()
}

fn fetch(folder: &Path, address: &str, trusted: Option<&Path>) -> Output {
    let mut command = wp(folder);
    command
        .args([
            "fetch",
            "--seasons",
            "2020",
            "--retries",
            "0",
            "--url",
            address,
        ])
        .env_remove("SSL_CERT_FILE")
        .env("NO_PROXY", "localhost");
    if let Some(file) = trusted {
        command.env("SSL_CERT_FILE", file);
    }
    command.output().unwrap()
}

#[test]
fn a_server_is_believed_only_if_its_authority_is_trusted() {
    let (folder, address) = (tempfile::tempdir().unwrap(), server());
    let refused = fetch(folder.path(), &address, None);
    assert_eq!(refused.status.code(), Some(1));
    let said = err(&refused);
    assert!(said.contains("no trusted connection"), "{said}");
    assert!(said.contains("SSL_CERT_FILE"), "{said}");
    let trusted = certificates().join("authority.pem");
    let output = fetch(folder.path(), &address, Some(&trusted));
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).contains("2 fetched"), "{}", out(&output));
    let there = std::fs::read(folder.path().join("data/pbp/play_by_play_2020.parquet")).unwrap();
    assert_eq!(there, small(2020));
}

#[test]
fn a_file_of_certificates_that_is_none_is_told() {
    let (folder, address) = (tempfile::tempdir().unwrap(), server());
    for (file, part) in [
        (folder.path().join("absent.pem"), "No such file"),
        (certificates().join("README.md"), "contains no certificate"),
    ] {
        let output = fetch(folder.path(), &address, Some(&file));
        assert_eq!(output.status.code(), Some(1));
        let said = err(&output);
        assert!(
            said.contains("SSL_CERT_FILE=") && said.contains(part),
            "{said}"
        );
    }
}
