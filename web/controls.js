// The controls beside the words: they show a situation, and say how they changed it.

import { makeField } from './field.js';
import { clock, period, score, spot, withBallAt } from './situation.js';
import { $ } from './dom.js';

const RADIOS = ['down', 'qtr'];
const NUMBERS = ['ydstogo', 'score_differential', 'quarter_seconds_remaining', 'posteam_spread', 'total_line', 'season'];
const REQUIRED = ['ydstogo', 'score_differential', 'quarter_seconds_remaining'];
const SELECTS = ['posteam_timeouts_remaining', 'defteam_timeouts_remaining', 'receive_2h_ko', 'site', 'playoffs', 'overtime_possession'];

const VALUES = { '': null, true: true, false: false };
const ofSelect = (text) => {
  if (text in VALUES) return VALUES[text];
  return /^\d+$/.test(text) ? Number(text) : text;
};

/** `changed(situation)` is called with the whole situation for every change. */
export function makeControls(changed) {
  let s = null;
  // The distance before the goal line cut it short, so that the ball can come back.
  let distance = 10;

  const change = (next) => {
    if (s === null) return;
    s = next;
    label();
    changed(s);
  };
  const field = makeField($('field'), (yardline) => {
    const before = distance;
    change(withBallAt(s, yardline, distance));
    distance = before;
  });

  const setField = (key, value) => {
    let next = { ...s, [key]: value };
    if (key === 'qtr') {
      next.quarter_seconds_remaining = Math.min(next.quarter_seconds_remaining, period(next));
      if (value > 2) next.receive_2h_ko = null;
      if (value !== 5) next.overtime_possession = null;
    }
    if (key === 'ydstogo') {
      next.ydstogo = Math.min(value, s.yardline_100);
      distance = next.ydstogo;
    }
    change(next);
  };

  for (const name of RADIOS) {
    for (const radio of document.getElementsByName(name)) {
      radio.addEventListener('change', () => setField(name, Number(radio.value)));
    }
  }
  for (const id of NUMBERS) {
    const input = $(id);
    input.addEventListener('input', () => {
      if (input.value === '' && (REQUIRED.includes(id) || input.validity.badInput)) return;
      if (input.validity.rangeOverflow || input.validity.rangeUnderflow || input.validity.stepMismatch) return;
      setField(id, input.value === '' ? null : Number(input.value));
    });
    // What could not be used goes back to what counts.
    input.addEventListener('change', () => show(s));
  }
  for (const id of SELECTS) $(id).addEventListener('change', () => setField(id, ofSelect($(id).value)));
  for (const button of document.querySelectorAll('[data-for]')) {
    button.addEventListener('click', () => {
      if (s === null) return;
      const input = $(button.dataset.for);
      const next = (s[input.id] ?? 0) + Number(button.dataset.by);
      setField(input.id, Math.max(Number(input.min), Math.min(Number(input.max), next)));
    });
  }
  $('controls').addEventListener('submit', (event) => event.preventDefault());

  const setValue = (input, value) => {
    const text = value === null || value === undefined ? '' : String(value);
    if (input.value !== text && !(input === document.activeElement && input.type === 'number' && Number(input.value) === value)) {
      input.value = text;
    }
  };

  function label() {
    field.show(s);
    $('spot-text').textContent = spot(s.yardline_100);
    $('score-text').textContent = score(s.score_differential);
    $('clock-text').textContent = clock(s.quarter_seconds_remaining);
    const time = $('quarter_seconds_remaining');
    time.max = period(s);
    time.setAttribute('aria-valuetext', `${clock(s.quarter_seconds_remaining)} left`);
    $('ydstogo').max = s.yardline_100;
    $('receive_2h_ko').disabled = s.qtr > 2;
    $('overtime_possession').disabled = s.qtr !== 5;
    for (const name of RADIOS) {
      for (const radio of document.getElementsByName(name)) radio.checked = Number(radio.value) === s[name];
    }
    for (const id of NUMBERS) setValue($(id), s[id]);
    for (const id of SELECTS) setValue($(id), s[id]);
  }

  function show(next) {
    if (next === null) return;
    const cut = s !== null && next.ydstogo === next.yardline_100 && distance > next.ydstogo && s.ydstogo === next.ydstogo;
    if (!cut) distance = next.ydstogo;
    s = next;
    label();
  }
  return { show };
}
