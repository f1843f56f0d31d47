// Other situations near the one asked about: the rows of "what if" and the clock's curve.

import { MODES, clock, downAndDistance, keys, period, score, spot, withBallAt } from './situation.js';

const yards = (n) => `${n} ${n === 1 ? 'yard' : 'yards'} to go`;

/** A row has a title and the situations of less and of more; null where there is none. */
export function variants(mode, s) {
  const rows = [];
  const row = (title, one, other) => {
    if (one !== null || other !== null) rows.push({ title, cells: [one, other] });
  };
  const within = (value, low, high, make) => (value < low || value > high ? null : make(value));

  if (mode === 'play') {
    const longest = Math.min(99, s.yardline_100);
    const toGo = (n) => within(n, 1, longest, (ydstogo) => {
      const other = { ...s, ydstogo };
      return { label: ydstogo === s.yardline_100 ? downAndDistance(other) : yards(ydstogo), situation: other };
    });
    row('Distance', toGo(s.ydstogo - 1), toGo(s.ydstogo + 1));
    const ball = (n) => within(n, 1, 99, (yardline) => {
      const other = withBallAt(s, yardline);
      const shorter = other.ydstogo < s.ydstogo ? `, ${downAndDistance(other)}` : '';
      return { label: `${spot(yardline)}${shorter}`, situation: other };
    });
    row('Field position', ball(s.yardline_100 + 5), ball(s.yardline_100 - 5));
  }
  const points = (n) => ({ label: score(n), situation: { ...s, score_differential: n } });
  row('Score', points(s.score_differential - 3), points(s.score_differential + 3));
  const time = (n) => within(n, 0, period(s), (seconds) =>
    ({ label: clock(seconds), situation: { ...s, quarter_seconds_remaining: seconds } }));
  row('Clock', time(s.quarter_seconds_remaining - 30), time(s.quarter_seconds_remaining + 30));
  const timeouts = (key) => (n) => within(n, 0, 3, (left) =>
    ({ label: `${left} left`, situation: { ...s, [key]: left } }));
  for (const [title, key] of [
    ['Timeouts', 'posteam_timeouts_remaining'],
    ['Opponent’s timeouts', 'defteam_timeouts_remaining'],
  ]) {
    if (s[key] === null) continue;
    const left = timeouts(key);
    row(title, left(s[key] - 1), left(s[key] + 1));
  }
  return rows;
}

/** Seconds left at which the curve is drawn: 30 apart, and denser where little is left. */
export function curveClocks(s) {
  const clocks = new Set([s.quarter_seconds_remaining]);
  for (let left = 0; left <= period(s); left += 30) clocks.add(left);
  for (let left = 0; left < 120; left += 10) clocks.add(left);
  return [...clocks].sort((a, b) => b - a);
}

/** WP with its interval from any answer: of the play, or of the better choice. */
export function wpOf(mode, answer) {
  if (mode === 'play') return answer;
  return answer.options.reduce((best, option) =>
    (option.option === answer.best ? option : best), answer.options[0]);
}

/** WP of a situation, null where the engine has none. */
export async function wpAt(engine, mode, situation) {
  try {
    return wpOf(mode, await engine.ask({ ask: MODES[mode].ask, situation: keys(mode, situation) }));
  } catch {
    return null;
  }
}
