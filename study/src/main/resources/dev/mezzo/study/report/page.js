'use strict';

// What the other scripts of a page share: the data, formats, colours, and the charts on the page.

const data = JSON.parse(document.getElementById('data').textContent);

// The first four are those of the precisions (class Palette).
const COLOURS = {
  light: ['#1f6fd0', '#d9640f', '#14876a', '#b8304f', '#8a4fbf', '#8a6a12', '#0b8296', '#c2459f', '#5b6b8c', '#5f7d1e'],
  dark: ['#6fb0ff', '#ff9f5a', '#4fd0a5', '#ff7f9c', '#c49bf5', '#e0bd5a', '#58cbdc', '#f08fd2', '#a9b6d3', '#b5d267'],
};

const darkness = matchMedia('(prefers-color-scheme: dark)');

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

/** Of a place in the list of colours; grey for a negative one. */
function seriesColour(place) {
  const colours = COLOURS[darkness.matches ? 'dark' : 'light'];
  return place < 0 ? colour('muted') : colours[place % colours.length];
}

/** JSON has no infinities, so they come as words. */
function finite(x) {
  return typeof x === 'number' && Number.isFinite(x);
}

function number(x, digits = 6) {
  if (!finite(x)) return x === null || x === undefined ? '–' : String(x);
  const size = Math.abs(x);
  if (x !== 0 && (size < 1e-3 || size >= 1e7)) return x.toExponential(digits - 1).replace(/\.?0*e\+?/, 'e');
  return String(Number(x.toPrecision(digits)));
}

function count(x) {
  return finite(x) ? x.toLocaleString('en-US') : '–';
}

function bytes(x) {
  if (x >= 1e6) return (x / 1e6).toFixed(2) + ' MB';
  return x >= 1e3 ? (x / 1e3).toFixed(1) + ' kB' : x + ' B';
}

function seconds(x) {
  return x >= 1 ? x.toFixed(2) + ' s' : (1e3 * x).toFixed(x >= 0.01 ? 0 : 2) + ' ms';
}

/** An element with text, which is never taken as markup. */
function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function select(parent, label, choices, onChange) {
  const holder = element('label', label + ' ');
  const box = element('select');
  choices.forEach(([value, text]) => {
    const option = element('option', text);
    option.value = value;
    box.append(option);
  });
  box.addEventListener('change', () => onChange(box.value));
  holder.append(box);
  parent.append(holder);
}

/** Charts on the page: each is drawn by its function now, and again when the colours or its size change. */
const drawings = [];

function draw(id, options, onResize) {
  const holder = document.getElementById(id);
  const chart = echarts.init(holder, null, { renderer: 'svg' });
  const drawing = () => {
    const axis = {
      axisLine: { onZero: false, lineStyle: { color: colour('muted') } },
      axisLabel: { color: colour('muted') },
      nameTextStyle: { color: colour('muted') },
      splitLine: { lineStyle: { color: colour('line') } },
    };
    chart.setOption(options(axis, chart), { notMerge: true });
  };
  drawing();
  drawings.push(drawing);
  // In the next frame: what it changes may be observed, too, and the browser calls that an error.
  const resized = () => {
    chart.resize();
    if (onResize) onResize();
  };
  new ResizeObserver(() => requestAnimationFrame(resized)).observe(holder);
  return { chart, holder, redraw: drawing };
}

darkness.addEventListener('change', () => drawings.forEach((drawing) => drawing()));

function tooltip(extra) {
  return {
    confine: true,
    backgroundColor: colour('card'),
    borderColor: colour('line'),
    textStyle: { color: colour('text'), fontSize: 12 },
    ...extra,
  };
}

function legend() {
  return { top: 0, type: 'scroll', textStyle: { color: colour('text') }, pageTextStyle: { color: colour('text') } };
}
