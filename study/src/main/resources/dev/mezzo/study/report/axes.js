'use strict';

// Axes of charts. Coordinates on a logarithmic axis are decadic logarithms: ECharts' own logarithmic axis shows
// limits with rounding errors, and infinities where values span many decades.

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** 10 to a whole power, as short as it is clear. */
function power(exponent) {
  if (exponent >= -3 && exponent <= 4) return Number('1e' + exponent).toLocaleString('en-US', { maximumFractionDigits: 3 });
  const digits = [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[digit]).join('');
  return '10' + (exponent < 0 ? '⁻' : '') + digits;
}

const WHOLE = 1e-9;

const nearWhole = (exponent) => Math.abs(exponent - Math.round(exponent)) < WHOLE;

/** The nearest 1, 2 or 5 of a decade that is not above (or not below) a coordinate. */
function halt(exponent, upwards) {
  const decade = Math.floor(exponent + WHOLE);
  const stops = [0, Math.log10(2), Math.log10(5), 1].map((stop) => decade + stop);
  return upwards ? stops.find((stop) => stop >= exponent - WHOLE) : stops.findLast((stop) => stop <= exponent + WHOLE);
}

/**
 * A logarithmic axis around coordinates, labelled at whole decades (at every so many, if there are many). Where there
 * are few, it begins and ends at 1, 2 or 5 of a decade, and the lines returned beside it stand at 2 and 5 (and more, within one decade).
 *
 * @param which 'x' or 'y'
 * @param shift what was added to all coordinates
 */
function logAxis(base, which, coordinates, shift = 0) {
  let lowest = Infinity;
  let highest = -Infinity;
  coordinates.forEach((coordinate) => {
    if (!finite(coordinate)) return;
    lowest = Math.min(lowest, coordinate);
    highest = Math.max(highest, coordinate);
  });
  if (lowest > highest) [lowest, highest] = [0, 1];
  const short = highest - lowest < 2.5;
  let min = short ? halt(lowest, false) : Math.floor(lowest + WHOLE);
  let max = short ? halt(highest, true) : Math.ceil(highest - WHOLE);
  if (max - min < WHOLE) [min, max] = [halt(min - 0.1, false), halt(max + 0.1, true)];
  const interval = Math.max(1, Math.ceil((max - min) / 7));
  if (interval > 1) {
    // Ends are labelled, so they must not come next to other labels.
    min = interval * Math.floor(min / interval + WHOLE);
    max = interval * Math.ceil(max / interval - WHOLE);
  }
  const lines = [];
  if (max - min < 5) {
    for (let decade = Math.floor(min); decade < max; decade++) {
      for (const digit of max - min < 1 + WHOLE ? [2, 3, 4, 5, 7] : [2, 5]) {
        const at = decade + Math.log10(digit);
        if (at < min - WHOLE || at > max + WHOLE) continue;
        const text = max - min < 2 + WHOLE ? number(Number(digit + 'e' + (decade - shift)), 1) : '';
        lines.push({ [which + 'Axis']: at, text });
      }
    }
  }
  const longest = Math.max(...lines.map(({ text }) => text.length), 0);
  return {
    axis: {
      ...base,
      type: 'value',
      min,
      max,
      minInterval: interval,
      maxInterval: interval,
      axisTick: { show: false },
      axisLabel: {
        ...base.axisLabel,
        hideOverlap: true,
        // Ends that are no decades keep room for the texts of the lines.
        formatter: (exponent) => (nearWhole(exponent) ? power(Math.round(exponent) - shift) : '\u2007'.repeat(longest)),
      },
    },
    lines,
  };
}

/** The name of the vertical axis: above the plot, where it is never cut off. */
function axisTitle(text, top = 30) {
  return { text, left: 0, top, textStyle: { color: colour('muted'), fontSize: 12, fontWeight: 'normal', overflow: 'truncate' } };
}

/** A series that shows nothing but straight lines across the plot. */
function across(lines, z, points) {
  return {
    type: 'line',
    name: '',
    data: points,
    symbol: 'none',
    lineStyle: { opacity: 0 },
    silent: true,
    tooltip: { show: false },
    z,
    // ECharts rounds where lines stand to two decimals unless told otherwise.
    markLine: { silent: true, symbol: 'none', animation: false, precision: 20, z, data: lines },
  };
}

/** The lines that {@link logAxis} returns, as a series. ECharts draws them above bars, so there only their texts show. */
function gridLines(lines, areHidden) {
  const marks = lines.map(({ text, ...at }) => ({
    ...at,
    lineStyle: { color: colour('line'), width: 1, type: 'solid', opacity: areHidden ? 0 : 1 },
    label: { show: text !== '', formatter: text, position: 'start', distance: 'xAxis' in at ? 7 : 6, color: colour('muted') },
  }));
  return across(marks, 1, []);
}

/**
 * Dashed lines with texts, as a series above the others.
 *
 * @param lines with xAxis or yAxis and a text
 * @param points that the axes must contain
 */
function referenceLines(lines, points) {
  const dashes = lines.map(({ text, ...at }) => ({
    ...at,
    lineStyle: { color: colour('muted'), width: 1.5, type: 'dashed' },
    label: {
      show: text !== '',
      formatter: text,
      position: 'insideEndTop',
      color: colour('text'),
      fontSize: 11,
      textBorderColor: colour('card'),
      textBorderWidth: 3,
    },
  }));
  return across(dashes, 6, points);
}
