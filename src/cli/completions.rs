//! `wp completions`: what a shell needs to complete commands and flags.

use super::{Cli, output};
use crate::error::Result;
use clap::CommandFactory;
use clap_complete::{Shell, generate};
use std::process::ExitCode;

/// Flags of `wp completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Which shell.
    shell: Shell,
}

const EXAMPLES: &str = r#"Examples:
  source <(wp completions bash)
  wp completions zsh > ~/.zfunc/_wp
  wp completions fish > ~/.config/fish/completions/wp.fish"#;

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "wp", &mut script);
    output::print(String::from_utf8_lossy(&script))?;
    Ok(ExitCode::SUCCESS)
}
