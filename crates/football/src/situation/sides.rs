//! Teams by name → the side with the ball and the other.

use super::draft::{Draft, Fact, Given, Slot, Team, conflict};
use super::say::{self, quote};
use crate::error::Result;
use crate::game::Site;
use crate::teams::nickname;

impl<'a> Draft<'a> {
    /// Finds out which named team has the ball, and turns what was said of teams
    /// into what it says of the two sides.
    ///
    /// # Errors
    /// Where it is not said who has the ball, or more than two teams play.
    pub fn settle_teams(&mut self) -> Result<()> {
        let mentioned = self.mentioned()?;
        if mentioned.is_empty() {
            return Ok(());
        }
        self.find_offense(&mentioned)?;
        let Some(offense) = self.offense.clone() else {
            return Ok(());
        };
        let other = mentioned.iter().find(|t| t.value != offense.value);
        if let (Some(other), None) = (other, &self.defense) {
            self.defense = Some(other.clone());
        }
        self.settle_site(&offense)?;
        for (team, said) in std::mem::take(&mut self.of_teams) {
            let fact = if team == offense.value {
                said.value
            } else {
                said.value.turned()
            };
            // A stadium that is neither's is no news about the side.
            self.add(fact, said.words)?;
        }
        Ok(())
    }

    /// All teams, each once, with the words that named it first.
    fn mentioned(&self) -> Result<Vec<Given<'a, Team>>> {
        let slots = [
            &self.offense,
            &self.defense,
            &self.home_team,
            &self.away_team,
        ];
        let named = slots.into_iter().flatten().chain(&self.named).cloned();
        let of = self.of_teams.iter().map(|(team, said)| Given {
            value: team.clone(),
            words: said.words.clone(),
        });
        let mut all: Vec<Given<'a, Team>> = Vec::new();
        for team in named.chain(of) {
            if !all.iter().any(|t| t.value == team.value) {
                all.push(team);
            }
        }
        if let [_, _, third, ..] = all.as_slice() {
            return Err(say::error(
                format!("{}: a third team, where two play", quote(&third.words)),
                "name the team with the ball and, if you like, its opponent",
            ));
        }
        if let (Some(a), Some(b)) = (&self.offense, &self.defense)
            && a.value == b.value
        {
            return Err(conflict("who has the ball", &a.words, &b.words));
        }
        Ok(all)
    }

    /// The team with the ball, from whatever says so.
    fn find_offense(&mut self, mentioned: &[Given<'a, Team>]) -> Result<()> {
        if self.offense.is_some() {
            return Ok(());
        }
        // By the schedule and the site.
        if let (Some(home), Some(away)) = (&self.home_team, &self.away_team) {
            let site = self.site.as_ref().map(|s| s.value);
            let team = match site {
                Some(Site::Home) => Some(home),
                Some(Site::Away) => Some(away),
                _ => None,
            };
            if let Some(team) = team.cloned() {
                self.offense = Some(team);
                return Ok(());
            }
        }
        // The one that is not the opponent.
        if let Some(defense) = &self.defense {
            let other = mentioned.iter().find(|t| t.value != defense.value);
            if let Some(other) = other.cloned() {
                self.offense = Some(other);
                return Ok(());
            }
            // Only the opponent is named: what is said of it can be turned round.
            let defense = defense.value.clone();
            for (_, said) in std::mem::take(&mut self.of_teams) {
                self.add(said.value.turned(), said.words)?;
            }
            self.defense = self.defense.take().filter(|t| t.value == defense);
            return Ok(());
        }
        // The only one whose name stands alone.
        let mut alone: Vec<&Given<'a, Team>> = Vec::new();
        for team in &self.named {
            if !alone.iter().any(|t| t.value == team.value) {
                alone.push(team);
            }
        }
        if let ([one], None, None) = (alone.as_slice(), &self.home_team, &self.away_team) {
            self.offense = Some((*one).clone());
            return Ok(());
        }
        let only_facts = self.named.is_empty() && self.of_teams.is_empty();
        if only_facts && self.home_team.is_none() != self.away_team.is_none() {
            return Ok(()); // The caller says that a game has two teams.
        }
        let first = mentioned.first();
        let words = first.map_or("", |t| t.words.as_ref());
        let name = first.map_or("Chiefs", |t| nickname(&t.value).unwrap_or(&t.value));
        Err(say::error(
            format!("{}: which team has the ball?", quote(words)),
            format!("add \"{name} ball\", or write \"own 25\", \"opp 35\" and \"opponent\""),
        ))
    }

    /// Home or away, from the names of the home and the visiting team.
    fn settle_site(&mut self, offense: &Given<'a, Team>) -> Result<()> {
        let by_name = |slot: &Slot<'a, Team>, same: Site, other: Site| {
            slot.as_ref().map(|team| {
                let site = if team.value == offense.value {
                    same
                } else {
                    other
                };
                (site, team.words.clone())
            })
        };
        let home = by_name(&self.home_team, Site::Home, Site::Away);
        let away = by_name(&self.away_team, Site::Away, Site::Home);
        let Some((site, words)) = home.or(away) else {
            return Ok(());
        };
        match &self.site {
            Some(said) if said.value == Site::Neutral => Ok(()),
            _ => self.add(Fact::Site(site), words),
        }
    }
}

/// A team's name, with its code.
pub(super) fn shown(team: &str) -> String {
    nickname(team).map_or_else(|| team.to_owned(), |name| format!("{name} ({team})"))
}
