// What this phone keeps, sealed by a key of each user that cannot be read out; signing out deletes both.
(function () {
  "use strict";
  const PAGE_MS = 24 * 3600 * 1000;
  const isPossible = window.isSecureContext && Boolean(
    window.idb && window.indexedDB && window.crypto && window.crypto.subtle && "serviceWorker" in navigator,
  );
  let opened = null;

  function database() {
    if (!opened) {
      opened = window.idb.openDB("sizao", 1, {
        upgrade(made) {
          made.createObjectStore("keys");
          made.createObjectStore("facts");
          made.createObjectStore("pages", { keyPath: ["user", "path"] });
          made.createObjectStore("queue", { keyPath: "place", autoIncrement: true });
        },
        terminated() { opened = null; },
      });
      opened.catch(() => { opened = null; });
    }
    return opened;
  }

  // --- Ids and sealing
  // A UUIDv7 (RFC 9562); old cores lack randomUUID.
  function newId(ms) {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    for (let i = 5, rest = ms; i >= 0; i -= 1, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  async function keyOf(user) {
    const db = await database();
    const known = await db.get("keys", user);
    if (known) return known;
    const made = await window.crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const step = db.transaction("keys", "readwrite");
    const other = await step.store.get(user);
    if (!other) step.store.put(made, user);
    await step.done;
    return other || made;
  }

  // The name is sealed along, so that a box cannot be passed off as another's.
  const terms = (iv, name) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) });

  async function seal(user, name, content) {
    const iv = window.crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(content));
    return { iv, box: await window.crypto.subtle.encrypt(terms(iv, name), await keyOf(user), plain) };
  }

  async function unseal(user, name, { iv, box }) {
    const plain = await window.crypto.subtle.decrypt(terms(iv, name), await keyOf(user), box);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  // --- Who used this phone last, how far its clock is off
  const fact = async (name) => (await database()).get("facts", name);
  const setFact = async (name, value) => (await database()).put("facts", value, name);

  const isDead = (page, now) => Math.abs(now - page.at) > PAGE_MS;

  async function dropDead(now) {
    const db = await database();
    const dead = (await db.getAll("pages")).filter((one) => isDead(one, now));
    await Promise.all(dead.map((one) => db.delete("pages", [one.user, one.path])));
  }

  // --- The queue: places are given in order and never twice
  async function queued(user) {
    return (await (await database()).getAll("queue")).filter((one) => one.user === user);
  }

  // Put a report behind the others, in the place of those it replaces; all or nothing.
  async function enqueue(record, content, replaced) {
    const sealed = await seal(record.user, record.id, content);
    const step = (await database()).transaction("queue", "readwrite");
    const writes = replaced.map((place) => step.store.delete(place));
    await Promise.all([...writes, step.store.add({ ...record, ...sealed }), step.done]);
  }

  const contentOf = (record) => unseal(record.user, record.id, record);

  async function change(place, changes) {
    const step = (await database()).transaction("queue", "readwrite");
    const record = await step.store.get(place);
    if (record) step.store.put({ ...record, ...changes });
    await step.done;
  }

  const remove = async (place) => (await database()).delete("queue", place);

  // Forget all lists and whoever has nothing left to send.
  async function forget(leaving) {
    const step = (await database()).transaction(["keys", "facts", "pages", "queue"], "readwrite");
    const waiting = (await step.objectStore("queue").getAll()).filter((one) => one.user !== leaving);
    const owners = new Set(waiting.map((one) => one.user));
    step.objectStore("pages").clear();
    step.objectStore("facts").delete("user");
    (await step.objectStore("queue").getAll()).filter((one) => one.user === leaving)
      .forEach((one) => step.objectStore("queue").delete(one.place));
    (await step.objectStore("keys").getAllKeys()).filter((user) => !owners.has(user))
      .forEach((user) => step.objectStore("keys").delete(user));
    await step.done;
  }

  window.sizaoVault = {
    isPossible, database, seal, unseal, newId, fact, setFact, isDead, dropDead, queued, enqueue, contentOf, change, remove, forget,
  };
})();
