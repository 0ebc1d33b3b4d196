// The service worker: keeps the frame (pages without anyone's data, styles, scripts) and gives it when the network is
// gone. What people see and write is never here: it is sealed in the vault. /sw.js names FILES, SHELLS and VERSION.
/* global FILES, SHELLS, VERSION */
"use strict";
const CACHE = `sizao-${VERSION}`;
// Which language the frame is shown in; written by the page.
const STATE = "sizao-state";
const PATIENCE_MS = 10000;
const AWAY = [502, 503, 504];

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([...FILES, ...Object.values(SHELLS)].map(async (url) => {
    const answer = await fetch(new Request(url, { credentials: "omit", cache: "no-cache" }));
    if (!answer.ok || answer.redirected) throw new Error(url);
    await cache.put(url, answer);
  }));
}

async function tidy() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE && name !== STATE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));

async function shell() {
  const said = await caches.match("/language", { cacheName: STATE });
  const language = said ? await said.text() : "";
  return caches.match(SHELLS[language] || Object.values(SHELLS)[0], { cacheName: CACHE });
}

function patiently(asked) {
  return new Promise((resolve, reject) => {
    const end = setTimeout(() => reject(new Error("slow")), PATIENCE_MS);
    asked.then((answer) => { clearTimeout(end); resolve(answer); }, reject);
  });
}

async function page(request) {
  try {
    const answer = await patiently(fetch(request));
    return AWAY.includes(answer.status) ? (await shell()) || answer : answer;
  } catch (error) {
    const kept = await shell();
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(url.pathname, { cacheName: CACHE })));
  }
});
