// Games in progress: the list, and one game's chart and plays, which grow as it is played.

import { $, html, percent, points, svg } from './dom.js';
import { KEY, tell } from './engine.js';

const BOX = { width: 720, height: 240, left: 44, right: 10, top: 8, bottom: 24 };
/** How often the list is asked for, and a stream that broke off is taken up again. */
const AGAIN = 5000;

const teams = (id) => {
  const [, , away, home] = id.split('_');
  return { away, home };
};
const clock = ({ qtr, quarter_seconds_remaining: s }) =>
  qtr === null ? '' : `${qtr > 4 ? 'OT' : `Q${qtr}`} ${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
const elapsed = ({ qtr, quarter_seconds_remaining: s }) => (qtr === null ? null : 900 * qtr - s);

function situation(play) {
  if (play.down === null) return '';
  const yards = play.yardline_100;
  const spot = yards > 50 ? `own ${100 - yards}` : `opp ${yards}`;
  return `${play.posteam} ${['1st', '2nd', '3rd', '4th'][play.down - 1]} & ${play.ydstogo} at ${spot}`;
}

function drawChart(id, plays) {
  const { home, away } = teams(id);
  const known = plays.filter((p) => p.home_wp !== null && elapsed(p) !== null);
  if (known.length === 0) return $('chart').replaceChildren();
  const end = Math.max(3600, ...known.map(elapsed));
  const inner = { width: BOX.width - BOX.left - BOX.right, height: BOX.height - BOX.top - BOX.bottom };
  const x = (seconds) => BOX.left + inner.width * seconds / end;
  const y = (p) => BOX.top + inner.height * (1 - p);
  const last = known[known.length - 1];
  const picture = svg('svg', {
    viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: 'img',
    'aria-label': `WP of ${home} over the game, now ${percent(last.home_wp)}`,
  });
  for (const [p, label] of [[1, home], [0.75, '75%'], [0.5, '50%'], [0.25, '75%'], [0, away]]) {
    picture.append(
      svg('line', { class: 'grid', x1: BOX.left, x2: BOX.width - BOX.right, y1: y(p), y2: y(p) }),
      svg('text', { class: 'tick end', x: BOX.left - 5, y: y(p) + 3.5 }, label),
    );
  }
  for (let quarter = 1; 900 * quarter <= end; quarter += 1) {
    picture.append(svg('text', { class: 'tick middle', x: x(900 * quarter - 450), y: BOX.height - 8 }, `Q${quarter}`));
  }
  const line = known.map((p) => `${x(elapsed(p)).toFixed(1)} ${y(p.home_wp).toFixed(1)}`).join('L');
  picture.append(
    svg('path', { class: 'line', d: `M${line}` }),
    svg('circle', { class: 'now', cx: x(elapsed(last)), cy: y(last.home_wp), r: 4 }),
  );
  return $('chart').replaceChildren(picture);
}

function show(id, plays) {
  const { home, away } = teams(id);
  const last = plays.findLast((p) => p.home_wp !== null);
  $('game').hidden = false;
  $('game-title').textContent = last === undefined ? `${away} at ${home}`
    : `${away} at ${home}: ${home} ${percent(last.home_wp)}`;
  drawChart(id, plays);
  $('plays').replaceChildren(...plays.toReversed().map((p) => html('tr', {},
    html('td', {}, clock(p)),
    html('td', {}, p.home_score === null ? '' : `${home} ${p.home_score}, ${away} ${p.away_score}`),
    html('td', {}, situation(p)),
    html('td', {}, p.wp === null ? '' : `${p.side} ${percent(p.wp)}`),
    html('td', {}, p.wpa === null ? '' : points(p.wpa)))));
}

async function answer(path, headers = {}, signal = undefined) {
  const token = sessionStorage.getItem(KEY);
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const response = await fetch(new URL(path, import.meta.url), { headers, signal });
  if (response.status === 401) throw new Error('This service asks for its token: open the calculator first.');
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

/** Events of a game, by fetch, since an EventSource cannot show a token. */
async function* events(id, last, signal) {
  const headers = last === null ? {} : { 'last-event-id': String(last) };
  const response = await answer(`v1/games/${id}/events`, headers, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').find((l) => l.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice(6));
    }
  }
}

// Of two games that were opened, the later one is followed.
let following = new AbortController();
async function follow(id) {
  following.abort();
  const mine = new AbortController();
  following = mine;
  let revision = null;
  while (!mine.signal.aborted) {
    try {
      for await (const event of events(id, revision, mine.signal)) {
        // A play that comes late is not the last: the line says where each stands.
        const line = event.event === 'line' ? event : await (await answer(`v1/games/${id}`)).json();
        const { plays } = line;
        revision = event.revision;
        if (!mine.signal.aborted) show(id, plays);
      }
    } catch (problem) {
      if (!mine.signal.aborted) tell($('problem'), problem);
    }
    await new Promise((resolve) => { setTimeout(resolve, AGAIN); });
  }
}

async function list() {
  try {
    const games = await (await answer('v1/games')).json();
    $('problem').textContent = games.length === 0 ? 'No games yet: wp watch --to, or POST /v1/games/{id}/plays.' : '';
    $('games').replaceChildren(...games.map((game) => {
      const { home, away } = teams(game.game_id);
      const score = game.home_score === null ? '' : ` ${game.away_score}–${game.home_score}`;
      const wp = game.home_wp === null ? '' : `, ${home} ${percent(game.home_wp)}`;
      const state = game.over ? 'over' : clock(game);
      return html('p', {}, html('a', { href: `#${game.game_id}` }, `${away} at ${home}${score}`), ` ${state}${wp}`);
    }));
  } catch (problem) {
    tell($('problem'), problem);
  }
  setTimeout(list, AGAIN);
}

function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (/^\d{4}_\d{2}_[A-Z0-9]+_[A-Z0-9]+$/.test(id)) follow(id);
}
addEventListener('hashchange', open);
open();
list();
