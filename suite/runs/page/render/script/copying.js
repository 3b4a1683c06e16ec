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
    one.textContent = said(done ? "Copied" : "Select and copy it");
    one.focus();
    setTimeout(() => (one.textContent = said("Copy")), 2000);
  });
}
