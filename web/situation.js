// A situation as the engine's answers hold it (`situation`), and how to say it: in words
// for people, in keys for further questions.

/** What the page can ask about, and the moment each needs in words. */
export const MODES = {
  play: { ask: 'predict', moment: null },
  'two-point': { ask: 'two-point', moment: 'after a touchdown' },
  kickoff: { ask: 'kickoff', moment: 'before the kickoff' },
};

export const FIRST = '4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3';

const ORDINALS = ['1st', '2nd', '3rd', '4th'];
const KEYS = [
  'down', 'ydstogo', 'yardline_100', 'score_differential', 'qtr', 'quarter_seconds_remaining',
  'posteam_timeouts_remaining', 'defteam_timeouts_remaining', 'posteam_spread', 'total_line',
  'site', 'receive_2h_ko', 'season', 'playoffs', 'overtime_possession',
];
const PLAY_KEYS = KEYS.slice(0, 3);

export const ordinal = (down) => ORDINALS[down - 1];

/** "2:10" for 130 seconds. */
export const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** "opp 35", "own 25" or "midfield" for yards to the opponent's goal line. */
export function spot(yardline) {
  if (yardline === 50) return 'midfield';
  return yardline < 50 ? `opp ${yardline}` : `own ${100 - yardline}`;
}

export const score = (points) =>
  points === 0 ? 'tied' : `${points < 0 ? 'down' : 'up'} ${Math.abs(points)}`;

export const quarter = (qtr) => (qtr === 5 ? 'OT' : `Q${qtr}`);

/** How many seconds a period lasts. */
export const period = ({ qtr, playoffs }) => (qtr === 5 && playoffs !== true ? 600 : 900);

export function downAndDistance({ down, ydstogo, yardline_100: yards }) {
  return `${ordinal(down)} and ${ydstogo === yards && yards < 50 ? 'goal' : ydstogo}`;
}

const spread = (points) => {
  if (points === 0) return "pick'em";
  return points > 0 ? `favored by ${points}` : `underdog by ${-points}`;
};

function timeouts(own, theirs) {
  const count = (n) => (n === 0 ? 'no timeouts' : `${n} ${n === 1 ? 'timeout' : 'timeouts'}`);
  if (own !== null && theirs !== null) return `${count(own)} to ${theirs}`;
  if (own !== null) return count(own);
  return theirs === null ? null : `opponent has ${count(theirs)}`;
}

const SITES = { home: 'at home', away: 'on the road', neutral: 'neutral site' };

/** The situation in the words that the engine reads. */
export function say(mode, s) {
  const optional = (value, words) => (value === null || value === undefined ? null : words(value));
  const overtime = s.qtr === 5;
  return [
    mode === 'play' ? `${downAndDistance(s)} at ${s.yardline_100 < 50 ? 'the ' : ''}${spot(s.yardline_100)}` : null,
    MODES[mode].moment,
    score(s.score_differential),
    `${clock(s.quarter_seconds_remaining)} left in ${quarter(s.qtr)}`,
    overtime ? optional(s.overtime_possession, (which) => `${which} possession`) : null,
    timeouts(s.posteam_timeouts_remaining, s.defteam_timeouts_remaining),
    optional(s.posteam_spread, spread),
    optional(s.total_line, (points) => `total ${points}`),
    optional(s.site, (site) => SITES[site]),
    s.qtr > 2 ? null : optional(s.receive_2h_ko, (receives) =>
      `will ${receives ? 'receive' : 'kick off'} the second half${receives ? ' kickoff' : ''}`),
    optional(s.playoffs, (playoffs) => (playoffs ? 'playoffs' : 'regular season')),
    optional(s.season, (season) => `${season} rules`),
  ].filter((words) => words !== null).join(', ');
}

/** The situation as `key=value`, for questions that nobody reads. */
export function keys(mode, s) {
  const moment = MODES[mode].moment;
  const pairs = KEYS
    .filter((key) => (moment === null || !PLAY_KEYS.includes(key)) && s[key] !== null && s[key] !== undefined)
    .map((key) => `${key}=${typeof s[key] === 'boolean' ? Number(s[key]) : s[key]}`);
  return [...(moment === null ? [] : [moment]), ...pairs].join(', ');
}

/** The same situation with the ball elsewhere: no more to go than to the goal line. */
export function withBallAt(s, yardline, toGo = s.ydstogo) {
  return { ...s, yardline_100: yardline, ydstogo: Math.min(toGo, yardline) };
}

/** The link that holds a situation, and back. */
export function toHash(mode, text) {
  const parameters = new URLSearchParams({ s: text });
  if (mode !== 'play') parameters.set('at', mode);
  return `#${parameters}`;
}

export function fromHash(hash) {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const text = parameters.get('s');
  const mode = parameters.get('at') ?? 'play';
  return text === null || !(mode in MODES) ? null : { mode, text };
}
