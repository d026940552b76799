'use strict';

// Convergence, linear iterations, step lengths and times.

(function () {
  const runs = data.runs;
  const state = { quantity: 'chi2', axis: 'iteration' };

  const lowest = Math.min(...runs.map((run) => run.final_chi2).filter(finite));

  const QUANTITIES = {
    chi2: { name: 'chi2', of: (chi2) => chi2 },
    residual: { name: 'RMS of the whitened residuals', of: (chi2, run) => Math.sqrt(chi2 / run.residuals) },
    excess: { name: 'chi2 above the lowest found, relative', of: (chi2) => (chi2 - lowest) / lowest },
  };

  /** The start and each iteration, as points. */
  function course(run) {
    const start = { iteration: 0, chi2: run.initial_chi2, seconds: 0, accepted: true };
    return [start, ...run.iterations];
  }

  function steps(axis, name) {
    return {
      ...axis,
      type: 'value',
      name,
      nameLocation: 'middle',
      nameGap: 26,
      min: 0,
      splitLine: { show: false },
      axisLabel: { ...axis.axisLabel, hideOverlap: true },
      minInterval: state.axis === 'iteration' ? 1 : undefined,
    };
  }

  const GRID = { left: 8, right: 20, top: 58, bottom: 28, containLabel: true };

  function describe(item) {
    const lines = [element('div', item.seriesName + ', iteration ' + item.value[2].iteration)];
    const point = item.value[2];
    lines.push(element('div', 'chi2 ' + number(point.chi2, 9)));
    if (point.iteration > 0) {
      lines.push(element('div', point.accepted ? 'step taken' : 'step rejected: chi2 would be ' + number(point.trial_chi2, 9)));
      lines.push(element('div', 'step length ' + number(point.step_norm, 4) + ', trust region ' + number(point.trust_region, 4)));
      lines.push(element('div', count(point.linear_iterations) + ' linear iterations, factor ' +
        (point.factored ? 'new' : 'kept') + ', ' + point.factor_storage));
      lines.push(element('div', 'after ' + seconds(point.seconds)));
    }
    const holder = element('div');
    holder.append(...lines);
    return holder;
  }

  function lines(valueOf) {
    return runs.map((run) => ({
      type: 'line',
      name: run.name,
      color: seriesColour(run.colour),
      lineStyle: { width: 2 },
      symbolSize: (value) => (value[2].accepted ? 6 : 10),
      symbol: (value) => (value[2].accepted ? 'circle' : 'diamond'),
      showSymbol: true,
      showAllSymbol: true,
      data: course(run)
        .map((point) => ({
          value: [point[state.axis], Math.log10(valueOf(point, run)), point],
          itemStyle: point.accepted ? {} : { color: colour('card'), borderColor: seriesColour(run.colour), borderWidth: 1.5 },
        }))
        .filter((entry) => finite(entry.value[1])),
    }));
  }

  function curves(axis, name, valueOf) {
    const series = lines(valueOf);
    const vertical = logAxis(axis, 'y', series.flatMap((one) => one.data.map((entry) => entry.value[1])));
    return {
      animation: false,
      grid: GRID,
      legend: { ...legend(), data: runs.map((run) => run.name) },
      tooltip: tooltip({ trigger: 'item', formatter: describe }),
      xAxis: steps(axis, state.axis === 'iteration' ? 'iteration' : 'seconds'),
      yAxis: vertical.axis,
      title: axisTitle(name),
      series: [...series, gridLines(vertical.lines)],
    };
  }

  const convergence = draw('convergence', (axis) => {
    const quantity = QUANTITIES[state.quantity];
    return curves(axis, quantity.name, (point, run) => quantity.of(point.chi2, run));
  });

  const controls = document.getElementById('convergence-controls');
  select(controls, 'Show', Object.entries(QUANTITIES).map(([key, quantity]) => [key, quantity.name]), (key) => {
    state.quantity = key;
    convergence.redraw();
  });
  select(controls, 'over', [['iteration', 'iterations'], ['seconds', 'seconds']], (key) => {
    state.axis = key;
    convergence.redraw();
    lengths.redraw();
  });
  document.getElementById('convergence-note').textContent =
    'Hollow diamonds are steps that were rejected. chi2 is the sum of squared whitened residuals, without unit.';

  const lengths = draw('steps', (axis) => curves(axis, 'norm, scaled variables', (point) => point.step_norm));

  const iterative = runs.filter((run) => run.linear_iterations > 0);
  const direct = runs.filter((run) => run.linear_iterations === 0);
  const linear = (axis) => ({
    animation: false,
    grid: GRID,
    legend: legend(),
    tooltip: tooltip({ trigger: 'item', formatter: describe }),
    xAxis: {
      ...axis,
      type: 'category',
      name: 'iteration',
      nameLocation: 'middle',
      nameGap: 26,
      data: Array.from({ length: Math.max(1, ...runs.map((run) => run.iterations.length)) }, (_, k) => String(k + 1)),
    },
    yAxis: { ...axis, type: 'value', minInterval: 1 },
    title: axisTitle('linear iterations'),
    series: iterative.map((run) => ({
      type: 'bar',
      name: run.name,
      color: seriesColour(run.colour),
      data: run.iterations.map((point) => ({ value: [point.iteration - 1, point.linear_iterations, point] })),
    })),
  });
  if (iterative.length > 0) draw('linear', linear);
  document.getElementById('linear').hidden = iterative.length === 0;
  document.getElementById('linear-note').textContent =
    direct.length === 0 ? '' : 'No linear iterations, because solved directly: ' + direct.map((run) => run.name).join(', ') + '.';

  const STAGES = [
    ['setup', 'set-up'],
    ['linearize', 'linearise'],
    ['precondition', 'precondition'],
    ['linear_solve', 'linear solve'],
    ['update', 'update'],
    ['other', 'other'],
  ];

  document.getElementById('times').style.height = 110 + 46 * runs.length + 'px';
  draw('times', (axis) => ({
    animation: false,
    grid: { left: 12, right: 24, top: 36, bottom: 40, containLabel: true },
    legend: legend(),
    tooltip: tooltip({
      trigger: 'axis',
      axisPointer: { type: 'none' },
      valueFormatter: (value) => seconds(value),
    }),
    xAxis: { ...axis, type: 'value', name: 'seconds', nameLocation: 'middle', nameGap: 26, axisLabel: { ...axis.axisLabel, hideOverlap: true } },
    yAxis: { ...axis, type: 'category', inverse: true, data: runs.map((run) => run.name), axisLabel: { color: colour('text') } },
    series: STAGES.map(([key, name], index) => ({
      type: 'bar',
      stack: 'time',
      name,
      barMaxWidth: 26,
      color: seriesColour(index),
      data: runs.map((run) => run.seconds[key]),
    })),
  }));
})();
