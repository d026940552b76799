'use strict';

// The tables.

(function () {
  const runs = data.runs;

  function row(table, cells, tag = 'td', words = []) {
    const line = element('tr');
    cells.forEach((cell, k) => {
      const made = element(k === 0 ? 'th' : tag);
      made.append(cell);
      if (k === 0) made.scope = tag === 'th' ? 'col' : 'row';
      if (words.includes(k)) made.className = 'words';
      line.append(made);
    });
    table.append(line);
  }

  function header(table, cells, words) {
    const head = element('thead');
    row(head, cells, 'th', words);
    table.append(head);
    const body = element('tbody');
    table.append(body);
    return body;
  }

  function nameOf(run) {
    const holder = element('span');
    const swatch = element('span', '', 'swatch');
    const paint = () => (swatch.style.background = seriesColour(run.colour));
    paint();
    drawings.push(paint);
    holder.append(swatch, run.name);
    return holder;
  }

  // One column a run, so that a single run reads as a list and several stand side by side.
  const body = header(document.getElementById('runs'), ['', ...runs.map(nameOf)]);
  const LINES = [
    ['ended', (run) => run.termination],
    ['chi2 at the start', (run) => number(run.initial_chi2, 9)],
    ['chi2 at the end', (run) => number(run.final_chi2, 9)],
    ['error of the trajectory', (run) => run.error || ''],
    ['iterations', (run) => count(run.iterations.length)],
    ['linear iterations', (run) => count(run.linear_iterations)],
    ['factorisations', (run) => count(run.factorizations)],
    ['fallbacks', (run) => count(run.fallbacks.length)],
    ['time, total', (run) => seconds(run.seconds.total)],
    ['precision', (run) => run.precision],
    ['algorithm', (run) => run.algorithm],
    ['linear solver', (run) => run.solver],
    ['preconditioner', (run) => run.preconditioner],
    ['kernels', (run) => run.kernel],
    ['memory of the factor', (run) => bytes(run.factor_bytes)],
    ['memory of the Jacobian', (run) => bytes(run.jacobian_bytes)],
  ];
  LINES.forEach(([name, of]) => {
    const cells = runs.map(of);
    if (cells.some((cell) => cell !== '')) row(body, [name, ...cells]);
  });

  const ranges = runs.flatMap((run) => run.ranges.map((range) => [run, range]));
  const note = document.getElementById('ranges-note');
  if (ranges.length === 0) {
    note.textContent = 'Nothing was rounded to a narrow format.';
  } else {
    const table = header(
      document.getElementById('ranges'),
      ['run', 'what', 'format', 'numbers', 'overflows', 'underflows', 'largest', 'of the largest possible'],
      [1, 2],
    );
    const LARGEST = { fp16: 65504, fp32: 3.4028234663852886e38 };
    ranges.forEach(([run, range]) =>
      row(
        table,
        [
          nameOf(run),
          range.what,
          range.storage,
          count(range.conversions),
          count(range.overflows),
          count(range.underflows),
          number(range.max_abs, 4),
          LARGEST[range.storage] ? number((100 * range.max_abs) / LARGEST[range.storage], 3) + ' %' : '–',
        ],
        'td',
        [1, 2],
      ),
    );
    note.textContent =
      'Overflows are stored as the largest finite number; underflows became zero or lost digits (subnormal). ' +
      'The largest number of fp16 is 65504; b16 are 16-bit integers with a scale for each column, which cannot overflow.';
  }

  const fallbacks = document.getElementById('fallbacks');
  const fallen = runs.filter((run) => run.fallbacks.length > 0);
  if (fallen.length === 0) {
    fallbacks.append(element('p', 'None: the precision that was asked for did for every step.'));
  }
  fallen.forEach((run) => {
    fallbacks.append(element('p', run.name + ':'));
    const list = element('ul');
    run.fallbacks.forEach((f) =>
      list.append(element('li', 'iteration ' + f.iteration + ': ' + f.rung + ' (' + f.reason + ')')),
    );
    fallbacks.append(list);
  });

  const iterations = document.getElementById('iterations');
  runs.forEach((run) => {
    const details = element('details');
    details.append(element('summary', run.name + ': ' + count(run.iterations.length) + ' iterations'));
    const wide = element('div', undefined, 'wide');
    const table = element('table');
    const lines = header(table, [
      'iteration', 'chi2', 'promised decrease', 'step length', 'trust region', 'linear', 'factor', 'storage', 'step', 'seconds',
    ]);
    run.iterations.forEach((point) =>
      row(lines, [
        String(point.iteration),
        number(point.chi2, 10),
        number(point.model_decrease, 4),
        number(point.step_norm, 4),
        number(point.trust_region, 4),
        count(point.linear_iterations),
        point.factored ? 'new' : 'kept',
        point.factor_storage,
        point.accepted ? 'taken' : 'rejected',
        point.seconds.toFixed(4),
      ]),
    );
    wide.append(table);
    details.append(wide);
    iterations.append(details);
  });
})();
