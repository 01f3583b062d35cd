/* Small comforts. Every page works without this file. */
(() => {
  "use strict";

  // Menus close on a click elsewhere and on Escape, as people expect of menus.
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Drafts save themselves as one types: the whole form is posted to data-autosave.
  const PAUSE = 1200; // milliseconds without a key before a save
  const timers = new Map();

  const save = async (form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    const state = form.querySelector("[data-autosave-state]");
    const body = new FormData(form);
    // Files go with the real submit only, and so does the key that makes it count once.
    for (const [name, value] of [...body.entries()]) if (value instanceof File) body.delete(name);
    body.delete("submit_key");
    let saved = false;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        headers: { "X-Requested-With": "fetch" },
        credentials: "same-origin",
        redirect: "error",
        // It goes on when the page is left meanwhile.
        keepalive: true,
      });
      saved = answer.ok;
    } catch {
      saved = false;
    }
    if (!state) return;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, {
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    state.textContent = saved ? `${form.dataset.saved} ${time}` : form.dataset.notSaved;
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), PAUSE));
  });
  document.addEventListener("submit", (event) => {
    clearTimeout(timers.get(event.target));
    timers.delete(event.target);
  });
  // Who leaves before the pause is over loses nothing.
  window.addEventListener("pagehide", () => {
    for (const form of [...timers.keys()]) save(form);
  });
})();
