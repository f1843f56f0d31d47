//! Fourth downs: known answers, invariants, real seasons.

mod answers;
mod real;
mod sub_models;
