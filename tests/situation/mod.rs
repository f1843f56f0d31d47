//! Words → GameState: what is understood, what is refused and how, and that
//! nothing breaks it.

mod docs;
mod errors;
mod json;
mod moments;
mod phrasings;
mod phrasings_game;
mod properties;
mod understood;
