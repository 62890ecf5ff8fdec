// 沙盒：一页看全村。页面上每一句都从 /sandbox/events 来，自己说的也是，所以各栏不会说两样话。

import { dayAndHour, shortly } from "./clock.js";
import { Pane } from "./pane.js";
import { Tabs } from "./tabs.js";

const trouble = document.getElementById("trouble");
let village = null; // { run, last, panes, tabs, source }

function complain(sentence) {
  trouble.textContent = sentence;
  trouble.hidden = !sentence;
}

async function ask(path, body) {
  const asking = body === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, asking).catch(() => {
    throw new Error("连不上。请看看程序是不是还开着。");
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? "没送到，请再试一次。");
  return answer;
}

// 做一件事；不成就把原因写在页面上。
async function attempt(path, body) {
  try {
    const answer = await ask(path, body);
    complain("");
    return answer;
  } catch (error) {
    complain(error.message);
    return null;
  }
}

function showTime(iso) {
  for (const time of document.querySelectorAll("time.now")) {
    time.dateTime = iso;
    time.textContent = time.classList.contains("short") ? shortly(iso) : dayAndHour(iso);
  }
}

const send = async (key, text, inGroup, quote) =>
  (await attempt("/sandbox/say", { key, text, in_group: inGroup, quote })) !== null;

function build(state) {
  const names = new Map(state.people.map((person) => [person.key, person.name]));
  const common = { bot: state.bot, nameOf: (key) => names.get(key) ?? key, send, onNews: (pane) => village?.tabs.news(pane) };
  const everyone = { id: "group", name: state.group, short: "群", role: `村里的微信群 · ${state.people.length} 人`, face: "群" };
  const group = new Pane({ ...everyone, villager: false }, { ...common, people: state.people });
  const own = state.people.map(({ key, name, title, place, villager }) =>
    new Pane({ id: key, name, post: title, role: `${title} · ${place}`, face: name.slice(0, 1), villager }, common));
  return [group, ...own];
}

const paneOf = (line) => village.panes.find((pane) => pane.who.id === (line.group === null ? line.to : "group"));

function take(line, isNew) {
  if (line.seq <= village.last) return;
  village.last = line.seq;
  const pane = paneOf(line);
  if (!pane) return;
  pane.add(line, isNew);
  village.tabs.bringOut(pane);
}

function watch() {
  const source = new EventSource(`/sandbox/events?after=${village.last}`);
  let broken = false;
  source.onopen = () => {
    if (broken) complain("");
    broken = false;
  };
  source.onerror = () => {
    broken = true;
    complain("连接断了，正在重连……");
    if (source.readyState === EventSource.CLOSED) again();
  };
  source.onmessage = (event) => take(JSON.parse(event.data), true);
  source.addEventListener("pulse", (event) => {
    const { now, run } = JSON.parse(event.data);
    showTime(now);
    if (run !== village.run && source === village.source) start(); // 程序重启过
  });
  return source;
}

const again = () => setTimeout(start, 2000);

async function start() {
  village?.source.close();
  const state = await attempt("/sandbox/state");
  if (!state) return again();
  const panes = build(state);
  village = { run: state.run, last: 0, panes };
  document.getElementById("panes").replaceChildren(...panes.map((pane) => pane.section));
  village.tabs = new Tabs(document.getElementById("tabs"), panes);
  for (const line of state.lines) take(line, false);
  showTime(state.now);
  village.source = watch();
  return village;
}

async function moveClock({ minutes, until }) {
  const moved = await attempt("/sandbox/clock", until ? { until } : { minutes: Number(minutes) });
  if (moved) showTime(moved.now);
}

function example({ who }, words) {
  const fits = { group: (p) => p.isGroup, villager: (p) => p.who.villager, worker: (p) => !p.isGroup && !p.who.villager };
  const pane = village?.panes.find(fits[who]);
  if (!pane) return;
  village.tabs.choose(pane);
  pane.fill(words);
}

function toggle(button) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  for (const other of document.querySelectorAll(".toggle")) {
    const opens = other === button && !isOpen;
    other.setAttribute("aria-expanded", String(opens));
    document.getElementById(other.getAttribute("aria-controls")).classList.toggle("opened", opens);
  }
}

for (const button of document.querySelectorAll(".moves button")) {
  button.addEventListener("click", () => moveClock(button.dataset));
}
for (const button of document.querySelectorAll(".toggle")) button.addEventListener("click", () => toggle(button));
for (const button of document.querySelectorAll(".example")) {
  button.addEventListener("click", () => {
    document.querySelectorAll('.toggle[aria-expanded="true"]').forEach(toggle);
    example(button.dataset, button.textContent);
  });
}
start();
