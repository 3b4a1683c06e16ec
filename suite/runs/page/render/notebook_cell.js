async (id, packed, title) => {
  const place = document.getElementById(id);
  if (!place || !window.DecompressionStream) return;
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const html = await new Response(stream).text();
  // As the notebook has it: letters that are brighter than gray stand on a dark ground.
  const ink = (getComputedStyle(place).color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
  const theme = 0.299 * ink[0] + 0.587 * ink[1] + 0.114 * ink[2] > 128 ? "dark" : "light";
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.style.cssText = "display:block;width:100%;height:0;border:0";
  frame.addEventListener("load", () => {
    const inside = frame.contentDocument;
    // In a sandbox nobody sees into a frame; elsewhere, one that is not the page was refused.
    if (inside ? !inside.getElementById("main") : window.origin !== "null") return frame.remove();
    place.querySelector(".suite-plain").style.display = "none";
    frame.style.cssText = "display:block;width:100%;border:1px solid #8885;border-radius:6px;resize:vertical";
    frame.style.height = `${Math.min((inside?.documentElement.scrollHeight ?? 716) + 4, 720)}px`;
    window.google?.colab?.output?.resizeIframeToContent?.();
  });
  frame.srcdoc = html.replace("<html ", `<html data-theme="${theme}" `);
  place.append(frame);
}
