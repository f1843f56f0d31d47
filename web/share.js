// The answer to take along: a link, text, JSON and a picture.

import { decisionOf } from './answers.js';
import { interval, percent } from './dom.js';

/** `shown` is `{mode, text, wp, answer, decision}`; the decision may be null. */
export function asText({ mode, text, wp, decision }) {
  const lines = [text, `WP ${percent(wp.wp)}${interval(wp) === null ? '' : ` (90% interval ${interval(wp)})`}`];
  if (decision !== null) {
    const { title, verdict, sentence, options, rates } = decisionOf(mode, decision);
    lines.push(`${title}: ${verdict}`);
    if (sentence !== null) lines.push(sentence);
    for (const { label, wp: value, band } of options) {
      lines.push(`  ${label}: ${percent(value)}${interval(band) === null ? '' : ` (${interval(band)})`}`);
    }
    const { needed, expected, title: what } = rates[0];
    if (needed !== null) lines.push(`${what}: ${percent(expected.value)}, break-even ${percent(needed.value)}`);
  }
  return lines.join('\n');
}

/** The engine's own answers. */
export function asJson({ answer, decision }) {
  const all = answer === decision || decision === null ? answer : { predict: answer, fourth_down: decision };
  return JSON.stringify(all, null, 2);
}

function wrap(pen, text, width) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.slice(0, 3);
}

/** A PNG of 1200 by 630 pixels in the page's colors. */
export function asPicture({ mode, text, wp, decision }) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 630 });
  const pen = canvas.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const font = (size, weight = 400) => { pen.font = `${weight} ${size}px ${style.fontFamily || 'sans-serif'}`; };
  const write = (words, x, y, name = 'text') => {
    pen.fillStyle = color(name);
    pen.fillText(words, x, y);
  };
  const box = (x, y, width, height, name) => {
    pen.fillStyle = color(name);
    pen.fillRect(x, y, width, height);
  };
  const bar = (x, y, width, value, band, name) => {
    box(x, y, width, 26, 'track');
    box(x, y, width * value, 26, name);
    if (interval(band) !== null) {
      box(x + width * band.lower, y + 12, width * (band.upper - band.lower), 2, 'text');
      for (const end of [band.lower, band.upper]) box(x + width * end - 1, y + 5, 2, 16, 'text');
    }
  };

  box(0, 0, 1200, 630, 'page');
  font(34, 600);
  const lines = wrap(pen, text, 1080);
  lines.forEach((line, i) => write(line, 60, 85 + 44 * i));
  let y = 85 + 44 * lines.length + 60;
  font(84, 700);
  write(percent(wp.wp), 60, y);
  const after = 60 + pen.measureText(percent(wp.wp)).width + 28;
  font(28);
  write(`win probability${interval(wp) === null ? '' : `, 90% interval ${interval(wp)}`}`, after, y, 'quiet');
  y += 28;
  bar(60, y, 1080, wp.wp, wp, 'accent');
  y += 90;
  if (decision !== null) {
    const { verdict, options, best } = decisionOf(mode, decision);
    font(30, 600);
    wrap(pen, verdict, 1080).slice(0, 1).forEach((line) => write(line, 60, y));
    for (const { name, label, wp: value, band } of options.slice(0, 4)) {
      y += 52;
      font(26, name === best ? 700 : 400);
      write(label, 60, y);
      bar(270, y - 22, 540, value, band, name === best ? 'accent' : 'other');
      write(percent(value), 835, y);
      font(22);
      if (interval(band) !== null) write(interval(band), 950, y, 'quiet');
    }
  }
  return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
}

/** To the clipboard, or as a download where the browser refuses. Returns what was done. */
export async function copyPicture(blob, name) {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
    return 'Picture copied.';
  } catch {
    const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    return `Picture saved as ${name}.`;
  }
}

/** To the clipboard; where the browser refuses, shows it to be copied by hand. */
export async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    return `${what} copied.`;
  } catch {
    globalThis.prompt('Copy this:', text);
    return '';
  }
}
