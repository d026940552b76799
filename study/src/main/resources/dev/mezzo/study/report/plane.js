'use strict';

// Plots of a plane whose axes have the same scale: drag to move, buttons or Ctrl and wheel to zoom.

/**
 * Draws such a plot.
 *
 * @param id of the element
 * @param content called with the style of axes: gives the extent to show at first [least x, most x, least y, most y],
 *   the names of the axes, and further options for ECharts, among them the series
 */
function plane(id, content) {
  const MARGIN = { left: 52, right: 14, top: 28, bottom: 42 };
  const view = { x: 0, y: 0, span: 0 }; // span over the shorter side of the plot
  let extent = [0, 1, 0, 1];

  const plot = () => {
    const holder = document.getElementById(id);
    return [
      Math.max(50, holder.clientWidth - MARGIN.left - MARGIN.right),
      Math.max(50, holder.clientHeight - MARGIN.top - MARGIN.bottom),
    ];
  };

  function fit() {
    const [width, height] = plot();
    const shorter = Math.min(width, height);
    view.x = (extent[0] + extent[1]) / 2;
    view.y = (extent[2] + extent[3]) / 2;
    const perPixel = Math.max((extent[1] - extent[0]) / width, (extent[3] - extent[2]) / height);
    view.span = Math.max(1e-6, 1.08 * perPixel * shorter);
  }

  function limits() {
    const [width, height] = plot();
    const perPixel = view.span / Math.min(width, height);
    return {
      xAxis: { min: view.x - (perPixel * width) / 2, max: view.x + (perPixel * width) / 2 },
      yAxis: { min: view.y - (perPixel * height) / 2, max: view.y + (perPixel * height) / 2 },
    };
  }

  function options(axis) {
    const { extent: shown, names, ...more } = content(axis);
    extent = shown;
    if (view.span === 0) fit();
    const bounds = limits();
    const scale = {
      ...axis,
      type: 'value',
      axisLabel: { ...axis.axisLabel, showMinLabel: false, showMaxLabel: false, hideOverlap: true },
    };
    return {
      animation: false,
      grid: MARGIN,
      title: axisTitle(names[1], 4),
      xAxis: { ...scale, ...bounds.xAxis, name: names[0], nameLocation: 'middle', nameGap: 26 },
      yAxis: { ...scale, ...bounds.yAxis },
      ...more,
    };
  }

  let waiting = false;
  function move() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      drawing.chart.setOption(limits());
    });
  }

  const drawing = draw(id, options, move);

  drawing.holder.addEventListener('pointerdown', (start) => {
    if (start.pointerType === 'touch') return; // fingers scroll the page
    drawing.holder.setPointerCapture(start.pointerId);
    let [x, y] = [start.clientX, start.clientY];
    const drag = (event) => {
      const perPixel = view.span / Math.min(...plot());
      view.x -= perPixel * (event.clientX - x);
      view.y += perPixel * (event.clientY - y);
      [x, y] = [event.clientX, event.clientY];
      move();
    };
    const stop = () => {
      drawing.holder.removeEventListener('pointermove', drag);
      drawing.holder.removeEventListener('pointerup', stop);
      drawing.holder.removeEventListener('pointercancel', stop);
    };
    drawing.holder.addEventListener('pointermove', drag);
    drawing.holder.addEventListener('pointerup', stop);
    drawing.holder.addEventListener('pointercancel', stop);
  });
  drawing.holder.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2);
    },
    { passive: false },
  );

  function zoom(factor) {
    view.span *= factor;
    move();
  }

  function refit() {
    view.span = 0;
    drawing.redraw();
  }

  return { zoom, refit, redraw: drawing.redraw, chart: drawing.chart };
}

/** Points without the far ends: a few landmarks are always far away. */
function near(list) {
  if (list.length < 50) return list;
  const limits = [0, 1].map((axis) => {
    const sorted = list.map((point) => point[axis]).sort((a, b) => a - b);
    return [sorted[Math.floor(0.03 * sorted.length)], sorted[Math.floor(0.97 * sorted.length)]];
  });
  return list.filter((point) => point.every((value, axis) => value >= limits[axis][0] && value <= limits[axis][1]));
}

/** Buttons that zoom plots. */
function zoomButtons(controls, planes) {
  [
    ['+', 'Zoom in', (p) => p.zoom(1 / 1.5)],
    ['−', 'Zoom out', (p) => p.zoom(1.5)],
    ['Fit', 'Show everything', (p) => p.refit()],
  ].forEach(([text, title, action]) => {
    const button = element('button', text);
    button.type = 'button';
    button.title = title;
    button.addEventListener('click', () => planes.forEach(action));
    controls.append(button);
  });
}
