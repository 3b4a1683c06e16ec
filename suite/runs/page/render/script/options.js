// What is left above the plot for a legend, the name of the axis, and rows of marks.
const topFor = ({ legend, visualMap, yAxis }, rows) =>
  ((legend?.data ?? []).length > 1 || visualMap ? 26 : 0) + Math.max(yAxis.name ? 26 : 8, heightFor(rows));

// Names of categories: at the left as much of them as there is room for, their ends; below, those
// that do not fit beside one another stand upright. Of numbers some are enough.
const UPRIGHT = 110;
const ABREAST = 90;
const LEAST_ROOM = 13;
const besideMost = (width) => (width < 480 ? 100 : 190);
const widest = (texts) => texts.reduce((most, text) => Math.max(most, widthOf(text, 12)), 0);
const roomOf = (data, yAxis, width) => {
  const beside = yAxis.type === "category" ? Math.min(besideMost(width), widest(yAxis.data)) : 30;
  return (width - beside - 28) / data.length;
};
const namesBelow = ({ data }, yAxis, width) => {
  const room = roomOf(data, yAxis, width);
  if (widest(data) + 6 <= room) return { interval: 0 };
  if (room < LEAST_ROOM || data.every((name) => name && !Number.isNaN(Number(name)))) return { formatter: ending(ABREAST) };
  return { interval: 0, rotate: 90, formatter: ending(UPRIGHT) };
};
const labelsOf = (axis, across, { yAxis }, width) => {
  if (axis.type !== "category") return { formatter: show };
  if (across) return yAxis ? namesBelow(axis, yAxis, width) : {};
  return { interval: axis.data.length > 40 ? "auto" : 0, formatter: ending(besideMost(width)) };
};

// The cells of a heat map; their figures, where they have room for them.
const spellOut = (series, option, dark, width) => {
  const { min, max } = option.visualMap;
  const written = series.label.show && widest(series.matrix.flat().map(show)) < roomOf(option.xAxis.data, option.yAxis, width) - 2;
  const data = [];
  series.matrix.forEach((row, y) =>
    row.forEach((value, x) => {
      if (value === null) return;
      const shade = series.shades ? series.shades[y][x] : series.log ? Math.log10(value) : value;
      if (!written) data.push([x, y, shade, value]);
      else {
        const deep = (shade - min) / (max - min) > (dark ? 0.75 : 0.45);
        data.push({ value: [x, y, shade, value], label: { color: deep !== dark ? "#FFFFFF" : "#14171B" } });
      }
    }),
  );
  return { ...series, data, progressive: 0, matrix: undefined, shades: undefined, label: { ...series.label, show: written, formatter: ({ value }) => show(value[3]) } };
};

const complete = (given, width) => {
  const dark = isDark();
  const style = getComputedStyle(root);
  const [ink, faint, line, raised] = ["--ink", "--faint", "--line", "--raised"].map((name) =>
    style.getPropertyValue(name).trim(),
  );
  const { levels = [], marks = [], ...option } = colored(given, "", dark);
  const narrow = width < 480;
  const font = { color: ink, fontFamily: family(), fontSize: 12 };
  const names = (option.legend?.data ?? []).length > 1;
  if (printing) delete option.dataZoom;
  const zoomed = (option.dataZoom ?? []).length > 0;
  const dressed = (axis, across) => {
    const labels = labelsOf(axis, across, option, width);
    const high = labels.rotate ? Math.min(UPRIGHT, widest(axis.data)) : 12;
    return {
      ...axis,
      ...(across && axis.nameGap ? { nameGap: axis.nameGap + high - 12 } : {}),
      nameTextStyle: { ...axis.nameTextStyle, color: faint, fontSize: 12 },
      nameTruncate: { maxWidth: nameRoom(width) },
      axisLine: { show: across || axis.type === "category", lineStyle: { color: faint } },
      axisTick: { show: across, lineStyle: { color: faint } },
      splitLine: { show: axis.splitLine?.show ?? (!across && axis.type !== "category"), lineStyle: { color: line } },
      minorTick: { show: false },
      axisLabel: { color: ink, hideOverlap: true, ...labels },
    };
  };
  const result = {
    ...option,
    animation: false,
    progressive: 0, // all cells at once, or a page that is printed has but the first
    textStyle: font,
    backgroundColor: "transparent",
    aria: { ...option.aria, enabled: true, label: { enabled: false }, decal: option.aria?.decal ?? { show: false } },
    tooltip: {
      ...option.tooltip,
      confine: true,
      backgroundColor: raised,
      borderColor: line,
      textStyle: font,
      formatter: option.tooltip.trigger === "axis" ? overAxis(option, marks) : overItem(option),
      axisPointer: { lineStyle: { color: faint } },
    },
    series: option.series.map((series) => (series.matrix ? spellOut(series, option, dark, width) : series)),
  };
  if (option.parallelAxis) {
    result.parallel = { left: narrow ? 44 : 90, right: narrow ? 44 : 90, top: 40, bottom: 24 };
    result.parallelAxis = option.parallelAxis.map((axis) => ({
      ...dressed(axis, true),
      nameTextStyle: { color: ink, fontSize: 12 },
      nameTruncate: { maxWidth: narrow ? 60 : 150 },
      splitLine: { show: false },
      axisTick: { show: false }, // beside a number it would be a minus
      axisLabel: { color: ink, textBorderColor: style.getPropertyValue("--ground").trim(), textBorderWidth: 3, ...(axis.type === "category" ? {} : { formatter: show }) },
    }));
    result.series[0].lineStyle = { width: 1.5, opacity: 0.7, color: TWINS["#0072B2"] };
  } else {
    result.xAxis = dressed(option.xAxis, true);
    result.yAxis = dressed(option.yAxis, false);
    if (levels.length || marks.length) result.series.push(...pointedOut({ levels, marks }, faint));
    const below = (zoomed ? 30 : 2) + (option.xAxis.name ? 22 : 0);
    // The last name may be wider than its category.
    const edge = option.xAxis.type === "category" && !result.xAxis.axisLabel.rotate ? 2 + Math.min(widest(option.xAxis.data), ABREAST) / 2 : 0;
    result.grid = { left: 2, right: Math.max(marginFor(levels, width), edge), top: topFor(option, marks.length ? 1 : 0), bottom: below, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
    result.legend = { show: names, type: "scroll", top: 0, left: 0, itemWidth: 18, itemHeight: 9, icon: undefined,
      textStyle: font, pageTextStyle: { color: ink }, pageIconColor: ink, pageIconInactiveColor: line, ...option.legend };
    if (zoomed) {
      const [wheel, slider] = option.dataZoom;
      const quiet = { borderColor: line, fillerColor: dark ? "#58ABE333" : "#0072B222", handleStyle: { color: raised, borderColor: faint },
        moveHandleStyle: { color: faint }, dataBackground: { lineStyle: { color: line }, areaStyle: { color: line } },
        textStyle: font, labelFormatter: (value, text) => (option.xAxis.type === "category" ? text : show(value)) };
      result.dataZoom = [wheel, { ...slider, ...quiet }];
    }
  }
  if (option.visualMap && option.visualMap.show !== false) {
    const back = option.series[0].log ? (value) => show(10 ** value) : show;
    const [least, most] = [back(option.visualMap.min), back(option.visualMap.max)];
    const bar = narrow ? 80 : 120;
    const label = beginning(option.visualMap.label ?? "", width - bar - widthOf(`${least}  ${most}`, 12) - 60, 12);
    result.visualMap = { ...option.visualMap, type: "continuous", orient: "horizontal", top: 0, left: 0, itemWidth: 10, itemHeight: bar,
      calculable: false, textStyle: font, text: [[most, label].filter(Boolean).join("  "), least],
      formatter: back, seriesIndex: 0 };
  }
  return result;
};
