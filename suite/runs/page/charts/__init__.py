"""What a page shows, as data: neither ECharts nor matplotlib, which draw it."""
