// Reports that could not leave: sent again in order until the server, which knows each by its id, says it has it.
(function () {
  "use strict";
  const vault = window.sizaoVault;
  const { fill, say, setClock } = window.sizao;
  const API = "/api/v1/checks";
  const MOST = 200;
  const ANSWER_MS = 30000;
  const RETRY_MS = [10000, 30000, 60000, 300000];
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const words = () => document.getElementById("offline-words");
  const state = { user: 0, offset: 0, problem: "", isSending: false, tries: 0, timer: 0, pressed: null };

  const serverNow = () => Date.now() + state.offset;
  const clockText = (ms) => new Intl.DateTimeFormat("zh-CN", {
    hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai",
  }).format(ms);
  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);
  const changed = () => document.dispatchEvent(new CustomEvent("sizao:queue"));

  const earliest = (records) => ({ n: records.length, at: clockText(records[0].at + state.offset) });
  const partOf = (name) => words().content.querySelector(`[data-part=${name}]`).cloneNode(true);

  function refuse(name) {
    const part = partOf(name);
    document.getElementById("page-error").replaceChildren(part);
    part.focus();
    return part;
  }

  // --- What a form says, as the API takes it; in the form's order, so that both have one digest
  function entryOf(person, text, day) {
    const given = JSON.parse(text);
    const symptoms = given.symptoms || [];
    const isNotBack = given.presence === "NOT_BACK";
    const presence = isNotBack ? "ABSENT" : given.presence || "PRESENT";
    return {
      person_id: person, presence, symptoms,
      temperature_celsius: given.temperature ? Number(given.temperature).toFixed(1) : null,
      temperature_site: given.temperature_site || null,
      onset_date: given.onset_date || (symptoms.length ? day : null),
      absence_reason: isNotBack ? "NOT_BACK" : (presence === "ABSENT" && given.absence_reason) || null,
      seen_doctor: given.seen_doctor ? given.seen_doctor === "YES" : null,
      diagnosis: given.diagnosis || "", severe_signs: given.severe || [],
      shared_meal: given.shared_meal === true, note: given.note || "",
    };
  }

  const valueOf = (pairs, name) => (pairs.find(([known]) => known === name) || ["", ""])[1];

  // group: whose report; tail: how its fields are told from those of other rooms; holds: whether a person is in it.
  function reportOf(form, pairs, group, tail, holds) {
    const { school, day, session } = form.dataset;
    const entries = pairs.filter(([name, value]) => name.startsWith("entry-") && value && holds(name.slice(6)))
      .map(([name, value]) => entryOf(name.slice(6), value, day));
    const ill = new Set(entries.map((entry) => entry.person_id));
    const recovered = pairs.filter(([name, value]) => name.startsWith("answer-") && value === "RECOVERED")
      .map(([name]) => document.getElementById(`question-${name.slice(7)}`).dataset.person)
      .filter((person) => !ill.has(person) && holds(person));
    return {
      school_id: Number(school), group_id: Number(group), day, session, entries, recovered,
      base_version: Number(valueOf(pairs, tail ? `base${tail}` : "base_version")), reason: valueOf(pairs, `reason${tail}`).trim(),
    };
  }

  // What a form reports: one group, or the rooms it holds, or the one room whose button was pressed. Each has its id.
  function reportsOf(form, pairs, tried) {
    const idOf = (name) => (tried ? valueOf(pairs, name) : vault.newId(serverNow()));
    if (!("rooms" in form.dataset)) {
      return [{ id: idOf("key"), ...reportOf(form, pairs, form.dataset.group, "", () => true) }];
    }
    const only = valueOf(pairs, "only");
    return pairs.filter(([name]) => name.startsWith("key-") && (!only || name === `key-${only}`)).map(([name]) => {
      const group = name.slice(4);
      const room = form.querySelector(`[data-room="${group}"]`);
      const holds = (person) => Boolean(room.querySelector(`.pupil[data-person="${person}"]`));
      return { id: idOf(name), ...reportOf(form, pairs, group, `-${group}`, holds) };
    });
  }

  // A record kept by an earlier version of this page holds one report.
  const inRecord = (record, content) => content.reports || [{ id: record.id, ...content.report }];

  const slotOf = (form) => `${form.dataset.group}|${form.dataset.day}|${form.dataset.session}`;

  // --- Keeping a report
  // tried: the form's own request may have arrived, so its id must stay.
  async function keep(form, tried) {
    const pairs = Array.from(new FormData(form)).filter(([name]) => name !== "csrfmiddlewaretoken");
    if (state.pressed && form.contains(state.pressed)) pairs.push([state.pressed.name, state.pressed.value]);
    let reports = reportsOf(form, pairs, tried);
    const before = (await vault.queued(state.user)).filter((one) => one.slot === slotOf(form));
    const last = before[before.length - 1];
    const behind = last && last.state === "WAITING" && last.attempts;
    const known = last ? inRecord(last, await vault.contentOf(last)) : [];
    if (behind) {
      reports.forEach((one) => {
        const same = known.find((other) => other.group_id === one.group_id);
        if (same) one.base_version = same.base_version + 1;
      });
    } else if (last && last.state === "WAITING") {
      // What is put in its place keeps the other rooms' reports.
      reports = [...known.filter((other) => !reports.some((one) => one.group_id === other.group_id)), ...reports];
    }
    const record = {
      id: reports[0].id, user: state.user, slot: slotOf(form), at: Date.now(), state: "WAITING", attempts: tried ? 1 : 0, code: "",
      path: window.location.pathname,
    };
    const title = document.querySelector("h1").textContent.trim();
    const summary = form.querySelector(".submit-bar [data-summary] [data-text]").textContent.trim();
    await vault.enqueue(record, { reports, pairs, title, summary }, last && !behind ? [last.place] : []);
    delete form.dataset.dirty;
    return record;
  }

  async function keepOrSay(form, tried) {
    try {
      await keep(form, tried);
      changed();
      send();
    } catch (error) {
      const isFull = /quota|full/i.test(`${error.name} ${error.message}`);
      refuse("full").querySelector("[data-reason]").textContent = words().dataset[isFull ? "full" : "broken"];
    }
  }

  // --- Sending
  class Stopped extends Error {}

  async function post(rows) {
    const cut = new AbortController();
    const timer = window.setTimeout(() => cut.abort(), ANSWER_MS);
    try {
      const answer = await fetch(API, {
        method: "POST", signal: cut.signal, credentials: "same-origin", body: JSON.stringify(rows),
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("sizao_csrf") },
      });
      if (answer.status === 401 || answer.status === 403) throw new Stopped("signin");
      if (answer.status >= 500 || answer.status === 429) throw new Stopped("server");
      const told = await answer.json();
      if (!Array.isArray(told.results) || told.results.length !== rows.length) throw new Stopped("server");
      return told.results;
    } catch (error) {
      throw error instanceof Stopped ? error : new Stopped("network");
    } finally {
      window.clearTimeout(timer);
    }
  }

  // The first of each slot that nothing earlier holds up.
  function nextOf(records) {
    const seen = new Set();
    return records.filter((one) => {
      if (seen.has(one.slot)) return false;
      seen.add(one.slot);
      return one.state === "WAITING";
    }).slice(0, MOST);
  }

  // Typed from a kept page before its session opened: it goes in when it opens.
  function isEarly(record, code) {
    const today = new Date(serverNow() + 8 * 3600 * 1000).toISOString().slice(0, 10);
    return code === "slot_not_open" || (code === "no_slot" && record.slot.split("|")[1] === today);
  }

  // A record is done when each of its reports has its receipt; what the server knows already it answers the same way.
  async function settle(record, reports, results) {
    const open = results.filter((one, i) => !(one.receipt && one.receipt.check_id === reports[i].id));
    if (!open.length) {
      await vault.remove(record.place);
      document.dispatchEvent(new CustomEvent("sizao:delivered", { detail: record }));
      return true;
    }
    const problems = open.map((one) => one.problem || {});
    const isToWait = ({ status, code }) => !status || status >= 500 || status === 429 || isEarly(record, code);
    if (problems.some(isToWait)) return false;
    await vault.change(record.place, { state: "REFUSED", code: problems[0].code, why: problems[0].title });
    return true;
  }

  // As many records as one request may hold; a building alone may hold more.
  function fitting(batch, contents) {
    let rows = 0;
    return batch.filter((one, i) => {
      rows += inRecord(one, contents[i]).length;
      return i === 0 || rows <= MOST;
    });
  }

  // One batch; true when another may follow.
  async function wave() {
    const next = nextOf(await vault.queued(state.user));
    if (!next.length) return false;
    const contents = await Promise.all(next.map(vault.contentOf));
    const batch = fitting(next, contents);
    await Promise.all(batch.map((one) => vault.change(one.place, { attempts: one.attempts + 1 })));
    const sentAt = new Date().toISOString();
    const reports = batch.map((one, i) => inRecord(one, contents[i]));
    const results = await post(batch.flatMap((one, i) => reports[i].map((report) => ({
      ...report, source: "OFFLINE", device_at: new Date(one.at).toISOString(), sent_at: sentAt,
    }))));
    const settled = [];
    let from = 0;
    for (let i = 0; i < batch.length; i += 1) {
      settled.push(await settle(batch[i], reports[i], results.slice(from, from + reports[i].length)));
      from += reports[i].length;
    }
    return settled.every(Boolean);
  }

  async function send() {
    window.clearTimeout(state.timer);
    if (state.isSending || !state.user) return;
    state.isSending = true;
    try {
      // What never left may still be changed in its place.
      if (navigator.onLine === false) throw new Stopped("network");
      while (await wave());
      state.problem = "";
      state.tries = 0;
    } catch (error) {
      state.problem = error instanceof Stopped ? error.message : "broken";
      state.tries += 1;
    }
    state.isSending = false;
    changed();
    const left = nextOf(await vault.queued(state.user)).length;
    if (left) state.timer = window.setTimeout(send, RETRY_MS[Math.min(state.tries, RETRY_MS.length - 1)]);
  }

  async function show() {
    const records = await vault.queued(state.user);
    document.body.dataset.problem = records.length ? state.problem : "";
    document.documentElement.classList.toggle("is-offline", isOff() || state.problem === "network");
    all("[data-queue]").forEach((place) => {
      place.hidden = !records.length;
      const text = records.length ? fill(place.dataset.queue, earliest(records)) : "";
      if (place.textContent !== text) place.textContent = text;
    });
  }

  // --- The page's form
  const isOurs = (element) => element.matches && element.matches("form[data-check][data-school]");
  const isOff = () => navigator.onLine === false || "shell" in document.body.dataset;

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  function listen() {
    // Which button of a form with several was pressed.
    document.addEventListener("submit", (event) => {
      state.pressed = event.submitter && event.submitter.name ? event.submitter : null;
    }, true);
    document.addEventListener("htmx:beforeRequest", (event) => {
      if (!isOurs(event.detail.elt) || !isOff()) return;
      stop(event);
      keepOrSay(event.detail.elt, false);
    }, true);
    ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (event) => {
      if (!isOurs(event.detail.elt)) return;
      stop(event);
      keepOrSay(event.detail.elt, true);
    }, true));
    document.addEventListener("htmx:beforeOnLoad", (event) => {
      const { elt, xhr } = event.detail;
      if (!isOurs(elt) || (xhr.status < 500 && xhr.status !== 401)) return;
      stop(event);
      // After signing in again what was typed leaves by itself.
      keepOrSay(elt, xhr.status !== 401).then(() => {
        const next = encodeURIComponent(window.location.pathname);
        if (xhr.status === 401) window.location.assign(`${document.body.dataset.loginUrl}?next=${next}`);
      });
    }, true);
    window.addEventListener("online", send);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
    document.addEventListener("sizao:queue", show);
    document.addEventListener("click", (event) => {
      if (!event.target.closest("[data-send-now]")) return;
      say(words().dataset.sending);
      send();
    });
  }

  // --- Leaving
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-sign-out]") || "cleared" in form.dataset || !vault.isPossible) return;
    stop(event);
    vault.queued(state.user).then(async (records) => {
      if (!records.length) {
        await vault.forget(state.user);
        form.dataset.cleared = "";
        form.submit();
        return;
      }
      all("details.menu[open]").forEach((menu) => { menu.open = false; });
      const line = refuse("staying").querySelector("[data-line]");
      line.textContent = fill(line.dataset.line, earliest(records));
    }).catch(() => form.submit());
  }, true);

  async function begin() {
    const body = document.body.dataset;
    all("[data-insecure]").forEach((place) => { place.hidden = window.isSecureContext; });
    if (!vault.isPossible) return;
    if ("shell" in body) {
      state.user = (await vault.fact("user")) || 0;
      state.offset = (await vault.fact("offset")) || 0;
      setClock(state.offset);
    } else if (body.user) {
      state.user = Number(body.user);
      state.offset = Date.parse(body.now) - Date.now();
      if ((await vault.fact("user")) !== state.user) await vault.forget(0);
      await vault.setFact("user", state.user);
      await vault.setFact("offset", state.offset);
      await vault.dropDead(serverNow());
      navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
      (await caches.open("sizao-state")).put("/language", new Response(document.documentElement.lang));
    } else {
      if ("signedOut" in body) await vault.forget(0);
      return;
    }
    listen();
    await show();
    document.dispatchEvent(new CustomEvent("sizao:ready"));
    send();
  }

  window.sizaoQueue = { state, partOf, token: () => cookie("sizao_csrf"), serverNow, clockText, slotOf, send, changed };
  document.addEventListener("DOMContentLoaded", () => begin().catch((error) => { state.problem = error.name; }));
})();
