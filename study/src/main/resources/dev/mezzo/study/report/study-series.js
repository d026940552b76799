'use strict';

// The series of a study's charts as ECharts wants them.

/** Points of a series, as pairs; gaps are pairs of NaN. */
function pairs(series) {
  const list = [];
  for (let k = 0; k < series.points.length; k += 2) {
    const [x, y] = [series.points[k], series.points[k + 1]];
    list.push(x === null || y === null ? [NaN, NaN] : [x, y]);
  }
  return list;
}

const drawable = ([x, y]) => finite(x) && finite(y);

/**
 * The points of a series whose x only grow, without gaps but with a third element where there was one before; null for
 * other series, which have no single value at an x.
 */
function ascending(series) {
  const list = [];
  let gap = false;
  for (const [x, y] of pairs(series)) {
    const drawn = drawable([x, y]);
    if (drawn && list.length > 0 && x < list.at(-1)[0]) return null;
    if (drawn) list.push([x, y, gap]);
    gap = !drawn;
  }
  return list;
}

/** Where points as of {@link ascending} are at an x: on the line, or on the last step before; NaN where they are not. */
function valueAt(points, isStep, x) {
  let [before, after] = [0, points.length - 1];
  if (points.length === 0 || x < points[0][0] || x > points[after][0]) return NaN;
  while (after - before > 1) {
    const middle = (before + after) >> 1;
    if (points[middle][0] <= x) before = middle;
    else after = middle;
  }
  const [from, to] = [points[before], points[after]];
  if (x >= to[0]) return to[1];
  if (x === from[0]) return from[1];
  if (to[2]) return NaN;
  return isStep ? from[1] : from[1] + ((to[1] - from[1]) * (x - from[0])) / (to[0] - from[0]);
}

function stroke(series) {
  return { color: seriesColour(series.colour), width: series.thin ? 1 : 2, type: series.dashed ? [6, 4] : 'solid' };
}

function lineSeries(series, isArea) {
  return {
    type: 'line',
    name: series.name,
    data: pairs(series),
    color: seriesColour(series.colour),
    lineStyle: stroke(series),
    areaStyle: isArea ? { opacity: 0.12 } : undefined,
    step: series.step ? 'end' : undefined,
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: !series.step && series.points.length <= 60,
    emphasis: { disabled: true },
    z: series.colour < 0 ? 2 : 3,
  };
}

function pointSeries(series) {
  const data = pairs(series).filter(drawable);
  return {
    type: 'scatter',
    name: series.name,
    data,
    symbolSize: series.thin || data.length > 1000 ? 3 : 6,
    large: data.length > 1500,
    largeThreshold: 1500,
    progressive: 0,
    itemStyle: { color: seriesColour(series.colour), opacity: data.length > 300 ? 0.6 : 0.85 },
    emphasis: { disabled: true },
    z: series.colour < 0 ? 2 : 3,
  };
}

/** A trajectory, with a circle where it begins and a square where it ends. */
function pathSeries(series) {
  if (series.dots) return [{ ...pointSeries(series), silent: true }];
  const points = pairs(series).filter(drawable);
  const end = (point, symbol, fill) => ({
    type: 'scatter',
    name: series.name,
    data: point ? [point] : [],
    symbol,
    symbolSize: 9,
    itemStyle: { color: fill, borderColor: seriesColour(series.colour), borderWidth: 2 },
    silent: true,
    z: 5,
  });
  return [
    { ...lineSeries(series, false), showSymbol: false, silent: true },
    end(points[0], 'circle', colour('card')),
    end(points.at(-1), 'rect', seriesColour(series.colour)),
  ];
}

const DASHES = {
  lying: 'path://M0 0h3v8h-3zM0 11h3v8h-3zM0 22h3v8h-3z',
  standing: 'path://M0 0h8v3h-8zM11 0h8v3h-8zM22 0h8v3h-8z',
};

function barSeries(series, spec, shift) {
  const value = (x) => (x === null ? '-' : x + shift);
  const turned = (x, k) => (spec.horizontal ? [value(x), k] : [k, value(x)]);
  if (series.markers) {
    return {
      type: 'scatter',
      name: series.name,
      data: series.values.map(turned).filter((pair) => !pair.includes('-')),
      symbol: spec.horizontal ? DASHES.lying : DASHES.standing,
      symbolSize: spec.horizontal ? [3, 30] : [36, 3],
      itemStyle: { color: series.colour < 0 ? colour('text') : seriesColour(series.colour), opacity: 1 },
      z: 6,
    };
  }
  return {
    type: 'bar',
    name: series.name,
    data: series.values.map(value),
    color: seriesColour(series.colour),
    stack: spec.stacked ? 'all' : undefined,
    barMaxWidth: 34,
    emphasis: { disabled: true },
  };
}
