// Shows answers of the engine: the probability, what was understood, decisions, what if.

import { $, html, interval, percent, points } from './dom.js';

const width = (p) => `${(100 * Math.max(0, Math.min(1, p))).toFixed(2)}%`;

/** A bar from 0 to `p` with its interval, on an axis that ends at `top`. */
function bar(p, band, top = 1, marked = false) {
  return html(
    'div',
    { class: marked ? 'bar best' : 'bar', 'aria-hidden': 'true' },
    html('div', { class: 'length', css: { width: width(p / top) } }),
    band?.lower === undefined || band.lower === null ? null : html('div', {
      class: 'whisker',
      css: { left: width(band.lower / top), width: width((band.upper - band.lower) / top) },
    }),
  );
}

export function showWp(mode, wp, answer) {
  $('answer-title').textContent = mode === 'play' ? 'Win probability' : `Win probability if you ${answer.best}`;
  $('wp').textContent = percent(wp.wp);
  const band = interval(wp);
  $('interval').textContent = band === null ? 'no interval in overtime' : `90% interval ${band}`;
  $('wp-gauge').replaceChildren(bar(wp.wp, wp));
  const ties = wp.tie !== undefined && wp.tie > 0;
  $('outcomes').hidden = !ties;
  $('outcomes').textContent = ties
    ? `Wins ${percent(wp.win)}, ties ${percent(wp.tie)}, loses ${percent(wp.loss)}; a tie counts half.`
    : '';
}

export function showUnderstood({ understood, unknown }) {
  $('understood').replaceChildren(
    ...understood.map(({ field, value }) => html('li', {}, html('span', {}, field), ` ${value}`)),
  );
  $('unknown').hidden = unknown.length === 0;
  $('unknown-fields').textContent = unknown.map(({ field }) => field).join(', ');
  $('assumed').replaceChildren(...unknown.map(({ field, assumed }) => html('li', {}, `${field}: ${assumed}`)));
}

/** `problem` is an error of the engine, or null. */
export function showProblem(problem) {
  $('problem').replaceChildren(...(problem === null ? [] : [
    html('p', { class: 'problem' }, problem.message),
    problem.hint ? html('p', { class: 'hint' }, problem.hint) : null,
  ].filter(Boolean)));
  $('words').setAttribute('aria-invalid', String(problem !== null));
  document.body.classList.toggle('stale', problem !== null);
  $('stale').hidden = problem === null || $('wp').textContent === '–';
}

const CHOICES = { go: 'Go for it', field_goal: 'Field goal', punt: 'Punt', safety: 'Intentional safety' };
const ENDS = {
  touchdown: 'touchdown', first_down: 'first down', failed: 'turnover on downs', safety: 'safety',
  made: 'made', missed: 'missed or blocked', returned: 'returned for a touchdown', punted: 'punted',
  touchback: 'touchback', kept: 'muffed, kept',
};
const words = (name, known) => known[name] ?? name.replaceAll('_', ' ');

/** Bars of the choices on one axis from 0; the best is only called so if it is clear. */
function showOptions(options, best, clear) {
  const top = Math.min(1, Math.ceil(10 * Math.max(...options.map(({ wp, band }) => band?.upper ?? wp)) + 0.2) / 10);
  const list = html('ul', { class: 'options' });
  for (const { name, label, wp, band } of options) {
    list.append(html(
      'li',
      {},
      html('span', { class: 'label' }, label, name === best && clear ? html('span', { class: 'tag' }, 'best') : null),
      bar(wp, band, top, name === best),
      html('span', { class: 'value' }, html('b', {}, percent(wp)), interval(band) === null ? null : html('small', {}, ` ${interval(band)}`)),
    ));
  }
  list.append(html('li', { class: 'axis', 'aria-hidden': 'true' }, html('span', {}), html('div', { class: 'ticks' }, html('span', {}, '0%'), html('span', {}, `WP ${Math.round(100 * top)}%`)), html('span', {})));
  $('options').replaceChildren(list);
}

/** A rate beside the rate that is needed, on one axis from 0 to 100%. */
function rate({ title, needed, expected, note }) {
  const range = (known) => (interval(known) === null ? '' : ` (${interval(known)})`);
  return html(
    'div',
    { class: 'rate' },
    html('p', {}, html('b', {}, title), ` ${percent(expected.value)}${range(expected)}`,
      needed === null ? '' : `; break-even ${percent(needed.value)}${range(needed)}`, note ?? ''),
    html(
      'div',
      { class: 'rate-line', 'aria-hidden': 'true' },
      bar(expected.value, expected.interval),
      needed === null || needed.value > 1 ? null : html('div', { class: 'needed', css: { left: width(needed.value) } }),
    ),
  );
}

function showEnds(options) {
  const table = html('table', {}, html('thead', {}, html('tr', {},
    html('th', { scope: 'col' }, 'Choice'), html('th', { scope: 'col' }, 'End'),
    html('th', { scope: 'col' }, 'Chance'), html('th', { scope: 'col' }, 'WP then'))));
  for (const { choice, ends } of options) {
    const body = html('tbody', {});
    for (const [i, { end, p, wp }] of ends.filter((one) => one.p >= 0.0005).entries()) {
      body.append(html('tr', {}, html('th', { scope: 'row' }, i === 0 ? words(choice, CHOICES) : html('span', { class: 'hidden' }, words(choice, CHOICES))),
        html('td', {}, words(end, ENDS)), html('td', {}, percent(p)), html('td', {}, percent(wp))));
    }
    table.append(body);
  }
  $('ends-table').replaceChildren(table);
}

const known = (value) => (value === null || value === undefined ? null : { value });

export function hideDecision() {
  $('average').hidden = true;
  $('decision').hidden = true;
}

const sentenceCase = (text) => text[0].toUpperCase() + text.slice(1);

/** What a decision's answer says, whatever its kind: for the page, text and picture. */
export function decisionOf(mode, answer) {
  if (mode === 'play') {
    return {
      title: 'Fourth down',
      sentence: answer.sentence,
      verdict: sentenceCase(answer.verdict),
      best: answer.best,
      clear: answer.answer.clear ?? false,
      options: answer.answer.options.map(({ choice, wp, interval: band }) => ({
        name: choice, label: words(choice, CHOICES), wp, band,
      })),
      rates: [
        { title: 'Conversion', expected: answer.answer.p_convert, needed: answer.answer.break_even ?? null },
        ...(answer.answer.p_make ? [{ title: 'Field goal made', expected: answer.answer.p_make, needed: null }] : []),
      ],
    };
  }
  const options = answer.options.map(({ option, wp, lower, upper }) => ({
    name: option, label: sentenceCase(option), wp, band: { lower, upper },
  }));
  const needed = known(answer.break_even);
  const rates = mode === 'two-point'
    ? [
      { title: 'Two-point attempt good', expected: known(answer.conversion.two), needed },
      { title: 'Extra point good', expected: known(answer.conversion.kick), needed: null },
    ]
    : [{ title: 'Onside kick recovered', expected: known(answer.recovery), needed, note: ` (league average, ${answer.season} rules)` }];
  const title = mode === 'two-point' ? 'Two points or the kick' : 'Kickoff';
  const { best, verdict, difference: { clear } } = answer;
  return { title, sentence: null, verdict: sentenceCase(verdict), best, clear, options, rates };
}

export function showDecision(mode, answer) {
  const { title, sentence, verdict, best, clear, options, rates } = decisionOf(mode, answer);
  $('decision-title').textContent = title;
  $('sentence').replaceChildren(html('b', {}, verdict), ...(sentence === null ? [] : [html('br'), sentence]));
  showOptions(options, best, clear);
  $('rates').replaceChildren(...rates.map(rate));
  $('average').hidden = mode !== 'play';
  $('ends').hidden = mode !== 'play';
  if (mode === 'play') showEnds(answer.answer.options);
  $('decision').hidden = false;
}

/** Rows of `variants` with `wps[row][cell]`, beside the WP now. */
export function showWhatIf(rows, wps, now) {
  const cell = (variant, wp) => {
    if (variant === null) return html('td', { class: 'none' }, '–');
    if (wp === null) return html('td', {}, variant.label, html('small', {}, ' no answer'));
    const change = wp.wp - now.wp;
    const sign = Math.abs(change) < 0.0005 ? 'same' : change > 0 ? 'more' : 'less';
    return html('td', {}, html('span', { class: 'variant' }, variant.label), ' ',
      html('span', { class: 'wp-then' }, html('b', {}, percent(wp.wp)), ' ', html('span', { class: `change ${sign}` }, points(change))));
  };
  $('what-if').replaceChildren(html(
    'table',
    {},
    html('caption', {}, 'WP if one thing were different, and the change in points of WP'),
    html('tbody', {}, ...rows.map(({ title, cells }, i) =>
      html('tr', {}, html('th', { scope: 'row' }, title), ...cells.map((variant, j) => cell(variant, wps[i][j]))))),
  ));
}
