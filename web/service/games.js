// Games: the list, one game that grows as it is played, and the season's coaches.

import { $, html, percent, points } from './dom.js';
import { tell } from './engine.js';
import { answer, events } from './feed.js';
import { clock, drawChart, showPlays, showReview, teams } from './game.js';

/** How often the list is asked for, and a stream that broke off is taken up again. */
const AGAIN = 5000;
/** How long plays may come before the review of those so far is asked for. */
const PAUSE = 400;
const KNOWN = /^\d{4}_\d{2}_[A-Z0-9]+_[A-Z0-9]+$/;

const pause = (time) => new Promise((resolve) => { setTimeout(resolve, time); });

// Of two games that were opened, the later one is followed.
let following = new AbortController();
let redraw = () => {};
async function follow(id) {
  following.abort();
  const mine = new AbortController();
  following = mine;
  let revision = null;
  let line = { plays: [], over: false };
  let review = { turns: [], fourth_downs: [] };
  let reviewing = false;
  const show = () => {
    if (mine.signal.aborted) return;
    $('game').hidden = false;
    showPlays(id, line.plays, line.over);
    drawChart(id, line.plays, review.turns);
    showReview(id, line.plays, review);
  };
  redraw = show;
  const look = async () => {
    if (reviewing) return;
    reviewing = true;
    try {
      await pause(PAUSE);
      review = await (await answer(`v1/games/${id}/review`, {}, mine.signal)).json();
      show();
    } catch (problem) {
      if (!mine.signal.aborted) tell($('problem'), problem);
    } finally {
      reviewing = false;
    }
    // What came meanwhile has a review of its own.
    if (!mine.signal.aborted && revision !== null && review.revision < revision) look();
  };
  while (!mine.signal.aborted) {
    try {
      for await (const event of events(id, revision, mine.signal)) {
        // A play that comes late is not the last: the line says where each stands.
        line = event.event === 'line' ? event : await (await answer(`v1/games/${id}`, {}, mine.signal)).json();
        revision = event.revision;
        show();
        look();
      }
    } catch (problem) {
      if (!mine.signal.aborted) tell($('problem'), problem);
    }
    await pause(AGAIN);
  }
}

const ORDERS = {
  id: () => 0,
  excitement: (a, b) => (b.excitement ?? -1) - (a.excitement ?? -1),
  comeback: (a, b) => (a.comeback ?? 2) - (b.comeback ?? 2),
  swing: (a, b) => (b.swing?.wpa ?? -1) - (a.swing?.wpa ?? -1),
};

let games = [];
function showList() {
  const sorted = [...games].sort(ORDERS[$('order').value]);
  $('list').hidden = games.length === 0;
  $('games').replaceChildren(...sorted.map((game) => {
    const { home, away } = teams(game.game_id);
    const score = game.home_score === null ? '' : ` ${game.away_score}–${game.home_score}`;
    const swing = game.swing === null ? '' : `${game.swing.team} ${points(game.swing.wpa)}, ${clock(game.swing)}`;
    return html('tr', {},
      html('td', {}, html('a', { href: `#${game.game_id}` }, `${away} at ${home}`), score),
      html('td', {}, game.over ? 'over' : clock(game)),
      html('td', {}, game.home_wp === null ? '' : `${home} ${percent(game.home_wp)}`),
      html('td', {}, game.excitement === null ? '' : game.excitement.toFixed(1)),
      html('td', {}, game.comeback === null ? '' : percent(game.comeback)),
      html('td', {}, swing));
  }));
}

async function list() {
  try {
    games = await (await answer('v1/games')).json();
    $('problem').textContent = games.length === 0 ? 'No games yet: wp watch --to, or POST /v1/games/{id}/plays.' : '';
    showList();
    if (games.length > 0) await showCoaches();
  } catch (problem) {
    tell($('problem'), problem);
  }
  setTimeout(list, AGAIN);
}

async function showCoaches() {
  const wanted = $('season').value;
  const { season, seasons, coaches } = await (await answer(`v1/coaches${wanted === '' ? '' : `?season=${wanted}`}`)).json();
  if ([...$('season').options].map((o) => o.value).join() !== seasons.join()) {
    $('season').replaceChildren(...seasons.map((s) => html('option', { value: s, selected: s === season }, String(s))));
  }
  $('season-table').hidden = coaches.length === 0;
  $('coaches').replaceChildren(...coaches.map((c) => html('tr', {},
    html('td', {}, c.name),
    html('td', {}, c.games),
    html('td', {}, c.decisions),
    html('td', {}, `${c.clear_mistakes} of ${c.clear}`),
    html('td', {}, c.should_go === 0 ? '' : `${c.went} of ${c.should_go}`),
    html('td', {}, (100 * c.given_up / Math.max(1, c.games)).toFixed(1)))));
}

function open() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (KNOWN.test(id)) follow(id);
}
addEventListener('hashchange', open);
addEventListener('resize', () => redraw());
$('order').addEventListener('change', showList);
$('season').addEventListener('change', () => showCoaches().catch((problem) => tell($('problem'), problem)));
open();
list();
