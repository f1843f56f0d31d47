//! Checks of the numbers, for tables that come from a file.

use super::table::{Choices, Distributions, Seconds, Strength};
use crate::error::{Error, Result};

impl Distributions {
    /// Checks every curve, probability and share.
    ///
    /// # Errors
    /// [`Error::Parameter`] that names the field and the value.
    pub fn check(&self) -> Result<()> {
        self.run.check("run")?;
        self.run_short.check("run_short")?;
        self.run_goal_line.check("run_goal_line")?;
        self.sack.check("sack")?;
        self.turnovers
            .interception_net
            .check("turnovers.interception_net")?;
        self.turnovers.fumble_net.check("turnovers.fumble_net")?;
        self.kickoffs.start.check("kickoffs.start")?;
        self.kickoffs
            .start_after_safety
            .check("kickoffs.start_after_safety")?;
        self.punts.net.check("punts.net")?;
        for passing in &self.passing {
            passing.gain.check("passing.gain")?;
            let sum = passing.sack + passing.interception + passing.complete;
            shares("passing.sack + interception + complete", &[sum])?;
            shares("passing.sack", &[passing.sack])?;
            shares("passing.interception", &[passing.interception])?;
            shares("passing.complete", &[passing.complete])?;
        }
        shares("completion_by_spot", &self.completion_by_spot)?;
        if !(-1.0..=1.0).contains(&self.red_zone_tilt) {
            return Err(Error::parameter(
                "red_zone_tilt",
                "between -1 and 1",
                self.red_zone_tilt,
            ));
        }
        let sum: f64 = self.penalties.iter().map(|p| p.share).sum();
        if sum.is_nan() || (sum - 1.0).abs() > 1e-9 {
            return Err(Error::parameter(
                "penalties.share",
                "shares that sum to 1",
                sum,
            ));
        }
        for penalty in &self.penalties {
            shares("penalties.share", &[penalty.share])?;
            if penalty.least > penalty.most {
                let rule = format!("at most penalties.most ({})", penalty.most);
                return Err(Error::parameter("penalties.least", rule, penalty.least));
            }
        }
        for line in &self.goal_line {
            shares("goal_line", &[line.run, line.completion])?;
        }
        shares("penalty", &[self.penalty])?;
        shares("personal_foul", &[self.personal_foul])?;
        shares("field_goal_blocked", &[self.field_goal_blocked])?;
        if self.field_goal.is_empty() || !self.field_goal.is_sorted_by(|a, b| a.0 < b.0) {
            let rule = "points with rising yards";
            return Err(Error::parameter(
                "field_goal",
                rule,
                format!("{:?}", self.field_goal),
            ));
        }
        for &(_, p) in &self.field_goal {
            shares("field_goal", &[p])?;
        }
        let t = &self.turnovers;
        shares("turnovers.run_fumble", &[t.run_fumble])?;
        shares("turnovers.pass_fumble", &[t.pass_fumble])?;
        shares("turnovers.sack_fumble", &[t.sack_fumble])?;
        shares(
            "turnovers.interception_touchdown",
            &[t.interception_touchdown],
        )?;
        shares("turnovers.fumble_touchdown", &[t.fumble_touchdown])?;
        let k = &self.kickoffs;
        shares("kickoffs.touchback", &[k.touchback])?;
        shares("kickoffs.touchback_at_20", &[k.touchback_at_20])?;
        shares("kickoffs.touchdown", &[k.touchdown])?;
        shares("kickoffs.muffed", &[k.muffed])?;
        shares("kickoffs.onside", &[k.onside])?;
        let most = k.touchback.max(k.touchback_at_20);
        shares(
            "kickoffs.touchback + touchdown + muffed",
            &[most + k.touchdown + k.muffed],
        )?;
        let p = &self.punts;
        shares("punts.shortest", &[p.shortest])?;
        shares("punts.touchback", &[p.touchback])?;
        shares("punts.touchdown", &[p.touchdown])?;
        shares("punts.muffed", &[p.muffed])?;
        shares("punts.penalty", &[p.penalty])?;
        if !(1..=99).contains(&p.full_from) {
            return Err(Error::parameter(
                "punts.full_from",
                "between 1 and 99",
                p.full_from,
            ));
        }
        let t = &self.tries;
        shares("tries.kick", &[t.kick])?;
        shares("tries.kick_close", &[t.kick_close])?;
        shares("tries.two_points", &[t.two_points])?;
        shares("tries.whim", &[t.whim])?;
        shares("tries.pass", &[t.pass])?;
        for row in &t.go_for_two {
            shares("tries.go_for_two", &row.share)?;
        }
        self.seconds.check()?;
        self.strength.check()?;
        self.choices.check()
    }
}

impl Strength {
    fn check(&self) -> Result<()> {
        let least_0: [(&'static str, f64); 11] = [
            ("strength.tilt", self.tilt),
            ("strength.complete", self.complete),
            ("strength.mistakes", self.mistakes),
            ("strength.total", self.total),
            ("strength.spread_noise", self.spread_noise),
            ("strength.total_noise", self.total_noise),
            ("strength.rating", self.rating),
            ("strength.home", self.home),
            ("strength.total_line", self.total_line.0),
            ("strength.total_line", self.total_line.1),
            ("strength.base_total", self.base_total),
        ];
        for (name, value) in least_0 {
            if !(0.0..=100.0).contains(&value) {
                return Err(Error::parameter(name, "a number of 0 to 100", value));
            }
        }
        match self.comfort.iter().find(|c| !(-1.0..=1.0).contains(*c)) {
            Some(c) => Err(Error::parameter(
                "strength.comfort",
                "numbers of -1 to 1",
                c,
            )),
            None => Ok(()),
        }
    }
}

impl Seconds {
    fn check(&self) -> Result<()> {
        let ranges = [
            ("seconds.play", self.play),
            ("seconds.incomplete", self.incomplete),
            ("seconds.punt", self.punt),
            ("seconds.field_goal", self.field_goal),
            ("seconds.kick_return", self.kick_return),
            ("seconds.turnover_return", self.turnover_return),
            ("seconds.burn", self.burn),
            ("seconds.normal", self.normal),
            ("seconds.brisk", self.brisk),
            ("seconds.hurry", self.hurry),
            ("seconds.signal", self.signal),
            ("seconds.timeout", self.timeout),
            ("seconds.kneel", self.kneel),
        ];
        for (name, (low, high)) in ranges {
            if low < 0 || low > high || high > 60 {
                let rule = "a pair of 0 to 60, the lower first";
                return Err(Error::parameter(name, rule, format!("({low}, {high})")));
            }
        }
        Ok(())
    }
}

impl Choices {
    fn check(&self) -> Result<()> {
        shares("choices.pass", self.pass.as_flattened())?;
        shares("choices.go", self.go.as_flattened())?;
        shares(
            "choices.go_behind",
            self.go_behind.as_flattened().as_flattened(),
        )?;
        shares("choices.kick", &self.kick)?;
        shares("choices.out_of_bounds", &self.out_of_bounds)?;
        shares("choices.spike", &[self.spike])?;
        shares("choices.idle_timeout", self.idle_timeout.as_flattened())?;
        for (name, table) in [
            ("choices.running_timeout", &self.running_timeout),
            ("choices.standing_timeout", &self.standing_timeout),
        ] {
            shares(name, table.as_flattened().as_flattened())?;
        }
        let odds = self
            .pass_odds
            .as_flattened()
            .iter()
            .chain(&self.goal_line_pass_odds);
        let odds = odds.chain([&self.set_up_pass_odds]);
        match odds
            .copied()
            .find(|odds| !(*odds > 0.0 && odds.is_finite()))
        {
            Some(odds) => Err(Error::parameter("choices.pass_odds", "above 0", odds)),
            None => Ok(()),
        }
    }
}

/// Checks that all of `values` are probabilities.
fn shares(name: &'static str, values: &[f64]) -> Result<()> {
    match values.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        Some(p) => Err(Error::parameter(name, "between 0 and 1", p)),
        None => Ok(()),
    }
}
