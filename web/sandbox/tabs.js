// 手机上一次看一栏，上面一排标签换人。宽屏上各栏并排，标签收起。

const narrow = window.matchMedia("(max-width: 860px)");

export class Tabs {
  constructor(bar, panes) {
    this.bar = bar;
    this.panes = panes;
    this.chosen = panes[0];
    this.buttons = new Map(panes.map((pane) => [pane, this.#button(pane)]));
    bar.replaceChildren(...this.buttons.values());
    bar.onkeydown = (event) => this.#step(event);
    narrow.onchange = () => this.#lay();
    this.#lay();
  }

  #button(pane) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", id: `tab-${pane.who.id}`, className: "tab" });
    button.setAttribute("role", "tab");
    button.setAttribute("aria-controls", pane.section.id);
    const [name, count] = [document.createElement("span"), document.createElement("span")];
    name.textContent = pane.who.short ?? pane.who.name;
    count.className = "count";
    count.hidden = true;
    button.append(name, count);
    button.addEventListener("click", () => this.choose(pane));
    return button;
  }

  choose(pane) {
    this.chosen = pane;
    this.#lay();
    this.buttons.get(pane).scrollIntoView({ block: "nearest", inline: "center" });
  }

  #lay() {
    for (const [pane, button] of this.buttons) {
      const isChosen = pane === this.chosen;
      button.setAttribute("aria-selected", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
      pane.section.hidden = narrow.matches && !isChosen;
      pane.section.setAttribute("role", narrow.matches ? "tabpanel" : "region");
      pane.current = narrow.matches && isChosen;
      if (pane.current) pane.read();
      if (!pane.section.hidden) pane.toEnd();
    }
  }

  #step(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    event.preventDefault();
    const next = this.panes.at((this.panes.indexOf(this.chosen) + way) % this.panes.length);
    this.choose(next);
    this.buttons.get(next).focus();
  }

  // 标签上的新消息数，跟着那一栏走。
  news(pane) {
    const count = this.buttons.get(pane).querySelector(".count");
    count.hidden = pane.unread === 0;
    count.textContent = String(pane.unread);
    count.setAttribute("aria-label", `${pane.unread} 条新消息`);
  }
}
