"""Charts as options of ECharts: plain JSON."""
