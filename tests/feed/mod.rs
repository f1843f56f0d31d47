//! The scoreboard feed against nflverse's rows of the same game, and on its traps.

mod hand_made;
mod real;
