// Without network: put the kept page into the frame. With it: keep today's pages. Also the list of what is here.
(function () {
  "use strict";
  const { fill } = window.sizao;
  const vault = window.sizaoVault;
  const { state, serverNow, clockText } = window.sizaoQueue;
  const FRESH_MS = 20 * 60 * 1000;
  const PARTS = "main, dialog.sheet";

  // --- Pages in the vault
  async function keepPage(user, path, at, content) {
    const sealed = await vault.seal(user, path, content);
    await (await vault.database()).put("pages", { user, path, at, ...sealed });
  }

  const contentOf = async (kept) => ({ ...kept, ...(await vault.unseal(kept.user, kept.path, kept)) });

  async function pageAt(path) {
    const kept = await (await vault.database()).get("pages", [state.user, path]);
    return kept && !vault.isDead(kept, serverNow()) ? contentOf(kept) : null;
  }

  async function allPages() {
    const kept = await (await vault.database()).getAll("pages");
    return Promise.all(kept.filter((one) => one.user === state.user && !vault.isDead(one, serverNow())).map(contentOf));
  }

  // --- Keeping
  async function keep(link) {
    const path = new URL(link.href).pathname;
    const known = await pageAt(path);
    if (known && serverNow() - known.at < FRESH_MS) return;
    const answer = await fetch(`${path}?keep=1`, { credentials: "same-origin" });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (Number(found.body.dataset.user) !== state.user || !found.querySelector("form[data-check]")) return;
    const html = Array.from(found.querySelectorAll(PARTS)).map((one) => one.outerHTML).join("");
    const title = found.querySelector("h1").textContent.trim();
    await keepPage(state.user, path, Date.parse(found.body.dataset.now), { html, title });
  }

  async function keepAll() {
    for (const link of document.querySelectorAll("a[data-keep]")) await keep(link);
    document.body.dataset.kept = "";
  }

  // --- Showing
  function putIn(page) {
    const found = new DOMParser().parseFromString(page.html, "text/html");
    document.querySelector("main").replaceWith(document.importNode(found.querySelector("main"), true));
    found.querySelectorAll("dialog").forEach((one) => document.body.append(document.importNode(one, true)));
    // Only the report itself can wait; what else the page could send needs the server.
    document.querySelectorAll("main form:not([data-check])").forEach((one) => one.remove());
    document.title = page.title;
    window.htmx.process(document.querySelector("main"));
    window.sizaoCheck.refresh();
  }

  function row(list, path, strong, words) {
    const made = document.getElementById("offline-words").content.querySelector("[data-part=row]").cloneNode(true);
    made.querySelector("a").href = path;
    made.querySelector("strong").textContent = strong;
    made.querySelector("[data-words]").textContent = words;
    list.append(made);
  }

  async function listHere() {
    const queue = document.querySelector("[data-queue-list]");
    if (!queue) return;
    queue.replaceChildren();
    const records = await vault.queued(state.user);
    for (const one of records) {
      const { title, summary } = await vault.contentOf(one);
      const at = clockText(one.at + state.offset);
      row(queue, one.path, title, `${fill(queue.dataset[one.state.toLowerCase()], { at, why: one.why || "" })} ${summary}`);
    }
    document.querySelector("[data-queue-empty]").hidden = records.length > 0;
    document.querySelector("[data-queue-some]").hidden = !records.length;
    const problem = document.querySelector("main [data-problem]");
    problem.textContent = records.length && state.problem ? problem.dataset[state.problem] || problem.dataset.network : "";
    const kept = document.querySelector("[data-kept-list]");
    kept.replaceChildren();
    for (const one of await allPages()) {
      row(kept, one.path, one.title, fill(kept.dataset.kept, { at: clockText(one.at) }));
    }
    const minutes = Math.round(-state.offset / 60000);
    const clock = document.querySelector("[data-clock]");
    clock.hidden = Math.abs(minutes) < 2;
    clock.textContent = fill(minutes > 0 ? clock.dataset.fast : clock.dataset.slow, { n: Math.abs(minutes) });
  }

  async function begin() {
    if (!("shell" in document.body.dataset)) {
      await listHere();
      await keepAll();
      return;
    }
    const page = await pageAt(window.location.pathname);
    if (page) putIn(page);
    else await listHere();
    document.dispatchEvent(new CustomEvent("sizao:queue"));
  }

  document.addEventListener("sizao:ready", begin);
  document.addEventListener("sizao:queue", listHere);
})();
