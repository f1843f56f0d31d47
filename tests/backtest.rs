//! The walk-forward backtest.
