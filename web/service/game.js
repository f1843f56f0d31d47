// One game: its chart, its fourth downs, its plays.

import { $, html, percent, points, svg } from './dom.js';

const BOX = { height: 240, left: 44, right: 10, top: 8, bottom: 24 };
const DONE = { go: 'went for it', field_goal: 'field goal', punt: 'punt', safety: 'took the safety' };
const BEST = { go: 'go for it', field_goal: 'field goal', punt: 'punt', safety: 'take the safety' };

export const teams = (id) => {
  const [, , away, home] = id.split('_');
  return { away, home };
};
export const clock = ({ qtr, quarter_seconds_remaining: s }) =>
  qtr === null ? '' : `${qtr > 4 ? 'OT' : `Q${qtr}`} ${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
const elapsed = ({ qtr, quarter_seconds_remaining: s }) => (qtr === null ? null : 900 * qtr - s);
const spot = (yards) => (yards > 50 ? `own ${100 - yards}` : yards === 50 ? 'midfield' : `opp ${yards}`);

function situation(play) {
  if (play.down === null) return 'Kickoff or try';
  return `${play.posteam} ${['1st', '2nd', '3rd', '4th'][play.down - 1]} & ${play.ydstogo} at ${spot(play.yardline_100)}`;
}

/** WP of the home team over the game; `turns` are plays with which it turned. */
export function drawChart(id, plays, turns) {
  const { home, away } = teams(id);
  const known = plays.filter((p) => p.home_wp !== null && elapsed(p) !== null);
  if (known.length === 0) return $('chart').replaceChildren();
  // As wide as the page, so that its letters are as large.
  const width = Math.max(280, $('chart').clientWidth);
  const end = Math.max(3600, ...known.map(elapsed));
  const inner = { width: width - BOX.left - BOX.right, height: BOX.height - BOX.top - BOX.bottom };
  const x = (seconds) => BOX.left + inner.width * seconds / end;
  const y = (p) => BOX.top + inner.height * (1 - p);
  const last = known[known.length - 1];
  const picture = svg('svg', {
    viewBox: `0 0 ${width} ${BOX.height}`, role: 'img',
    'aria-label': `WP of ${home} over the game, now ${percent(last.home_wp)}; turning points: ${turns.length}`,
  });
  for (const [p, label] of [[1, home], [0.75, '75%'], [0.5, '50%'], [0.25, '75%'], [0, away]]) {
    picture.append(
      svg('line', { class: 'grid', x1: BOX.left, x2: width - BOX.right, y1: y(p), y2: y(p) }),
      svg('text', { class: 'tick end', x: BOX.left - 5, y: y(p) + 3.5 }, label),
    );
  }
  for (let quarter = 1; 900 * (quarter - 1) < end; quarter += 1) {
    const middle = Math.min(900 * quarter, end) / 2 + 450 * (quarter - 1);
    picture.append(svg('text', { class: 'tick middle', x: x(middle), y: BOX.height - 8 }, quarter > 4 ? 'OT' : `Q${quarter}`));
  }
  for (const turn of turns) {
    const play = known.find((p) => p.play_id === turn.play_id);
    if (play === undefined) continue;
    picture.append(svg('line', { class: 'turn', x1: x(elapsed(play)), x2: x(elapsed(play)), y1: y(1), y2: y(0) }));
  }
  const line = known.map((p) => `${x(elapsed(p)).toFixed(1)} ${y(p.home_wp).toFixed(1)}`).join('L');
  picture.append(
    svg('path', { class: 'line', d: `M${line}` }),
    svg('circle', { class: 'now', cx: x(elapsed(last)), cy: y(last.home_wp), r: 4 }),
  );
  return $('chart').replaceChildren(picture);
}

/** The title and the plays that have a probability of their own, the last first. */
export function showPlays(id, plays, over) {
  const { home, away } = teams(id);
  const last = plays.findLast((p) => p.home_wp !== null);
  const scored = plays.findLast((p) => p.home_score !== null);
  const score = scored === undefined ? `${away} at ${home}` : `${away} ${scored.away_score}, ${home} ${scored.home_score}`;
  const state = over ? ', final' : last === undefined ? '' : `, ${clock(last)}: ${home} ${percent(last.home_wp)}`;
  $('game-title').textContent = `${score}${state}`;
  const own = plays.filter((p) => p.basis === 'own');
  $('plays').replaceChildren(...own.toReversed().map((p) => html('tr', {},
    html('td', {}, clock(p)),
    html('td', {}, p.home_score === null ? '' : `${home} ${p.home_score}, ${away} ${p.away_score}`),
    html('td', {}, situation(p)),
    html('td', {}, p.wp === null ? '' : `${p.side} ${percent(p.wp)}`),
    html('td', {}, p.wpa === null ? '' : points(p.wpa)))));
}

/** Where the game turned, in words, and what its fourth downs cost. */
export function showReview(id, plays, { turns, fourth_downs: downs }) {
  const { home } = teams(id);
  const at = new Map(plays.map((p) => [p.play_id, p]));
  const whole = (p) => `${Math.round(100 * p)}%`;
  $('turns').replaceChildren(...turns.filter((t) => at.has(t.play_id)).map((t) => {
    const play = at.get(t.play_id);
    return html('li', {}, `${clock(play)} ${situation(play)}: ${home} from about ${whole(t.before)} to about ${whole(t.after)}`);
  }));
  if (turns.length === 0) $('turns').append(html('li', { class: 'note' }, 'No play so far after which the probability stayed elsewhere.'));
  const cost = (d) => (d.given_up === null ? '' : d.given_up === 0 ? '–' : points(-d.given_up));
  $('downs').replaceChildren(...downs.toReversed().map((d) => html('tr', {},
    html('td', {}, clock(d)),
    html('td', {}, `${d.team} 4th & ${d.ydstogo} at ${spot(d.yardline_100)}`),
    html('td', {}, DONE[d.done] ?? 'no play'),
    html('td', {}, `${BEST[d.options[0].choice]}${d.clear === true ? ', clearly' : ''}`),
    html('td', { class: d.given_up > 0 && d.clear === true ? 'worse' : false }, cost(d)))));
  $('decisions').hidden = downs.length === 0;
}
