// ECharts comes compressed. What unpacks it is the last to be run.
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
