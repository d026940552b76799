'use strict';

// The pose graph, or the bundle, before and after, seen along one axis.

(function () {
  const graph = data.graph;
  if (!graph) return;
  document.getElementById('map').hidden = false;

  const AXES = ['x', 'y', 'z'];
  const crowded = graph.closures.length / 2 > 2000;
  const LAYERS = [
    { key: 'cameras', text: 'cameras', opacity: 0.9, width: 0 },
    { key: 'odometry', text: 'odometry', opacity: 0.9, width: 1.2 },
    { key: 'closures', text: 'loop closures', opacity: crowded ? 0.35 : 0.5, width: crowded ? 0.35 : 0.8 },
    { key: 'truth', text: 'true trajectory', opacity: 0.9, width: 1.2 },
    { key: 'landmarks', text: 'landmarks', opacity: 0.8, width: 0 },
  ].filter(({ key }) => (key === 'cameras' ? graph.isBundle : graph[key] && (graph[key].length || !graph.isBundle)));
  const SCATTERED = ['cameras', 'landmarks'];
  const COLOURS_OF = { cameras: 'odometry', odometry: 'odometry', closures: 'closure', truth: 'truth', landmarks: 'truth' };

  const state = {
    run: data.runs.length - 1,
    plane: graph.isBundle ? [0, 2] : [0, 1],
    shown: { cameras: true, odometry: true, closures: true, truth: false, landmarks: true },
  };
  if (data.shownRun !== undefined) state.run = data.shownRun;

  const at = (positions, pose, axis) => (axis < graph.dimension ? positions[graph.dimension * pose + axis] : 0);

  /** One broken line for all edges: a single path, however many there are. */
  function edges(positions, pairs) {
    const [a, b] = state.plane;
    const points = [];
    let last = -1;
    for (let k = 0; k < pairs.length; k += 2) {
      if (pairs[k] !== last) {
        if (k > 0) points.push([NaN, NaN]);
        points.push([at(positions, pairs[k], a), at(positions, pairs[k], b)]);
      }
      last = pairs[k + 1];
      points.push([at(positions, last, a), at(positions, last, b)]);
    }
    return points;
  }

  /** Points of their own, each of them drawn. */
  function scattered(positions) {
    const [a, b] = state.plane;
    const points = [];
    for (let k = 0; k < positions.length / graph.dimension; k++) points.push([at(positions, k, a), at(positions, k, b)]);
    return points;
  }

  function points({ positions, landmarks }, key) {
    if (key === 'cameras') return scattered(positions);
    if (key === 'landmarks') return scattered(landmarks || []);
    return edges(key === 'truth' ? graph.truth : positions, key === 'closures' ? graph.closures : graph.odometry);
  }

  function box(list) {
    const limits = [Infinity, -Infinity, Infinity, -Infinity];
    for (const [x, y] of list) {
      if (Number.isNaN(x)) continue;
      limits[0] = Math.min(limits[0], x);
      limits[1] = Math.max(limits[1], x);
      limits[2] = Math.min(limits[2], y);
      limits[3] = Math.max(limits[3], y);
    }
    return limits[0] <= limits[1] ? limits : [0, 1, 0, 1];
  }

  function panel(id, positions) {
    return plane(id, () => {
      const layers = LAYERS.filter((layer) => state.shown[layer.key]);
      const drawn = layers.map((layer) => points(positions(), layer.key));
      const keys = graph.isBundle ? SCATTERED : ['odometry', 'closures', 'landmarks'];
      const all = keys.map((key) => (key === 'landmarks' && graph.isBundle ? near(points(positions(), key)) : points(positions(), key)));
      return {
        extent: box(all.flat()),
        names: state.plane.map((axis) => AXES[axis] + (graph.isBundle ? '' : ' in m')),
        series: layers.map((layer, k) => ({
          type: SCATTERED.includes(layer.key) ? 'scatter' : 'line',
          data: drawn[k],
          showSymbol: false,
          symbolSize: layer.key === 'cameras' ? 6 : graph.isBundle ? 2 : 4,
          itemStyle: { color: colour(COLOURS_OF[layer.key]), opacity: layer.opacity },
          silent: true,
          progressive: 0, // all landmarks at once, not in parts after the page is there
          clip: true,
          emphasis: { disabled: true },
          lineStyle: { color: colour(COLOURS_OF[layer.key]), width: layer.width, opacity: layer.opacity },
          z: layer.key === 'closures' || layer.key === 'cameras' ? 3 : 2,
        })),
      };
    });
  }

  function captions() {
    const run = data.runs[state.run];
    document.getElementById('before-caption').textContent =
      'Before: ' + graph.startName + (graph.startError ? ', ' + graph.startError : '');
    document.getElementById('after-caption').textContent =
      'After: ' + run.name + (run.error ? ', ' + run.error : '');
  }

  const before = panel('before', () => ({ positions: graph.start, landmarks: graph.landmarks }));
  const after = panel('after', () => data.runs[state.run]);
  const both = (action) => [before, after].forEach(action);

  const controls = document.getElementById('map-controls');
  if (data.runs.length > 1) {
    const choices = data.runs.map((run, index) => [index, run.name]);
    select(controls, 'After', choices, (index) => {
      state.run = Number(index);
      captions();
      after.redraw();
    });
    controls.querySelector('select').value = String(state.run);
  }
  if (graph.dimension === 3) {
    // Cameras that look ahead have y upwards or downwards, robots z upwards.
    const planes = graph.isBundle
      ? [
          ['02', 'from above: x, z'],
          ['01', 'from the front: x, y'],
          ['12', 'from the side: y, z'],
        ]
      : [
          ['01', 'from above: x, y'],
          ['02', 'from the side: x, z'],
          ['12', 'along x: y, z'],
        ];
    select(controls, 'View', planes, (plane) => {
      state.plane = [Number(plane[0]), Number(plane[1])];
      both((p) => p.refit());
    });
  }
  LAYERS.forEach((layer) => {
    const label = element('label');
    const tick = element('input');
    tick.type = 'checkbox';
    tick.checked = state.shown[layer.key];
    tick.addEventListener('change', () => {
      state.shown[layer.key] = tick.checked;
      both((p) => p.redraw());
    });
    const swatch = element('span', '', 'swatch');
    swatch.style.background = 'var(--' + COLOURS_OF[layer.key] + ')';
    label.append(tick, ' ', swatch, layer.text);
    controls.append(label);
  });
  zoomButtons(controls, [before, after]);
  captions();
  document.getElementById('map-note').textContent =
    count(graph.start.length / graph.dimension) + (graph.isBundle ? ' cameras' : ' poses, ') +
    (graph.isBundle
      ? ''
      : count(graph.odometry.length / 2) + ' odometry edges (between poses that follow each other), ' +
        count(graph.closures.length / 2) + ' loop closures') +
    (graph.landmarks ? ', ' + count(graph.landmarks.length / graph.dimension) + ' landmarks' : '') +
    '. Both axes have the same scale; drag with the mouse to move, Ctrl and wheel to zoom.';
})();
