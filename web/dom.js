// Small helpers to build the page.

const SVG = 'http://www.w3.org/2000/svg';

export const $ = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === 'css') Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const html = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), attributes, children);

/** "34.0%". */
export const percent = (p) => `${(100 * p).toFixed(1)}%`;

/** "+1.4" points of WP, with a real minus sign. */
export function points(difference) {
  const rounded = (100 * difference).toFixed(1);
  if (Number(rounded) === 0) return '±0.0';
  return difference > 0 ? `+${rounded}` : rounded.replace('-', '−');
}

/** "26.7% to 41.4%", null where there is no interval. */
export function interval(known) {
  const band = known?.interval ?? known;
  return band?.lower === undefined || band.lower === null ? null : `${percent(band.lower)} to ${percent(band.upper)}`;
}
