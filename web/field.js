// The field, 120 yards by 53⅓, on which the ball is dragged or moved by arrow keys. The
// team with the ball moves to the right.

import { spot } from './situation.js';
import { svg } from './dom.js';

const HIGH = 40;
const MIDDLE = HIGH / 2;
const x = (yardline) => 110 - yardline;

const STEPS = {
  ArrowRight: -1, ArrowUp: -1, ArrowLeft: 1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: 99, End: -99,
};
const clamp = (yardline) => Math.max(1, Math.min(99, Math.round(yardline)));

/** Draws into `root`; `move(yardline_100)` is called for every new place of the ball. */
export function makeField(root, move) {
  let yardline = 50;
  root.setAttribute('viewBox', `0 0 120 ${HIGH}`);
  root.append(svg('rect', { class: 'grass', width: 120, height: HIGH, rx: 1.5 }));
  root.append(svg('rect', { class: 'own-end', width: 10, height: HIGH, rx: 1.5 }));
  root.append(svg('rect', { class: 'their-end', x: 110, width: 10, height: HIGH, rx: 1.5 }));
  for (let at = 10; at <= 110; at += 5) {
    root.append(svg('line', { class: at % 10 ? 'five' : 'ten', x1: at, x2: at, y1: 0.6, y2: HIGH - 0.6 }));
  }
  for (let yards = 10; yards <= 90; yards += 10) {
    root.append(svg('text', { class: 'number', x: 10 + yards, y: HIGH - 3.4, 'aria-hidden': true }, String(Math.min(yards, 100 - yards))));
  }
  for (const [at, name, turn] of [[5, 'OWN', -90], [115, 'OPPONENT', 90]]) {
    root.append(svg('text', { class: 'end-name', transform: `translate(${at} ${MIDDLE}) rotate(${turn})`, 'aria-hidden': true }, name));
  }
  const toGo = svg('rect', { class: 'to-go', y: 0, height: HIGH });
  const scrimmage = svg('line', { class: 'scrimmage', y1: 0, y2: HIGH });
  const gain = svg('line', { class: 'gain', y1: 0, y2: HIGH });
  const ball = svg(
    'g',
    {
      id: 'ball', class: 'ball', role: 'slider', tabindex: 0, 'aria-label': 'Yard line',
      'aria-valuemin': 1, 'aria-valuemax': 99, 'aria-orientation': 'horizontal',
    },
    svg('circle', { class: 'reach', r: 7 }),
    svg('ellipse', { class: 'leather', rx: 4, ry: 2.5 }),
    svg('path', { class: 'laces', d: 'M-1.8 0H1.8M-1.1 -.7V.7M0 -.7V.7M1.1 -.7V.7' }),
  );
  root.append(toGo, scrimmage, gain, ball);

  const go = (next) => {
    if (clamp(next) !== yardline) move(clamp(next));
  };
  ball.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    go(yardline + step);
  });
  const follow = (event) => {
    const matrix = root.getScreenCTM();
    if (matrix === null) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    go(110 - at.x);
  };
  root.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    root.setPointerCapture(event.pointerId);
    ball.focus({ preventScroll: true });
    follow(event);
  });
  root.addEventListener('pointermove', (event) => {
    if (root.hasPointerCapture(event.pointerId)) follow(event);
  });

  return {
    /** Shows the ball and the yards to go. */
    show(s) {
      yardline = s.yardline_100;
      const at = x(yardline);
      const target = x(yardline - s.ydstogo);
      ball.setAttribute('transform', `translate(${at} ${MIDDLE})`);
      ball.setAttribute('aria-valuenow', 100 - yardline);
      ball.setAttribute('aria-valuetext', spot(yardline));
      for (const [line, where] of [[scrimmage, at], [gain, target]]) {
        line.setAttribute('x1', where);
        line.setAttribute('x2', where);
      }
      toGo.setAttribute('x', at);
      toGo.setAttribute('width', target - at);
    },
  };
}
