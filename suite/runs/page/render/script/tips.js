// The box that tells what one points at: made of nodes, so that no text is taken for HTML.
const node = (name, text, className) => {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const tip = (head, rows) => {
  const box = node("div", undefined, "tip");
  if (head) box.append(node("b", head));
  for (const [color, name, value] of rows) {
    const row = node("div");
    const left = node("span");
    if (color) {
      const dot = node("i");
      dot.style.background = color;
      left.append(dot);
    }
    left.append(name);
    row.append(left, node("b", value));
    box.append(row);
  }
  return box;
};
const MOST = 24;
const overAxis = (option, marks) => {
  const xs = [...new Set(option.series.flatMap((series) => series.data.map((point) => (Array.isArray(point) ? point[0] : null))))];
  const nearest = (x) => xs.reduce((a, b) => (Math.abs(b - x) < Math.abs(a - x) ? b : a), xs[0]);
  const told = marks.map((mark) => ({ ...mark, at: nearest(mark.x) }));
  return (points) => {
    const drawn = points.filter((point) => !option.series[point.seriesIndex]?.band && point.seriesName);
    const horizontal = option.yAxis.type === "category";
    const axis = horizontal ? option.yAxis : option.xAxis;
    const at = points[0].axisValue;
    const place = horizontal ? 0 : 1;
    const rows = drawn.map((point) => {
      const value = Array.isArray(point.value) ? point.value[place] : point.value;
      return [point.color, point.seriesName, value === null || value === undefined ? "none" : show(value)];
    });
    if (rows.length > MOST) rows.splice(MOST, rows.length, ["", said("and {0} more").replace("{0}", rows.length - MOST), ""]);
    rows.push(...told.filter((mark) => mark.at === at).map(({ color, text }) => [color, text, ""]));
    return tip([axis.name, typeof at === "number" ? show(at) : at].filter(Boolean).join(" "), rows);
  };
};
const overItem = (option) => (point) => {
  if (point.componentType !== "series") return tip("", [["", point.name, ""]]);
  if (point.seriesType === "heatmap") {
    const [column, row, , value] = point.value;
    const across = [option.xAxis.name, option.xAxis.data[column]].filter(Boolean).join(" ");
    return tip(option.yAxis.data[row], [["", across, show(value)]]);
  }
  if (point.seriesType === "parallel") {
    const rows = option.parallelAxis.map((axis, place) => ["", axis.name, show(point.value[place])]);
    return tip(point.name, rows);
  }
  const [x, y] = point.value;
  const across = [option.xAxis.name, show(x)].join(" ");
  return tip(point.name || point.seriesName, [["", across, typeof y === "number" ? show(y) : ""]]);
};
