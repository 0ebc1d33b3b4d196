// On the page of a check: what is still on the phone stands in the form's place.
(function () {
  "use strict";
  const vault = window.sizaoVault;
  const { state, slotOf, clockText, partOf, serverNow, token, changed } = window.sizaoQueue;
  const form = () => document.querySelector("form[data-check][data-school]");
  let isOpened = false;
  let isKnown = null;

  function put(made) {
    const old = document.querySelector(".content [data-part]");
    if (old) old.replaceWith(made);
    else document.querySelector(".content").prepend(made);
    made.focus();
  }

  const isRooms = () => Boolean(form() && "rooms" in form().dataset);

  // The rooms that are still on the phone say so; the others go on being filled in.
  function markRooms(content) {
    document.querySelectorAll("[data-room-kept]").forEach((one) => { one.hidden = true; });
    (content.reports || []).forEach((report) => {
      const mark = document.querySelector(`[data-room="${report.group_id}"] [data-room-kept]`);
      if (mark) mark.hidden = false;
    });
  }

  function showRoomsWaiting(content, isFresh) {
    if (!isFresh) window.sizaoCheck.show(content.pairs);
    markRooms(content);
    window.sizaoCheck.refresh();
  }

  function showWaiting(record, content) {
    const made = partOf("kept");
    made.querySelector("[data-at]").textContent = clockText(record.at + state.offset);
    made.querySelector("[data-summary]").textContent = content.summary;
    const why = made.querySelector("[data-why]");
    why.textContent = why.dataset[state.problem] || why.dataset.network;
    made.querySelector("[data-change]").addEventListener("click", () => {
      isOpened = true;
      made.remove();
      form().hidden = false;
      window.sizaoCheck.show(content.pairs);
    });
    form().hidden = true;
    put(made);
  }

  // Another report may stand there: the person looks and chooses.
  function showRefused(record, content) {
    const made = partOf("refused");
    made.querySelector("[data-why]").textContent = record.why || "";
    made.querySelector("[data-at]").textContent = clockText(record.at + state.offset);
    made.querySelector("[data-summary]").textContent = content.summary;
    made.querySelector("[data-open]").addEventListener("click", () => {
      const values = content.pairs.filter(([name]) => name !== "key");
      window.htmx.ajax("POST", window.location.pathname, { target: "#check", swap: "outerHTML", headers: { "X-CSRFToken": token() }, values: Object.fromEntries(values) });
    });
    if (form()) form().hidden = true;
    made.querySelector("[data-drop]").addEventListener("click", async () => {
      await vault.remove(record.place);
      window.location.replace(window.location.pathname);
    });
    put(made);
  }

  async function showSent(record) {
    const made = partOf("sent");
    made.querySelector("[data-at]").textContent = clockText(serverNow());
    made.querySelector("[data-typed]").textContent = clockText(record.at + state.offset);
    made.querySelector("a").href = window.location.pathname;
    // What was typed meanwhile about other rooms stays.
    if (form() && !(isRooms() && "dirty" in form().dataset)) form().hidden = true;
    put(made);
  }

  const slotHere = () => {
    const place = document.querySelector("[data-check][data-school], #check[data-school]");
    return place ? slotOf(place) : "";
  };

  async function show() {
    const own = (await vault.queued(state.user)).filter((one) => one.slot === slotHere());
    const last = own[own.length - 1];
    if (!last || isOpened) return;
    const content = await vault.contentOf(last);
    if (last.state === "REFUSED" || own[0].state === "REFUSED") showRefused(own[0], await vault.contentOf(own[0]));
    else if (isRooms()) showRoomsWaiting(content, isKnown === last.place);
    else if (form()) showWaiting(last, content);
    isKnown = last.place;
  }

  document.addEventListener("sizao:ready", show);
  document.addEventListener("sizao:queue", () => { isOpened = false; show(); });
  document.addEventListener("sizao:delivered", (event) => {
    if (event.detail.slot === slotHere()) showSent(event.detail);
  });

  // A receipt of the server for this slot: what it had refused before is done with.
  document.addEventListener("htmx:afterSettle", async () => {
    if (!document.querySelector("#check .receipt [data-fresh]")) return;
    const here = (await vault.queued(state.user)).filter((one) => one.slot === slotHere());
    const own = isRooms() ? here.filter((one) => one.state === "REFUSED") : here;
    await Promise.all(own.map((one) => vault.remove(one.place)));
    document.querySelectorAll(".content > [data-part]").forEach((made) => made.remove());
    changed();
  });
})();
