//! Tests of the forest engine.
