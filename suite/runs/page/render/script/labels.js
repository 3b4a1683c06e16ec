// What is pointed out. Its texts stand where nothing is drawn: those of levels in a margin at the
// right, those of marks above the plot. Texts that would come too near are moved apart.
const LABEL = { size: 11, line: 14, apart: 10, rows: 3 };
const leveled = (levels, width) =>
  levels.map(({ value, text }) => {
    const lines = wrapped(text, width < 480 ? 70 : 140, LABEL.size, 3);
    return { value, text, lines, width: Math.max(...lines.map((line) => widthOf(line, LABEL.size))) };
  });
const marginFor = (levels, width) =>
  levels.length ? 16 + Math.max(...leveled(levels, width).map((one) => one.width)) : 18;
const nameRoom = (width) => width - 70;
const heightFor = (rows) => (rows ? 10 + LABEL.line * rows : 0);

// Lines and rings, at their values.
const pointedOut = ({ levels, marks }, faint) => {
  const lines = [
    ...levels.map(({ value, text }) => ({ yAxis: value, name: text, lineStyle: { color: faint, width: 1.5, type: "dashed" } })),
    ...marks.map(({ x, y, text, color }) => ({
      xAxis: x,
      name: text,
      lineStyle: y === null ? { color, width: 1.5, type: "dashed" } : { color, width: 1, type: "dotted" },
    })),
  ];
  const rings = marks
    .filter(({ y }) => y !== null)
    .map(({ x, y, text, color }) => ({ coord: [x, y], name: text, itemStyle: { color: "transparent", borderColor: color, borderWidth: 2 } }));
  const nothing = { type: "line", name: "", data: [], silent: true };
  return [
    {
      ...nothing,
      markLine: { symbol: "none", precision: -1, label: { show: false }, data: lines, silent: true },
      markPoint: { symbol: "circle", symbolSize: 12, label: { show: false }, data: rings, silent: true },
    },
    { ...nothing, id: "labels" },
  ];
};

// As near as can be to where they are wanted, from above in their order, and not nearer than their
// heights: the least squares, by pooling neighbors that would come too near.
const spread = (items, top, bottom) => {
  let sorted = items;
  // Where there is no place for all, some lines, at even distances, have a text.
  for (let count = items.length; sorted.reduce((total, one) => total + one.height, 0) > bottom - top; ) {
    count -= 1;
    sorted = Array.from({ length: count }, (_, n) => items[Math.round((n * (items.length - 1)) / Math.max(count - 1, 1))]);
  }
  const above = [];
  let sum = 0;
  for (const one of sorted) {
    above.push(sum + one.height / 2);
    sum += one.height;
  }
  const pools = [];
  sorted.forEach((one, index) => {
    let pool = { mean: one.at - above[index], count: 1 };
    while (pools.length && pools.at(-1).mean > pool.mean) {
      const other = pools.pop();
      const count = pool.count + other.count;
      pool = { mean: (pool.mean * pool.count + other.mean * other.count) / count, count };
    }
    pools.push(pool);
  });
  const starts = pools.flatMap(({ mean, count }) => Array(count).fill(Math.min(Math.max(mean, top), bottom - sum)));
  return sorted.map((one, index) => ({ ...one, y: starts[index] + above[index] }));
};

// Each in the lowest row in which it has room right above its place; what has none has no text.
const packed = (items, left, right, taken) => {
  const rows = [taken];
  const found = [];
  for (const one of items) {
    const ideal = Math.min(Math.max(one.at - one.width / 2, left), right - one.width);
    for (let row = 0; row < LABEL.rows; row++) {
      const others = (rows[row] ??= []);
      const places = [ideal, ...others.flatMap(([from, to]) => [to + LABEL.apart, from - LABEL.apart - one.width])].filter(
        (x) =>
          x >= left - 1 && x + one.width <= right + 1 && x <= one.at + 2 && x + one.width >= one.at - 2 &&
          others.every(([from, to]) => x >= to + LABEL.apart || x + one.width + LABEL.apart <= from),
      );
      if (!places.length) continue;
      const x = places.reduce((a, b) => (Math.abs(b - ideal) < Math.abs(a - ideal) ? b : a));
      others.push([x, x + one.width]);
      found.push({ ...one, x, row });
      break;
    }
  }
  return found;
};

const placeLabels = (chart, given) => {
  const { levels = [], marks = [] } = given;
  if (!levels.length && !marks.length) return;
  const plot = () => chart.getModel().getComponent("grid").coordinateSystem.getRect();
  const ink = getComputedStyle(root).getPropertyValue("--ink").trim();
  const style = (more) => ({ show: true, position: "inside", fontSize: LABEL.size, lineHeight: LABEL.line, ...more });
  const text = (x, y, words, more) => ({ x, y, symbolSize: 0, name: words, label: style({ formatter: () => words, ...more }) });

  const width = chart.getWidth();
  const area = plot();
  const shown = marks
    .map((one) => ({ ...one, at: chart.convertToPixel({ xAxisIndex: 0 }, one.x) }))
    .filter(({ at }) => at >= area.x - 1 && at <= area.x + area.width + 1)
    .map((one) => {
      const words = beginning(one.text, Math.min(area.width, 260), LABEL.size);
      return { ...one, words, width: widthOf(words, LABEL.size) };
    });
  const name = given.yAxis.name ? [[area.x - 4, area.x + Math.min(widthOf(given.yAxis.name, 12), nameRoom(width))]] : [];
  const above = packed(shown, area.x, width, name);
  const rows = 1 + Math.max(-1, ...above.map(({ row }) => row));
  chart.setOption({ grid: { top: topFor(given, rows) } });

  const { x, y, width: across, height } = plot();
  const right = x + across;
  const falling = [...levels].sort((a, b) => b.value - a.value);
  const wanted = leveled(falling, width).map((one) => {
    const at = chart.convertToPixel({ yAxisIndex: 0 }, one.value);
    const beyond = at < y - 1 ? "↑ " : at > y + height + 1 ? "↓ " : "";
    const words = beyond + one.lines.join("\n");
    return { at: Math.min(Math.max(at, y), y + height), beyond, words, height: LABEL.line * one.lines.length };
  });
  const beside = spread(wanted, y - LABEL.line / 2, y + height + LABEL.line / 2);
  const leader = { color: ink, width: 1, type: "solid", opacity: 0.5 };
  chart.setOption({
    series: [
      {
        id: "labels",
        markPoint: {
          silent: true,
          data: [
            ...above.map((one) => text(one.x, y - 8 - LABEL.line * one.row, one.words, { color: one.color, align: "left", verticalAlign: "bottom" })),
            ...beside.map((one) => text(right + 12, one.y, one.words, { color: ink, align: "left", verticalAlign: "middle" })),
          ],
        },
        markLine: {
          silent: true,
          symbol: "none",
          label: { show: false },
          data: beside.filter(({ beyond }) => !beyond).map((one) => [{ x: right, y: one.at, lineStyle: leader }, { x: right + 9, y: one.y }]),
        },
      },
    ],
  });
};
