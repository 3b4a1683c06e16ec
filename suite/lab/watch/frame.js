"use strict";
// Asks once a second whether there is a newer page, loads it behind the one that is seen, gives it
// the reader's place, and puts it in front: nothing blinks, nothing jumps.
(() => {
  const SECOND = 1000;
  const PATIENCE = 3;
  const byId = (id) => document.getElementById(id);
  const pages = byId("pages");
  let seen = null; // the frame in front
  let version = 0;
  let paused = false;
  let missed = 0;

  const say = (name, says) => {
    byId("name").textContent = name;
    byId("says").textContent = says;
    document.title = name ? `${name}: ${says}` : says;
  };

  const end = (says) => {
    byId("dot").classList.add("over");
    byId("pause").hidden = true;
    if (says) byId("says").textContent = says;
  };

  // What stands open and how it is lit, by the words beside it: the next page may have more of it.
  const keyOf = (details) => {
    const section = details.closest("section");
    return `${section ? section.id : ""}\n${details.querySelector("summary")?.textContent}`;
  };

  const carryOver = (from, to) => {
    const [old, fresh] = [from.contentDocument, to.contentDocument];
    const open = new Map([...old.querySelectorAll("details")].map((one) => [keyOf(one), one.open]));
    for (const one of fresh.querySelectorAll("details")) {
      if (open.has(keyOf(one))) one.open = open.get(keyOf(one));
    }
    const theme = fresh.getElementById("theme");
    for (let turn = 0; theme && turn < 3; turn++) {
      if (fresh.documentElement.dataset.theme === old.documentElement.dataset.theme) break;
      theme.click();
    }
    to.contentWindow.scrollTo({ left: from.contentWindow.scrollX, top: from.contentWindow.scrollY, behavior: "instant" });
    const focused = old.activeElement?.id && fresh.getElementById(old.activeElement.id);
    if (document.activeElement === from) {
      to.focus();
      focused?.focus({ preventScroll: true });
    }
  };

  const load = (next) =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      frame.title = "The page of the run";
      frame.className = "coming";
      frame.src = `page?version=${next}`;
      frame.addEventListener("load", () => {
        if (seen) carryOver(seen, frame);
        // Two frames later its charts are drawn.
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            frame.className = "";
            seen?.remove();
            byId("waiting")?.remove();
            seen = frame;
            resolve();
          }),
        );
      });
      pages.append(frame);
    });

  const ask = async () => {
    let state;
    try {
      const answer = await fetch("state", { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      state = await answer.json();
      missed = 0;
    } catch {
      missed += 1;
      if (missed < PATIENCE) return true;
      end("watching has ended; this is the page as it was then");
      return false;
    }
    say(state.name, state.says);
    if (state.version !== version && (!paused || state.isOver)) {
      version = state.version;
      byId("time").textContent = new Date().toLocaleTimeString();
      const loaded = load(version);
      // A hidden tab draws nothing, and waits for nothing.
      await Promise.race([loaded, new Promise((resolve) => setTimeout(resolve, 5 * SECOND))]);
    }
    if (state.isOver) end("");
    return !state.isOver;
  };

  const go = async () => {
    while (await ask()) await new Promise((resolve) => setTimeout(resolve, SECOND));
  };

  byId("pause").addEventListener("click", () => {
    paused = !paused;
    byId("pause").textContent = paused ? "Go on" : "Pause";
    byId("pause").setAttribute("aria-pressed", String(paused));
  });
  go();
})();
