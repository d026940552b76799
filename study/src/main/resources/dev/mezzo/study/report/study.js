'use strict';

// Draws each chart of a study from its description in the data.

(function () {
  const GRID = { left: 6, right: 18, top: 30, bottom: 28, containLabel: true };

  const label = (axis) => axis.name + (axis.unit ? (axis.name ? ', ' : '') + axis.unit : '');

  /** A coordinate as a number of the axis, with its unit. */
  function value(axis, coordinate) {
    const x = Number((axis.log ? 10 ** coordinate : coordinate).toPrecision(4));
    const text = Math.abs(x) >= 1e4 && Math.abs(x) < 1e7 ? x.toLocaleString('en-US') : number(x, 4);
    return axis.unit ? text + ' ' + axis.unit : text;
  }

  function line(name, place, text) {
    const holder = element('div');
    if (place !== undefined) {
      const swatch = element('span', '', 'swatch');
      swatch.style.background = seriesColour(place);
      holder.append(swatch);
    }
    holder.append((name ? name + ': ' : '') + text);
    return holder;
  }

  function lines(list) {
    const holder = element('div');
    holder.append(...list);
    return holder;
  }

  const colourOf = (spec, name) => spec.series.find((series) => series.name === name).colour;

  /** A value axis, and the lines that stand for its finer parts. */
  function valueAxis(base, spec, which, coordinates, shift = 0) {
    const axis = spec[which];
    if (axis.log) return logAxis(base, which, [...coordinates, ...axis.showing], shift);
    const scale = which === 'x' || axis.fitted;
    return { axis: { ...base, type: 'value', scale, axisLabel: { ...base.axisLabel, hideOverlap: true } }, lines: [] };
  }

  /** Points that linear axes must contain: the ends that are to be seen, and the reference lines. */
  function contained(spec, anchor) {
    const at = (vertical, coordinate) => (vertical ? [coordinate, anchor[1]] : [anchor[0], coordinate]);
    return [
      ...spec.x.showing.map((coordinate) => at(true, coordinate)),
      ...spec.y.showing.map((coordinate) => at(false, coordinate)),
      ...spec.references.map((reference) => at(reference.vertical, reference.at)),
    ];
  }

  const references = (spec, shift = 0) =>
    spec.references.map(({ vertical, at, text }) => ({ [vertical ? 'xAxis' : 'yAxis']: at + shift, text }));

  function curves(spec, base, selected) {
    const courses = new Map(spec.series.map((series) => [series.name, series.dots ? null : ascending(series)]));
    const all = spec.series.flatMap((series) => pairs(series).filter(drawable));
    const points = contained(spec, all[0] || [0, 0]);
    const x = valueAxis({ ...base, splitLine: { ...base.splitLine, show: spec.x.log } }, spec, 'x', [...all, ...points].map((p) => p[0]));
    const y = valueAxis(base, spec, 'y', [...all, ...points].map((p) => p[1]));
    const ofPoints = (item) =>
      lines([
        line(item.seriesName, colourOf(spec, item.seriesName), ''),
        line(spec.x.name, undefined, value(spec.x, item.value[0])),
        line(spec.y.name, undefined, value(spec.y, item.value[1])),
      ]);
    const ofLines = (items) => {
      const shown = items.filter((item) => item.seriesName && drawable(item.value));
      if (shown.length === 0) return '';
      const at = shown[0].value[0];
      const said = spec.series
        .filter((series) => selected[series.name])
        .map((series) => {
          const item = shown.find((one) => one.seriesName === series.name);
          const course = courses.get(series.name);
          return [series, course ? valueAt(course, series.step, at) : item ? item.value[1] : NaN];
        })
        .filter(([, found]) => finite(found));
      return lines([
        line(spec.x.name, undefined, value(spec.x, at)),
        ...said.map(([series, found]) => line(series.name, series.colour, value(spec.y, found))),
      ]);
    };
    return {
      grid: GRID,
      title: axisTitle(label(spec.y), 2),
      tooltip:
        spec.kind === 'points'
          ? tooltip({ trigger: 'item', formatter: ofPoints })
          : tooltip({ trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: colour('muted') } }, formatter: ofLines }),
      xAxis: { ...x.axis, name: label(spec.x), nameLocation: 'middle', nameGap: 26 },
      yAxis: y.axis,
      series: [
        gridLines([...x.lines, ...y.lines]),
        referenceLines(references(spec), points),
        ...spec.series.map((series) => (series.dots ? pointSeries(series) : lineSeries(series, spec.kind === 'histogram'))),
      ],
    };
  }

  /** Whether the longest bar is 100 but for rounding, which must not make the axis longer. */
  function isWhole(spec) {
    const shown = spec.series.filter((series) => !series.markers);
    const longest = spec.categories.map((_, k) => {
      const values = shown.map((series) => series.values[k] ?? 0);
      return spec.stacked ? values.reduce((sum, x) => sum + x, 0) : Math.max(0, ...values);
    });
    return Math.abs(Math.max(0, ...longest) - 100) < 0.1;
  }

  function bars(spec, base, chart) {
    // Bars grow from zero, so on a logarithmic axis the coordinates are moved until the lowest decade is zero.
    const values = spec.series.flatMap((series) => series.values).filter(finite);
    const all = [...values, ...spec.references.map((reference) => reference.at)];
    if (all.length === 0) all.push(0);
    const shift = spec.y.log ? -Math.floor(Math.min(...all) - 0.1) : 0;
    const along = spec.horizontal ? 'x' : 'y';
    const measure = spec.y.log
      ? logAxis(base, along, [-shift, ...all, ...spec.y.showing].map((coordinate) => coordinate + shift), shift)
      : { axis: { ...base, type: 'value', axisLabel: { ...base.axisLabel, hideOverlap: true } }, lines: [] };
    if (!spec.y.log && spec.y.unit === '%' && isWhole(spec)) measure.axis.max = 100;
    const room = chart.getWidth() / Math.max(1, spec.categories.length) - 12;
    const categories = {
      ...base,
      type: 'category',
      data: spec.categories,
      inverse: spec.horizontal,
      axisTick: { show: false },
      axisLabel: {
        color: colour('text'),
        interval: 0,
        lineHeight: 14,
        ...(spec.horizontal
          ? { width: Math.min(220, 0.34 * chart.getWidth()), overflow: 'break' }
          : room < 44
            ? { rotate: 50, width: 110, overflow: 'truncate' }
            : { width: room, overflow: 'break' }),
      },
    };
    const points = spec.horizontal
      ? spec.references.map((reference) => [reference.at + shift, 0])
      : spec.references.map((reference) => [0, reference.at + shift]);
    const describe = (items) =>
      lines([
        element('div', items[0].name || items[0].axisValueLabel),
        ...items
          .filter((item) => item.seriesName)
          .map((item) => {
            const raw = Array.isArray(item.value) ? item.value[spec.horizontal ? 0 : 1] : item.value;
            const text = finite(raw) ? value(spec.y, raw - shift) : '–';
            return line(item.seriesName, colourOf(spec, item.seriesName), text);
          }),
      ]);
    const named = { ...measure.axis, name: spec.horizontal ? label(spec.y) : '', nameLocation: 'middle', nameGap: 26 };
    return {
      grid: { ...GRID, top: spec.horizontal ? 8 : 30, bottom: spec.horizontal ? 28 : 8 },
      title: spec.horizontal ? undefined : axisTitle(label(spec.y), 2),
      tooltip: tooltip({ trigger: 'axis', axisPointer: { type: 'shadow' }, formatter: describe }),
      xAxis: spec.horizontal ? named : categories,
      yAxis: spec.horizontal ? categories : named,
      series: [
        gridLines(measure.lines, true),
        referenceLines(references(spec, shift), points),
        ...spec.series.map((series) => barSeries(series, spec, shift)),
      ],
    };
  }

  function extent(spec, selected) {
    const box = [Infinity, -Infinity, Infinity, -Infinity];
    spec.series
      .filter((series) => selected[series.name])
      .flatMap((series) => (series.dots ? near : (list) => list)(pairs(series).filter(drawable)))
      .forEach(([x, y]) => {
        box[0] = Math.min(box[0], x);
        box[1] = Math.max(box[1], x);
        box[2] = Math.min(box[2], y);
        box[3] = Math.max(box[3], y);
      });
    return box[0] <= box[1] ? box : [0, 1, 0, 1];
  }

  /** Names of the series as buttons that show and hide them. */
  function buttons(spec, selected, holder, onChange) {
    if (spec.series.length < 2 && !spec.series.some((series) => series.hidden)) return;
    spec.series.forEach((series) => {
      const button = element('button', undefined, 'entry');
      button.type = 'button';
      const swatch = element('span', '', series.markers || series.dashed ? 'swatch dashed' : 'swatch');
      const paint = () => swatch.style.setProperty('--swatch', series.markers && series.colour < 0 ? colour('text') : seriesColour(series.colour));
      paint();
      drawings.push(paint);
      const press = () => button.setAttribute('aria-pressed', String(selected[series.name]));
      press();
      button.append(swatch, series.name);
      button.addEventListener('click', () => {
        selected[series.name] = !selected[series.name];
        press();
        onChange();
      });
      holder.append(button);
    });
  }

  data.charts.forEach((spec, place) => {
    const id = 'chart-' + place;
    const holder = document.getElementById('legend-' + place);
    const selected = Object.fromEntries(spec.series.map((series) => [series.name, !series.hidden]));
    const hiddenLegend = () => ({ show: false, selected, data: spec.series.map((series) => series.name) });
    if (spec.kind === 'map') {
      const map = plane(id, () => ({
        extent: extent(spec, selected),
        names: [label(spec.x), label(spec.y)],
        legend: hiddenLegend(),
        series: spec.series.flatMap(pathSeries),
      }));
      buttons(spec, selected, holder, map.redraw);
      const zooms = element('span', undefined, 'zooms');
      zoomButtons(zooms, [map]);
      holder.append(zooms);
      return;
    }
    if (spec.horizontal) {
      const each = spec.stacked ? 1 : spec.series.filter((series) => !series.markers).length;
      document.getElementById(id).style.height = 60 + spec.categories.length * (14 + 20 * Math.max(1, each)) + 'px';
    }
    const redrawBars = () => {
      if (spec.kind === 'bars') drawing.redraw();
    };
    const drawing = draw(
      id,
      (axis, chart) => ({
        animation: false,
        legend: hiddenLegend(),
        ...(spec.kind === 'bars' ? bars(spec, axis, chart) : curves(spec, axis, selected)),
      }),
      redrawBars,
    );
    buttons(spec, selected, holder, drawing.redraw);
  });
})();
