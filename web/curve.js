// WP against the clock of the quarter, everything else as it is.

import { $, percent, svg } from './dom.js';
import { clock, period, quarter } from './situation.js';

const BOX = { width: 360, height: 170, left: 40, right: 10, top: 8, bottom: 26 };

/** `points` are `{seconds, wp}` from the quarter's start to its end. */
export function drawCurve(root, s, points) {
  $('curve-title').textContent = `WP by time left in ${quarter(s.qtr)}`;
  const known = points.filter(({ wp }) => wp !== null);
  if (known.length < 2) {
    root.replaceChildren('The engine has no answer for other times of this period.');
    return;
  }
  const length = period(s);
  const inner = { width: BOX.width - BOX.left - BOX.right, height: BOX.height - BOX.top - BOX.bottom };
  const x = (seconds) => BOX.left + inner.width * (1 - seconds / length);
  const y = (p) => BOX.top + inner.height * (1 - p);
  const line = (values) => values.map(([seconds, p]) => `${x(seconds).toFixed(1)} ${y(p).toFixed(1)}`).join('L');

  const now = known.find(({ seconds }) => seconds === s.quarter_seconds_remaining);
  const [first, last] = [known[0], known[known.length - 1]];
  const said = [first, now, last].filter(Boolean)
    .map(({ seconds, wp }) => `${percent(wp.wp)} at ${clock(seconds)}`).join(', ');
  const picture = svg('svg', {
    viewBox: `0 0 ${BOX.width} ${BOX.height}`, role: 'img',
    'aria-label': `WP by time left in ${quarter(s.qtr)}: ${said}`,
  });
  for (const p of [0, 0.25, 0.5, 0.75, 1]) {
    picture.append(
      svg('line', { class: 'grid', x1: BOX.left, x2: BOX.width - BOX.right, y1: y(p), y2: y(p) }),
      svg('text', { class: 'tick end', x: BOX.left - 5, y: y(p) + 3.5 }, `${100 * p}%`),
    );
  }
  for (let seconds = length; seconds >= 0; seconds -= 300) {
    const anchor = seconds === length ? 'start' : seconds === 0 ? 'end' : 'middle';
    picture.append(svg('text', { class: `tick ${anchor}`, x: x(seconds), y: BOX.height - 9 }, clock(seconds)));
  }
  const banded = known.filter(({ wp }) => wp.lower !== undefined);
  if (banded.length > 1) {
    const upper = line(banded.map(({ seconds, wp }) => [seconds, wp.upper]));
    const lower = line(banded.toReversed().map(({ seconds, wp }) => [seconds, wp.lower]));
    picture.append(svg('path', { class: 'band', d: `M${upper}L${lower}Z` }));
  }
  picture.append(svg('path', { class: 'line', d: `M${line(known.map(({ seconds, wp }) => [seconds, wp.wp]))}` }));
  if (now !== undefined) picture.append(svg('circle', { class: 'now', cx: x(now.seconds), cy: y(now.wp.wp), r: 4 }));
  root.replaceChildren(picture);
}
