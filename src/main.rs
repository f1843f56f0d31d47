//! The `wp` command; see [`wp::cli`].

fn main() -> std::process::ExitCode {
    wp::cli::run()
}
