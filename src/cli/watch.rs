//! `wp watch`: games of a public feed as they are played.

use super::output;
use crate::error::{Error, Result};
use crate::feed::{Progress, scoreboard, summary};
use crate::fetch::{Poll, Polled, Post, base};
use crate::plays::Schedule;
use crate::score::{FeedGame, LivePlay, Scorer, Taken};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

/// Flags of `wp watch`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Base address of ESPN's feed (…/apis/site/v2/sports/football/nfl), or a file with
    /// the summary of one game, read again when it changes.
    #[arg(long, value_name = "URL|FILE")]
    source: String,

    /// The feed's number of a game; may be repeated [default: all games that are on].
    #[arg(long, value_name = "ID")]
    game: Vec<String>,

    /// Seconds between two questions about a game.
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    interval: f64,

    /// Ask once, print, and end.
    #[arg(long)]
    once: bool,

    /// Hand the plays on to the service (wp serve) at this address.
    #[arg(long, value_name = "URL")]
    to: Option<String>,

    /// The service's token [default: $WP_TOKEN].
    #[arg(long, value_name = "TEXT", requires = "to")]
    token: Option<String>,

    /// Model file [default: $WP_MODEL, else the built-in model].
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,

    /// Confidence level.
    #[arg(long, value_name = "P", default_value_t = 0.9)]
    level: f64,

    /// Print JSON, one play a line.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = r#"Examples:
  wp watch --source https://site.api.espn.com/apis/site/v2/sports/football/nfl
  wp watch --source https://site.api.espn.com/apis/site/v2/sports/football/nfl --game 401220181
  wp watch --source summary.json --once
  wp watch --source URL --to http://localhost:8080

What is made of the feed: docs/service.md"#;

/// The scoreboard is asked once in so many intervals: games begin rarely.
const BOARD: u32 = 6;
/// The longest wait between two questions, whatever goes wrong.
const LONGEST: Duration = Duration::from_secs(300);

pub fn run(args: &Args) -> Result<ExitCode> {
    if !(0.01..=3600.0).contains(&args.interval) {
        return Err(Error::parameter(
            "--interval",
            "between 0.01 and 3600 seconds",
            args.interval,
        ));
    }
    let (saved, _) = super::model(args.model.as_deref())?;
    let token = || std::env::var("WP_TOKEN").ok().filter(|t| !t.is_empty());
    let post = match &args.to {
        Some(address) => {
            let token = args.token.clone().or_else(token);
            Some(Post::new(&base(address)?, token)?)
        }
        None => None,
    };
    let mut watch = Watch {
        scorer: Scorer::new(&saved, args.level)?,
        schedule: Schedule::default(),
        games: BTreeMap::new(),
        unsent: BTreeMap::new(),
        post,
        json: args.json,
    };
    let sources = Sources::of(args)?;
    watch.follow(sources, args)?;
    Ok(ExitCode::SUCCESS)
}

/// Where documents come from.
enum Sources {
    File(PathBuf),
    Feed {
        base: String,
        board: Option<Box<Poll>>,
        games: BTreeMap<String, Poll>,
    },
}

impl Sources {
    fn of(args: &Args) -> Result<Self> {
        if !args.source.contains("://") {
            return Ok(Self::File(PathBuf::from(&args.source)));
        }
        let base = base(&args.source)?;
        let mut games = BTreeMap::new();
        for event in &args.game {
            games.insert(event.clone(), poll_game(&base, event)?);
        }
        let board = match games.is_empty() {
            true => Some(Box::new(Poll::new(&format!("{base}/scoreboard"))?)),
            false => None,
        };
        Ok(Self::Feed { base, board, games })
    }
}

fn poll_game(base: &str, event: &str) -> Result<Poll> {
    if event.is_empty() || !event.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Error::parameter(
            "--game",
            "the feed's number of a game, such as 401220181",
            event,
        ));
    }
    Poll::new(&format!("{base}/summary?event={event}"))
}

struct Watch<'a> {
    scorer: Scorer<'a>,
    schedule: Schedule,
    /// By `game_id`.
    games: BTreeMap<String, FeedGame>,
    /// What the service has not taken yet.
    unsent: BTreeMap<String, Vec<Value>>,
    post: Option<Post>,
    json: bool,
}

impl Watch<'_> {
    /// Until all games that were named or found are over.
    fn follow(&mut self, mut sources: Sources, args: &Args) -> Result<()> {
        let interval = Duration::from_secs_f64(args.interval);
        let mut seen: Option<SystemTime> = None;
        for round in 0.. {
            let began = Instant::now();
            let mut wait = interval;
            match &mut sources {
                Sources::File(path) => {
                    let failed = |e| Error::io("read", &*path, e);
                    let changed = std::fs::metadata(&*path).and_then(|m| m.modified());
                    let changed = changed.map_err(failed)?;
                    if seen != Some(changed) {
                        seen = Some(changed);
                        let text = std::fs::read_to_string(&*path).map_err(failed)?;
                        match self.take(&text) {
                            // It may be being written.
                            Err(error) if !args.once => complain(&error),
                            done => done?,
                        }
                    }
                }
                Sources::Feed { base, board, games } => {
                    if let Some(board) = board.as_mut().filter(|_| round % BOARD == 0) {
                        wait = wait.max(begin(board, base, games)?);
                    }
                    for poll in games.values_mut() {
                        wait = wait.max(self.ask(poll)?);
                    }
                }
            }
            self.send();
            let all_over = !self.games.is_empty()
                && self.games.values().all(|g| g.progress() == Progress::Over);
            let endless = matches!(&sources, Sources::Feed { board: Some(_), .. });
            if args.once || (all_over && !endless && self.unsent.is_empty()) {
                return Ok(());
            }
            std::thread::sleep(wait.min(LONGEST).saturating_sub(began.elapsed()));
        }
        Ok(())
    }

    /// Asks about a game; how long the server wants to be left alone.
    fn ask(&mut self, poll: &mut Poll) -> Result<Duration> {
        match poll.ask()? {
            Polled::Same => {}
            Polled::New(text) => {
                if let Err(error) = self.take(&text) {
                    // Half a document, or one that cannot be: the next one may do.
                    poll.distrust();
                    complain(&error);
                }
            }
            Polled::Later { problem, wait } => {
                output::note(format_args!("{problem}; asking again later"));
                return Ok(wait);
            }
        }
        Ok(Duration::ZERO)
    }

    /// Takes a document in and shows what is new.
    fn take(&mut self, text: &str) -> Result<()> {
        let summary = summary(text)?;
        let id = summary.game_id.clone();
        let mut game = match self.games.remove(&id) {
            Some(game) => game,
            None => FeedGame::new(&id)?,
        };
        let taken = game.take(&summary, &self.scorer, &self.schedule);
        self.games.insert(id.clone(), game);
        let taken = taken?;
        self.show(&id, &taken)?;
        if self.post.is_some() {
            let unsent = self.unsent.entry(id).or_default();
            let gone = |id: &i64| json!({"play_id": id, "deleted": true});
            unsent.extend(taken.removed.iter().map(gone));
            unsent.extend(taken.put.into_iter().map(Value::Object));
        }
        Ok(())
    }

    fn show(&self, id: &str, taken: &Taken) -> Result<()> {
        if self.json {
            for play in &taken.plays {
                output::line(json!({"game_id": id, "play": output::value(play)?}))?;
            }
            for play_id in &taken.removed {
                output::line(json!({"game_id": id, "play_id": play_id, "deleted": true}))?;
            }
            return Ok(());
        }
        for play in &taken.plays {
            output::line(words(id, play))?;
        }
        Ok(())
    }

    /// Hands on what the service has not taken; what it does not take now, it is sent
    /// with the next.
    fn send(&mut self) {
        let Some(post) = &self.post else { return };
        self.unsent.retain(|id, edits| {
            if edits.is_empty() {
                return false;
            }
            let body = Value::Array(edits.clone()).to_string();
            let sent = post.json(&format!("/v1/games/{id}/plays"), &body);
            sent.inspect_err(complain).is_err()
        });
    }
}

/// Begins to follow games that are on.
fn begin(board: &mut Poll, base: &str, games: &mut BTreeMap<String, Poll>) -> Result<Duration> {
    match board.ask()? {
        Polled::Same => {}
        Polled::New(text) => match scoreboard(&text) {
            Ok(all) => {
                for game in all.iter().filter(|g| g.progress == Progress::On) {
                    if !games.contains_key(&game.event) {
                        games.insert(game.event.clone(), poll_game(base, &game.event)?);
                    }
                }
                games.retain(|event, _| {
                    let over = |g: &&crate::feed::Listed| g.progress == Progress::Over;
                    !all.iter().filter(over).any(|g| g.event == *event)
                });
            }
            Err(error) => {
                board.distrust();
                complain(&error);
            }
        },
        Polled::Later { problem, wait } => {
            output::note(format_args!("{problem}; asking again later"));
            return Ok(wait);
        }
    }
    Ok(Duration::ZERO)
}

fn complain(error: &Error) {
    output::report(error);
}

/// "2020_02_BAL_HOU  Q4 2:10  HOU 16, BAL 33  BAL 2nd & 11 at opp 28  BAL 99.8% (99.6–99.9)".
fn words(id: &str, play: &LivePlay) -> String {
    let mut parts = id.split('_').skip(2);
    let (away, home) = (
        parts.next().unwrap_or("away"),
        parts.next().unwrap_or("home"),
    );
    let clock = match (play.qtr, play.quarter_seconds_remaining) {
        (Some(q), Some(s)) => {
            let quarter = if q > 4 {
                "OT".to_owned()
            } else {
                format!("Q{q}")
            };
            format!("{quarter} {}:{:02}", s / 60, s % 60)
        }
        _ => String::new(),
    };
    let score = match (play.home_score, play.away_score) {
        (Some(h), Some(a)) => format!("{home} {h}, {away} {a}"),
        _ => String::new(),
    };
    let place = match (play.down, play.ydstogo, play.yardline_100) {
        (Some(down), Some(distance), Some(yards)) => {
            let down = ["1st", "2nd", "3rd", "4th"][usize::from(down.clamp(1, 4)) - 1];
            let spot = match yards {
                50 => "midfield".to_owned(),
                y if y > 50 => format!("own {}", 100 - y),
                y => format!("opp {y}"),
            };
            let team = play.posteam.as_deref().unwrap_or_default();
            format!("{team} {down} & {distance} at {spot}")
        }
        _ => String::new(),
    };
    let wp = match (&play.side, play.wp) {
        (Some(side), Some(wp)) => {
            let band = play.wp_lower.zip(play.wp_upper);
            let band = band.map_or(String::new(), |(l, u)| {
                format!(" ({})", output::range(l, u))
            });
            format!("{side} {}{band}", output::percent(wp))
        }
        _ => String::new(),
    };
    let wpa = play
        .wpa
        .map_or(String::new(), |w| format!("{:+.1}", 100.0 * w + 0.0));
    format!("{id}  {clock:8}  {score:16}  {place:28}  {wp:22}  {wpa}")
        .trim_end()
        .to_owned()
}
