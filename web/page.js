// The calculator: words and controls ask the engine, and each follows the other.

import { hideDecision, showDecision, showProblem, showUnderstood, showWhatIf, showWp } from './answers.js';
import { makeControls } from './controls.js';
import { drawCurve } from './curve.js';
import { $, html, interval, percent } from './dom.js';
import { LINKS, WHERE, openEngine } from './engine.js';
import { asJson, asPicture, asText, copyPicture, copyText } from './share.js';
import { FIRST, MODES, fromHash, say, toHash } from './situation.js';
import { curveClocks, variants, wpAt, wpOf } from './what-if.js';

const engine = openEngine();
$('where').textContent = WHERE;
$('elsewhere').append(...LINKS.map(([name, address]) => html('a', { href: address }, name)));
let mode = 'play';
let situation = null;
let shown = null;
// Of two questions, the answer to the later one counts.
let turn = 0;

const controls = makeControls((changed) => {
  situation = changed;
  $('words').value = say(mode, situation);
  update();
});

function showMode() {
  for (const radio of document.getElementsByName('mode')) radio.checked = radio.value === mode;
  for (const part of document.querySelectorAll('.play-only')) part.hidden = mode !== 'play';
}

const MOMENT = { 'two-point': /touchdown|extra point|two[- ]point|conversion|\bpat\b/i, kickoff: /kick/i };

/** The mode of the moment that `predict` understood: words about a play's side may speak of others. */
function modeOf(moment) {
  if (moment?.try !== undefined) return 'two-point';
  return moment?.kickoff === 'this' ? 'kickoff' : 'play';
}

/** The answer in a mode; of a play's side, in the mode of the moment that the words are about. */
async function askIn(asked, text) {
  const answer = await engine.ask({ ask: MODES[asked].ask, situation: text });
  const meant = asked === 'play' ? modeOf(answer.moment) : asked;
  return meant === asked ? [asked, answer] : askIn(meant, text);
}

/** The answer in the mode that the words are about: the current one, if they fit it. */
async function ask(text) {
  try {
    return await askIn(mode, text);
  } catch (problem) {
    for (const other of Object.keys(MODES)) {
      if (other === mode || !(MOMENT[other]?.test(text) ?? true)) continue;
      try {
        return await askIn(other, text);
      } catch {
        // The words fit this mode no better.
      }
    }
    throw problem;
  }
}

async function update() {
  const mine = ++turn;
  delete document.body.dataset.settled;
  const current = () => mine === turn;
  const text = $('words').value;
  let asked;
  let answer;
  try {
    [asked, answer] = await ask(text);
  } catch (problem) {
    if (current()) {
      showProblem(problem);
      announce(`${problem.message}. ${problem.hint ?? ''}`);
    }
    return;
  }
  if (!current()) return;

  mode = asked;
  showMode();
  showProblem(null);
  // Other moments have no down; the play's is kept for when it is asked about again.
  const { down, ydstogo, yardline_100 } = situation ?? {};
  situation = answer.situation;
  if (mode !== 'play' && down !== undefined) situation = { ...situation, down, ydstogo, yardline_100 };
  controls.show(situation);
  const wp = wpOf(mode, answer);
  showWp(mode, wp, answer);
  showUnderstood(answer);
  remember(text);
  announce(`Win probability ${percent(wp.wp)}${interval(wp) === null ? '' : `, 90% interval ${interval(wp)}`}`);
  shown = { mode, text, wp, answer, decision: mode === 'play' ? null : answer };

  if (mode !== 'play') {
    showDecision(mode, answer);
  } else if (situation.down === 4) {
    try {
      const decision = await engine.ask({ ask: 'fourth-down', situation: text });
      if (!current()) return;
      shown.decision = decision;
      showDecision(mode, decision);
    } catch (problem) {
      if (!current()) return;
      hideDecision();
      showProblem(problem);
    }
  } else {
    hideDecision();
  }
  await showOthers(wp, current);
  if (current()) document.body.dataset.settled = text;
}

/** What if, and the curve: one question at a time, given up when a new one comes. */
async function showOthers(wp, current) {
  const here = situation;
  const rows = variants(mode, here);
  const wps = [];
  for (const { cells } of rows) {
    const row = [];
    for (const cell of cells) {
      row.push(cell === null ? null : await wpAt(engine, mode, cell.situation));
      if (!current()) return;
    }
    wps.push(row);
  }
  showWhatIf(rows, wps, wp);
  const points = [];
  for (const seconds of curveClocks(here)) {
    points.push({ seconds, wp: await wpAt(engine, mode, { ...here, quarter_seconds_remaining: seconds }) });
    if (!current()) return;
  }
  drawCurve($('curve'), here, points);
}

// Browsers refuse to write the address too often, and a screen reader should hear the
// last of many answers only: both wait until nothing has moved for a moment.
function later(milliseconds, act) {
  let timer;
  return (value) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(value), milliseconds);
  };
}
const remember = later(250, (text) => history.replaceState(null, '', toHash(mode, text)));
const announce = later(700, (text) => { $('announce').textContent = text; });

function open(hash) {
  const held = fromHash(hash);
  if (held !== null && held.text === $('words').value && held.mode === mode) return;
  mode = held?.mode ?? 'play';
  $('words').value = held?.text ?? FIRST;
  showMode();
  update();
}

$('words').addEventListener('input', () => update());
for (const radio of document.getElementsByName('mode')) {
  radio.addEventListener('change', () => {
    mode = radio.value;
    showMode();
    if (situation !== null) $('words').value = say(mode, situation);
    update();
  });
}
addEventListener('hashchange', () => open(location.hash));

function onShare(id, act) {
  $(id).addEventListener('click', async () => {
    $('copied').textContent = shown === null ? 'There is no answer yet.' : await act(shown);
  });
}
onShare('copy-link', ({ mode: at, text }) =>
  copyText(new URL(toHash(at, text), location.href).href, 'Link'));
onShare('copy-text', (answer) => copyText(asText(answer), 'Text'));
onShare('copy-json', (answer) => copyText(asJson(answer), 'JSON'));
onShare('copy-picture', async (answer) => copyPicture(await asPicture(answer), 'win-probability.png'));

engine.ready.then(
  () => performance.mark('engine ready'),
  (problem) => {
    $('interval').textContent = '';
    showProblem(problem);
  },
);
open(location.hash);
