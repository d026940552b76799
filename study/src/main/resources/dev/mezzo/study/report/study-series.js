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
