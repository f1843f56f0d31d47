//! Kick-offs and punts.

use crate::simulate::curve::Curve;
use crate::simulate::table::{Kickoffs, Punts};

/// Real 2016–2018; the muffed and the onside kicks are set.
pub(super) fn kickoffs() -> Kickoffs {
    Kickoffs {
        touchback: 0.62,
        touchback_at_20: 0.50,
        start: Curve::new(&[
            (10, 0.001),
            (31, 0.005),
            (45, 0.02),
            (51, 0.05),
            (60, 0.10),
            (70, 0.25),
            (77, 0.50),
            (81, 0.75),
            (84, 0.90),
            (87, 0.95),
            (92, 0.99),
            (98, 1.0),
        ]),
        start_after_safety: Curve::new(&[
            (40, 0.05),
            (55, 0.20),
            (65, 0.60),
            (72, 0.90),
            (80, 1.0),
        ]),
        touchdown: 0.003,
        muffed: 0.005,
        onside: 0.10,
    }
}

/// Real 2015–2018: net yards of punts from the own 40 back; the shortening
/// near the goal is set so that starts and touchbacks there come out right.
pub(super) fn punts() -> Punts {
    Punts {
        net: Curve::new(&[
            (-8, 0.004),
            (4, 0.01),
            (15, 0.02),
            (26, 0.05),
            (31, 0.10),
            (38, 0.25),
            (43, 0.50),
            (49, 0.75),
            (54, 0.90),
            (57, 0.95),
            (63, 0.99),
            (72, 1.0),
        ]),
        full_from: 65,
        shortest: 0.55,
        touchback: 0.55,
        touchdown: 0.0055,
        muffed: 0.013,
        penalty: 0.085, // real: 12 % of punts have a penalty, some of them on the kick
    }
}
