//! The `wp` command; see [`wp::cli`].

/// Keeps freed pages: tables come and go season by season, and clearing pages
/// anew takes a third of writing a simulated season with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    wp::cli::run()
}
