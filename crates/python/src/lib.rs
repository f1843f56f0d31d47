//! The Python package's extension module: parse, call, hand back. What a user
//! sees is in `python/nflwp`.

mod error;
mod forest;
mod frame;
mod json;
mod labels;
mod levels;
mod model;
mod parquet;
mod plays;
mod ratings;
mod simulated;
mod table;
mod train;
mod work;

/// NFL win probability: the compiled part of the package `nflwp`.
#[pyo3::pymodule]
mod _nflwp {
    #[pymodule_export]
    use crate::forest::FittedForest;
    #[pymodule_export]
    use crate::frame::columns_read;
    #[pymodule_export]
    use crate::levels::{Growth, Level, Sketch, assembled, coded_block};
    #[pymodule_export]
    use crate::model::{Model, ask_simulate};
    #[pymodule_export]
    use crate::parquet::fit_batches;
    #[pymodule_export]
    use crate::plays::{fourth_downs_table, games_table, score_columns};
    #[pymodule_export]
    use crate::ratings::ratings_table;
    #[pymodule_export]
    use crate::simulated::simulated_season;
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::train::{evaluate_model, plays_in, train_model};
    #[pymodule_export]
    use crate::work::{get_threads, set_threads};
}
