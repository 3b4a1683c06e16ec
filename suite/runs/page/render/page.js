"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  root.classList.add("scripted");

  // Numbers, as suite/runs/numbers.py shows them.
  const show = (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return String(value ?? "");
    const size = Math.abs(value);
    const short = () => value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
    if (size >= 1000) return size < 1e7 ? Math.round(value).toLocaleString("en-US") : short();
    if (value === 0 || size >= 0.0001) return String(Number(value.toPrecision(4)));
    return short();
  };

  // Light or dark: as the system has it, or as the button says.
  const button = document.getElementById("theme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  let printing = false;
  const isDark = () => {
    const chosen = root.dataset.theme;
    return chosen ? chosen === "dark" : system.matches;
  };
  const themes = ["auto", "light", "dark"];
  const setTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
    redraw();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = themes.indexOf(root.dataset.theme ?? "auto");
    setTheme(themes[(now + 1) % themes.length]);
  });
  system.addEventListener("change", () => redraw());

  // Copying, from file:// too, where there is no clipboard.
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const one of all("button.copy")) {
    one.hidden = false;
    one.addEventListener("click", async () => {
      const done = await copy(one.parentElement.querySelector("code").textContent);
      one.textContent = done ? "Copied" : "Select and copy it";
      one.focus();
      setTimeout(() => (one.textContent = "Copy"), 2000);
    });
  }

  // Tables: a button in each heading sorts by its column.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const text = cell.dataset.v ?? cell.textContent;
    const number = Number(text);
    return text === "" ? null : Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) => {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "en", { numeric: true });
  };
  const sort = (table, column) => {
    const heads = [...table.tHead.rows[0].cells];
    const ascending = heads[column].getAttribute("aria-sort") !== "ascending";
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [keyOf(row, column), row]);
    rows.sort(([a], [b]) => {
      const order = compare(a, b);
      return ascending || a === null || b === null ? order : -order; // empty cells stay last
    });
    body.append(...rows.map(([, row]) => row));
  };
  for (const table of all("table")) {
    if (table.tBodies[0].rows.length < 2) continue;
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const press = document.createElement("button");
      press.type = "button";
      press.textContent = head.textContent;
      press.addEventListener("click", () => sort(table, column));
      head.replaceChildren(press);
    });
  }

  // Where the reader is.
  const links = new Map(all("nav a").map((link) => [link.hash.slice(1), link]));
  const visible = new Set();
  const sections = all("main > section");
  const spy = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) visible.add(target);
        else visible.delete(target);
      }
      const here = sections.find((section) => visible.has(section));
      for (const [id, link] of links) {
        if (here && id === here.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    },
    { rootMargin: "-60px 0px -40% 0px" },
  );
  sections.forEach((section) => spy.observe(section));

  // Charts. Colors of a light ground, and their twins on a dark one.
  const TWINS = {
    "#0072B2": "#58ABE3", "#D55E00": "#F98B45", "#009E73": "#3CC79A", "#B5508C": "#E490C6", "#B88600": "#E2B84B",
    "#3C8DC5": "#93CBF2", "#7A5CB8": "#B7A3EC", "#5B6470": "#A7B0BB", "#C42B1C": "#FF8272", "#B26B00": "#F0B152",
    "#2B4BA0": "#7F9BF0", "#008C95": "#3EC2CB", "#6F9A00": "#A9CF4E",
    "#F4F7FB": "#1D242C", "#A6C8E4": "#1F4C73", "#4A94C6": "#2F80B8", "#0B5A94": "#9AD0F5",
  };
  const lighter = (color) => {
    const mixed = [1, 3, 5].map((at) => Math.round(parseInt(color.slice(at, at + 2), 16) * 0.65 + 255 * 0.35));
    return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
  };
  const isColor = (value) => typeof value === "string" && /^#[0-9A-F]{6}$/.test(value);
  const colored = (value, key, dark) => {
    if (!dark) return value;
    if (isColor(value) && key === "color") return TWINS[value] ?? lighter(value);
    if (Array.isArray(value)) {
      if (key === "color") return value.map((one) => TWINS[one] ?? one); // of a scale
      return key === "data" && !value.some((one) => one && one.constructor === Object)
        ? value
        : value.map((one) => colored(one, "", dark));
    }
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, colored(one, name, dark)]));
    }
    return value;
  };

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
  const overAxis = (option) => (points) => {
    const drawn = points.filter((point) => !option.series[point.seriesIndex].band && point.seriesName);
    const horizontal = option.yAxis.type === "category";
    const axis = horizontal ? option.yAxis : option.xAxis;
    const at = points[0].axisValue;
    const place = horizontal ? 0 : 1;
    const rows = drawn.map((point) => {
      const value = Array.isArray(point.value) ? point.value[place] : point.value;
      return [point.color, point.seriesName, value === null || value === undefined ? "none" : show(value)];
    });
    if (rows.length > MOST) rows.splice(MOST, rows.length, ["", `and ${rows.length - MOST} more`, ""]);
    return tip([axis.name, typeof at === "number" ? show(at) : at].filter(Boolean).join(" "), rows);
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

  const spellOut = (series, option, dark) => {
    const { min, max } = option.visualMap;
    const data = [];
    series.matrix.forEach((row, y) =>
      row.forEach((value, x) => {
        if (value === null) return;
        const shade = series.shades ? series.shades[y][x] : series.log ? Math.log10(value) : value;
        if (!series.label.show) data.push([x, y, shade, value]);
        else {
          const deep = (shade - min) / (max - min) > (dark ? 0.75 : 0.45);
          data.push({ value: [x, y, shade, value], label: { color: deep !== dark ? "#FFFFFF" : "#14171B" } });
        }
      }),
    );
    return { ...series, data, progressive: 0, matrix: undefined, shades: undefined, label: { ...series.label, formatter: ({ value }) => show(value[3]) } };
  };

  // Of a name that is too long its end is shown: layers differ there.
  const ruler = document.createElement("canvas").getContext("2d");
  const ending = (most) => (name) => {
    ruler.font = `12px ${getComputedStyle(document.body).fontFamily}`;
    if (ruler.measureText(name).width <= most) return name;
    let rest = name;
    while (rest && ruler.measureText(`…${rest}`).width > most) rest = rest.slice(1);
    return `…${rest}`;
  };

  const complete = (given, element) => {
    const dark = isDark();
    const style = getComputedStyle(root);
    const [ink, faint, line, raised] = ["--ink", "--faint", "--line", "--raised"].map((name) =>
      style.getPropertyValue(name).trim(),
    );
    const option = { ...colored(given, "", dark) };
    const narrow = element.clientWidth < 480;
    const font = { color: ink, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
    const names = (option.legend?.data ?? []).length > 1;
    if (printing) delete option.dataZoom;
    const zoomed = (option.dataZoom ?? []).length > 0;
    const dressed = (axis, across) => ({
      ...axis,
      nameTextStyle: { ...axis.nameTextStyle, color: faint, fontSize: 12 },
      axisLine: { show: across || axis.type === "category", lineStyle: { color: faint } },
      axisTick: { show: across, lineStyle: { color: faint } },
      splitLine: { show: axis.splitLine?.show ?? (!across && axis.type !== "category"), lineStyle: { color: line } },
      minorTick: { show: false },
      axisLabel: {
        color: ink,
        hideOverlap: true,
        ...(axis.type === "category"
          ? across
            ? { width: 90, overflow: "truncate" }
            : { interval: axis.data.length > 40 ? "auto" : 0, formatter: ending(narrow ? 100 : 190) }
          : { formatter: show }),
      },
    });
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
        formatter: option.tooltip.trigger === "axis" ? overAxis(option) : overItem(option),
        axisPointer: { lineStyle: { color: faint } },
      },
      series: option.series.map((series) => (series.matrix ? spellOut(series, option, dark) : withMarks(series, font, faint))),
    };
    if (option.parallelAxis) {
      result.parallel = { left: narrow ? 44 : 90, right: narrow ? 44 : 90, top: 40, bottom: 24 };
      result.parallelAxis = option.parallelAxis.map((axis) => ({
        ...dressed(axis, true),
        nameTextStyle: { color: ink, fontSize: 12 },
        nameTruncate: { maxWidth: narrow ? 60 : 150 },
        splitLine: { show: false },
        axisLabel: { color: ink, textBorderColor: style.getPropertyValue("--ground").trim(), textBorderWidth: 3, ...(axis.type === "category" ? {} : { formatter: show }) },
      }));
      result.series[0].lineStyle = { width: 1.5, opacity: 0.7, color: TWINS["#0072B2"] };
    } else {
      result.xAxis = dressed(option.xAxis, true);
      result.yAxis = dressed(option.yAxis, false);
      const above = (names || option.visualMap ? 26 : 0) + (option.yAxis.name ? 26 : 8);
      const below = (zoomed ? 30 : 2) + (option.xAxis.name ? 22 : 0);
      result.grid = { left: 2, right: 18, top: above, bottom: below, outerBoundsMode: "same", outerBoundsContain: "axisLabel" };
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
      result.visualMap = { ...option.visualMap, type: "continuous", orient: "horizontal", top: 0, left: 0, itemWidth: 10, itemHeight: 120,
        calculable: false, textStyle: font, text: [[back(option.visualMap.max), option.visualMap.label].filter(Boolean).join("  "), back(option.visualMap.min)],
        formatter: back, seriesIndex: 0 };
    }
    return result;
  };
  const SHORT = 32;
  const withMarks = (series, font, faint) => {
    const made = { ...series };
    const ground = getComputedStyle(document.body).backgroundColor;
    const halo = { fontSize: 11, textBorderColor: ground, textBorderWidth: 3 }; // over curves
    if (series.markLine && !series.markLine.silent) {
      const data = series.markLine.data.map((one) => ({
        ...one,
        label: { show: one.name.length <= SHORT, formatter: () => one.name, position: "insideEndTop", color: font.color, ...halo, ...one.label },
      }));
      made.markLine = { ...series.markLine, lineStyle: { type: "dashed", width: 1.5, color: faint }, data };
    }
    if (series.markPoint) {
      const data = series.markPoint.data.map((one) => ({
        ...one,
        label: { ...one.label, formatter: () => one.name, ...halo },
      }));
      made.markPoint = { ...series.markPoint, data };
    }
    return made;
  };

  // Each chart is drawn when it comes near, and all of them before printing.
  const canvases = all(".chart > .canvas");
  const drawn = new Map();
  // ECharts keeps texts as keys of an object, where this one is not free.
  const TAKEN = "__proto__";
  const read = (text) =>
    JSON.parse(text, text.includes(TAKEN) ? (_, value) => (value === TAKEN ? `${TAKEN}\u200b` : value) : undefined);
  const draw = (element, width) => {
    if (!globalThis.echarts || (!element.clientWidth && !width)) return;
    const given = read(element.parentElement.querySelector("script").textContent);
    let chart = drawn.get(element);
    if (!chart) {
      const label = element.getAttribute("aria-label");
      chart = globalThis.echarts.init(element, null, { renderer: "canvas", width });
      element.setAttribute("aria-label", label);
      drawn.set(element, chart);
    }
    chart.setOption(complete(given, element), { notMerge: true });
  };
  function redraw() {
    for (const element of drawn.keys()) draw(element);
  }
  const near = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting || drawn.has(target)) continue;
        draw(target);
      }
    },
    { rootMargin: "400px 0px" },
  );
  let widths = new WeakMap();
  const resized = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const before = widths.get(target);
      widths.set(target, target.clientWidth);
      if (printing || before === target.clientWidth || !drawn.has(target)) continue;
      drawn.get(target).resize();
      draw(target);
    }
  });
  const PAPER = 660; // CSS pixels of an A4 page between its margins
  let before = null;
  addEventListener("beforeprint", () => {
    before = { theme: root.dataset.theme, folded: all("details.folded:not([open])") };
    printing = true;
    root.dataset.theme = "light"; // on paper, and with what is folded
    for (const one of before.folded) one.open = true;
    for (const element of canvases) {
      drawn.get(element)?.resize({ width: PAPER, height: element.clientHeight });
      draw(element, PAPER);
      if (!drawn.has(element)) continue;
      drawn.get(element).getZr().flush(); // now, and not in the frames to come
      // Of a heat map's layers a printer takes but the last: it gets them as one.
      const copy = drawn.get(element).renderToCanvas({ pixelRatio: 2, backgroundColor: "#FFFFFF" });
      copy.className = "printed";
      element.after(copy);
    }
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    printing = false;
    if (before.theme) root.dataset.theme = before.theme;
    else delete root.dataset.theme;
    for (const one of before.folded) one.open = false;
    for (const one of all("canvas.printed")) one.remove();
    before = null;
    for (const [element, chart] of drawn) {
      chart.resize({ width: "auto", height: "auto" });
      draw(element);
    }
  });

  const unpack = async () => {
    const packed = document.getElementById("echarts").textContent;
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  };
  const begin = async () => {
    if (!canvases.length) return;
    try {
      await unpack();
    } catch {
      document.getElementById("cannot-draw").hidden = false;
      document.body.classList.add("undrawn");
      return;
    }
    canvases.forEach((element) => {
      near.observe(element);
      resized.observe(element);
    });
  };
  begin();
})();
