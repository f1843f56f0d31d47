//! `wp export`: a model in a format that other programs read.

use super::output;
use crate::error::{Error, Result};
use std::path::PathBuf;
use std::process::ExitCode;

/// Flags of `wp export`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Write what any snap of regulation is worth as an ONNX file.
    #[arg(long, value_name = "FILE")]
    onnx: PathBuf,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  wp export --onnx wp.onnx
  wp export --onnx my.onnx --model my.model

Inputs and outputs, and what is not inside: docs/onnx.md.";

pub fn run(args: &Args) -> Result<ExitCode> {
    if args.onnx.extension().is_none_or(|e| e != "onnx") {
        let rule = "a file ending in .onnx";
        return Err(Error::parameter("--onnx", rule, args.onnx.display()));
    }
    crate::file::check_writable(&args.onnx)?;
    let (saved, path) = super::model(args.model.as_deref())?;
    let bytes = wp_onnx::of_model(&saved)?;
    crate::file::write_whole(&args.onnx, |file| std::io::Write::write_all(file, &bytes))?;
    output::note(format_args!(
        "{}: {:.1} MB, from {}",
        args.onnx.display(),
        bytes.len() as f64 / 1e6,
        path.display()
    ));
    Ok(ExitCode::SUCCESS)
}
