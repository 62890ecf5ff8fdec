// 一排人名。手机上一次看一栏，点名字换人；宽屏上头几栏并排摆着，其余的人点名字请出来。

const SIDE_BY_SIDE = 5;
const narrow = window.matchMedia("(max-width: 860px)");

function span(className, text) {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
}

export class Tabs {
  constructor(bar, panes) {
    this.bar = bar;
    this.panes = panes;
    this.chosen = panes[0];
    this.opened = new Set(panes.slice(0, SIDE_BY_SIDE));
    this.buttons = new Map(panes.map((pane, index) => [pane, this.#button(pane, index < SIDE_BY_SIDE)]));
    bar.replaceChildren(...this.buttons.values());
    bar.onkeydown = (event) => this.#step(event);
    narrow.onchange = () => this.#lay();
    this.#lay();
  }

  #button(pane, alwaysThere) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: alwaysThere ? "tab there" : "tab" });
    button.setAttribute("aria-controls", pane.section.id);
    const count = span("count", "");
    count.hidden = true;
    button.append(span("", pane.who.short ?? pane.who.name), span("post", pane.who.post ?? ""), count);
    button.addEventListener("click", () => {
      if (!narrow.matches && this.opened.has(pane) && pane.unread === 0) this.#close(pane);
      else this.choose(pane);
    });
    return button;
  }

  choose(pane) {
    this.chosen = pane;
    this.opened.add(pane);
    this.#lay();
    const seen = narrow.matches ? this.buttons.get(pane) : pane.section;
    seen.scrollIntoView({ block: "nearest", inline: narrow.matches ? "center" : "nearest" });
    if (!narrow.matches) pane.read();
  }

  // 有话到了就摆出来，不打断正在做的事。
  bringOut(pane) {
    if (this.opened.has(pane)) return;
    this.opened.add(pane);
    this.#lay();
  }

  #close(pane) {
    this.opened.delete(pane);
    this.#lay();
  }

  #lay() {
    const isNarrow = narrow.matches;
    this.bar.setAttribute("role", isNarrow ? "tablist" : "group");
    this.bar.classList.toggle("needed", isNarrow || this.panes.length > SIDE_BY_SIDE);
    for (const [pane, button] of this.buttons) {
      const isChosen = pane === this.chosen;
      const isShown = isNarrow ? isChosen : this.opened.has(pane);
      pane.current = isNarrow && isChosen;
      this.#dress(button, isNarrow, isShown);
      button.tabIndex = isNarrow && !isChosen ? -1 : 0;
      pane.section.setAttribute("role", isNarrow ? "tabpanel" : "region");
      pane.section.hidden = !isShown;
      if (pane.current) pane.read();
      if (isShown) pane.follow();
    }
  }

  #dress(button, isTab, isOn) {
    const [sign, other] = isTab ? ["aria-selected", "aria-pressed"] : ["aria-pressed", "aria-selected"];
    if (isTab) button.setAttribute("role", "tab");
    else button.removeAttribute("role");
    button.setAttribute(sign, String(isOn));
    button.removeAttribute(other);
  }

  #step(event) {
    const way = narrow.matches && { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = this.panes.at((this.panes.indexOf(this.chosen) + way) % this.panes.length);
    this.choose(next);
    this.buttons.get(next).focus();
  }

  // 名字旁的新消息数，跟着那一栏走。
  news(pane) {
    const count = this.buttons.get(pane).querySelector(".count");
    count.hidden = pane.unread === 0;
    count.textContent = String(pane.unread);
    count.setAttribute("aria-label", `${pane.unread} 条新消息`);
  }
}
