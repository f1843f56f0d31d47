//! The grid on which endings are solved: what a snap is, apart from the clock.
//!
//! A *cell* is a down, a distance and a spot; between cells values are
//! interpolated. A *lane* is a lead and both teams' timeouts, in full: every
//! array of values has [`LANES`] numbers a cell, so that the arithmetic of a
//! play runs over whole vectors.

/// Yards to the goal line.
pub(super) const SPOTS: [u8; 25] = [
    1, 2, 3, 5, 7, 10, 13, 16, 20, 24, 28, 32, 36, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 92, 99,
];
/// Yards to go on first down.
const FIRST: [u8; 4] = [5, 10, 15, 25];
/// Yards to go on second to fourth down.
const LATER: [u8; 7] = [1, 2, 4, 7, 10, 15, 25];
/// Downs with distances, before they are crossed with spots.
const DISTANCES: usize = FIRST.len() + 3 * LATER.len();
/// Cells of all downs.
pub(super) const CELLS: usize = DISTANCES * SPOTS.len();
/// Cells of first to third down, which come first.
pub(super) const EARLY_CELLS: usize = (FIRST.len() + 2 * LATER.len()) * SPOTS.len();

/// Leads beyond this many points count as this many: three scores.
pub(super) const LEAD: i16 = 17;
/// Leads from −17 to 17.
pub(super) const LEADS: usize = 2 * LEAD as usize + 1;
/// Own and the opponent's timeouts.
pub(super) const TIMEOUTS: usize = 16;
/// Leads × timeouts.
pub(super) const LANES: usize = LEADS * TIMEOUTS;

/// A down, a distance and a spot, as cells are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub down: u8,
    /// Yards to go; at goal to go those to the goal line.
    pub togo: u8,
    /// Yards to the goal line.
    pub spot: u8,
}

/// A share of a cell (or of a spot).
pub(super) type Share = (u16, f32);

/// The cell with this number.
pub(super) fn cell(index: usize) -> Cell {
    let (slot, spot) = (index / SPOTS.len(), SPOTS[index % SPOTS.len()]);
    let (down, togo) = if slot < FIRST.len() {
        (1, FIRST[slot])
    } else {
        let later = slot - FIRST.len();
        (2 + later / LATER.len(), LATER[later % LATER.len()])
    };
    Cell {
        down: down as u8,
        togo: togo.min(spot),
        spot,
    }
}

/// The number of first and ten (or goal) at a spot's knot.
pub(super) fn first_and_ten(spot: usize) -> usize {
    SPOTS.len() + spot
}

/// The knots around `x` and the share of the upper one; the ends hold outside.
fn between(knots: &[u8], x: f32) -> (usize, usize, f32) {
    let above = knots.partition_point(|&k| f32::from(k) <= x);
    if above == 0 {
        return (0, 0, 0.0);
    }
    if above == knots.len() {
        return (above - 1, above - 1, 0.0);
    }
    let (low, high) = (f32::from(knots[above - 1]), f32::from(knots[above]));
    (above - 1, above, (x - low) / (high - low))
}

/// The knots of a spot, with shares that add up to 1.
pub(super) fn spots(yardline: f32) -> [Share; 2] {
    let (low, high, share) = between(&SPOTS, yardline);
    [(low as u16, 1.0 - share), (high as u16, share)]
}

/// The cells of a snap, with shares that add up to 1.
pub(super) fn cells(down: u8, togo: f32, yardline: f32) -> [Share; 4] {
    let knots: &[u8] = if down == 1 { &FIRST } else { &LATER };
    let first = match down {
        1 => 0,
        d => FIRST.len() + (usize::from(d.min(4)) - 2) * LATER.len(),
    };
    let goal = togo >= yardline;
    let mut out = [(0, 0.0); 4];
    for (k, (spot, share)) in spots(yardline).into_iter().enumerate() {
        let yards = f32::from(SPOTS[usize::from(spot)]);
        // Goal to go stays goal to go at both knots of the spot.
        let (low, high, up) = if goal || togo >= yards {
            let at = knots.partition_point(|&d| f32::from(d) < yards);
            let at = at.min(knots.len() - 1);
            (at, at, 0.0)
        } else {
            let (low, high, up) = between(knots, togo);
            // The upper knot may lie beyond the goal line.
            let (a, b) = (f32::from(knots[low]), f32::from(knots[high]).min(yards));
            let up = if b > a {
                ((togo - a) / (b - a)).min(1.0)
            } else {
                up
            };
            (low, high, if togo <= a { 0.0 } else { up })
        };
        let index = |d: usize| ((first + d) * SPOTS.len() + usize::from(spot)) as u16;
        out[2 * k] = (index(low), share * (1.0 - up));
        out[2 * k + 1] = (index(high), share * up);
    }
    out
}

/// How much further on third downs are than second downs.
pub(super) const fn third_downs() -> usize {
    LATER.len() * SPOTS.len()
}

/// The number of a lane.
pub(super) fn lane(lead: i16, own: u8, their: u8) -> usize {
    let lead = (lead.clamp(-LEAD, LEAD) + LEAD) as usize;
    lead * TIMEOUTS + usize::from(own.min(3)) * 4 + usize::from(their.min(3))
}

/// Lead, own timeouts, the opponent's timeouts of a lane.
pub(super) fn of_lane(lane: usize) -> (i16, u8, u8) {
    let lead = (lane / TIMEOUTS) as i16 - LEAD;
    (lead, (lane / 4 % 4) as u8, (lane % 4) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_give_back_what_was_put_in() {
        for down in 1..=4_u8 {
            for yardline in 1..=99_u8 {
                for togo in 1..=yardline.min(24) {
                    if down == 1 && togo < 5.min(yardline) {
                        continue;
                    }
                    let all = cells(down, f32::from(togo), f32::from(yardline));
                    let sum: f32 = all.iter().map(|c| c.1).sum();
                    let mean = |f: &dyn Fn(Cell) -> u8| -> f32 {
                        all.iter()
                            .map(|&(c, w)| w * f32::from(f(cell(c.into()))))
                            .sum()
                    };
                    assert!((sum - 1.0).abs() < 1e-6);
                    assert!(
                        all.iter()
                            .all(|&(c, w)| w >= 0.0 && cell(c.into()).down == down)
                    );
                    assert!((mean(&|c| c.spot) - f32::from(yardline)).abs() < 1e-4);
                    if togo == yardline {
                        assert!(all.iter().all(|&(c, w)| {
                            let c = cell(c.into());
                            w == 0.0 || c.togo == c.spot || c.spot > 25
                        }));
                    }
                }
            }
        }
    }

    #[test]
    fn lanes_are_told_apart() {
        for k in 0..LANES {
            let (lead, own, their) = of_lane(k);
            assert_eq!(lane(lead, own, their), k);
        }
    }
}
