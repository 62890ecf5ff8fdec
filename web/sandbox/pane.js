// 一栏：一个人的手机，或者那个群。人说的话只用 textContent 放上去。

import { stampBetween } from "./clock.js";

const MOST_LINES = 500;
const CALL = "@守望";
const BLANK = /结果|原因|内容/; // 「12 好了 结果」里等人填的那个词

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// 回话里「12 接」这样的短句，可以点一下就放进输入框。
function readyWords(text) {
  const found = [...text.matchAll(/「([^「」\n]{1,14})」/g)].map((match) => match[1]);
  return [...new Set(found)].slice(0, 4);
}

export class Pane {
  // who: { id, name, role, face, villager }；people 只有群才给。send(key, text, inGroup, quote) 成功才算说出去。
  constructor(who, { bot, people = [], nameOf, send, onNews }) {
    Object.assign(this, { who, bot, nameOf, send, onNews, unread: 0, before: "", atEnd: true, quote: "", current: false });
    this.section = document.getElementById("pane").content.firstElementChild.cloneNode(true);
    this.find = (selector) => this.section.querySelector(selector);
    this.isGroup = people.length > 0;
    this.log = this.find(".log");
    this.field = this.find("textarea");
    this.#dress(people);
    this.#listen();
  }

  #dress(people) {
    const { id, name, role, face, villager } = this.who;
    this.section.id = `pane-${id}`;
    this.section.classList.toggle("villager", villager);
    this.section.classList.toggle("group", this.isGroup);
    this.section.setAttribute("aria-label", name);
    this.find(".name").textContent = name;
    this.find(".empty").textContent = this.#invitation();
    this.find(".role").textContent = role;
    this.find(".face").textContent = face;
    this.log.setAttribute("aria-label", `${name}的消息`);
    this.field.id = `say-${id}`;
    this.find(".speaker").append(...(this.isGroup ? this.#chooser(people) : [this.#label(`${name}说`)]));
  }

  #invitation() {
    if (this.isGroup) return `群里人人看得到。\n叫 ${CALL}，它才回话。`;
    return this.who.villager ? "在下面说一件\n要帮忙的事。" : `该${this.who.name}知道的事，\n会到这里。`;
  }

  #label(text) {
    const label = make("label", "caption", text);
    label.htmlFor = this.field.id;
    return label;
  }

  #chooser(people) {
    const [label, choice] = [make("label", "caption", "谁说"), make("select", "as")];
    choice.id = "as";
    label.htmlFor = choice.id;
    choice.append(...people.map((person) => new Option(person.name, person.key)));
    const [call, box] = [make("label", "call"), make("input", "")];
    Object.assign(box, { type: "checkbox", checked: true, id: "call" });
    call.append(box, make("span", "", CALL));
    this.field.setAttribute("aria-label", "在群里说");
    return [label, choice, call];
  }

  #listen() {
    this.find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#speak();
    });
    this.field.addEventListener("keydown", (event) => {
      const choosingCharacters = event.isComposing || event.keyCode === 229;
      if (event.key !== "Enter" || event.shiftKey || choosingCharacters) return;
      event.preventDefault();
      this.#speak();
    });
    this.find(".drop").addEventListener("click", () => this.#quoteLine(""));
    this.log.addEventListener("scroll", () => {
      this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48;
    });
    new ResizeObserver(() => this.follow()).observe(this.log);
    for (const sign of ["focusin", "pointerdown"]) this.section.addEventListener(sign, () => this.read());
  }

  async #speak() {
    const words = this.field.value;
    if (!words.trim() || this.section.ariaBusy === "true") return;
    const called = this.isGroup && this.find("#call").checked && !words.includes(CALL);
    const key = this.isGroup ? this.find("#as").value : this.who.id;
    this.section.ariaBusy = "true";
    const sent = await this.send(key, called ? `${CALL} ${words}` : words, this.isGroup, this.quote);
    this.section.ariaBusy = "false";
    if (!sent) return;
    if (this.field.value === words) this.field.value = "";
    this.#quoteLine("");
  }

  fill(words) {
    this.field.value = words;
    this.field.focus();
    const blank = BLANK.exec(words);
    if (blank) this.field.setSelectionRange(blank.index, blank.index + blank[0].length);
    this.field.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #quoteLine(text) {
    this.quote = text;
    this.find(".quoting").hidden = !text;
    this.find(".quoted").textContent = text && `引用：${text}`;
    if (text) this.field.focus();
  }

  // isNew 为假：刷新后补上的旧话，不算新消息。
  add(line, isNew) {
    const follows = this.atEnd || line.author === this.who.id;
    this.find(".empty")?.remove();
    const stamp = stampBetween(this.before, line.at);
    if (stamp) this.log.append(make("p", "stamp", stamp));
    this.before = line.at;
    this.log.append(this.#said(line, isNew));
    while (this.log.childElementCount > MOST_LINES) this.log.firstElementChild.remove();
    if (line.author === this.bot) this.#offer(readyWords(line.text));
    if (follows) this.toEnd();
    if (isNew && line.author !== this.who.id && !this.#watched()) this.#count(this.unread + 1);
  }

  // 停在末尾的跟着走；正在往上翻旧话的，不拉下来。
  follow() {
    if (this.atEnd) this.toEnd();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
  }

  #said(line, isNew) {
    const fromBot = line.author === this.bot;
    const kind = fromBot ? "bot" : line.author === this.who.id ? "own" : "other";
    const item = make("div", `said ${kind}${isNew ? " fresh" : ""}`);
    item.onanimationend = () => item.classList.remove("fresh"); // 换栏再回来，不重演一遍
    const author = make("p", "author");
    author.append(make("span", kind === "own" ? "unseen" : "", this.nameOf(line.author)));
    if (fromBot) {
      const button = make("button", "cite", "引用");
      button.type = "button";
      button.addEventListener("click", () => this.#quoteLine(line.text));
      author.append(button);
    }
    item.append(author, make("p", "words", line.text));
    return item;
  }

  #offer(words) {
    const chips = words.map((word) => {
      const chip = make("button", "chip", word);
      chip.type = "button";
      chip.addEventListener("click", () => this.fill(word));
      return chip;
    });
    this.find(".ready").replaceChildren(...chips);
    this.find(".ready").hidden = chips.length === 0;
  }

  #watched() {
    return this.current || this.section.contains(document.activeElement);
  }

  read() {
    this.#count(0);
  }

  #count(unread) {
    if (this.unread === unread) return;
    this.unread = unread;
    const count = this.find(".count");
    count.hidden = unread === 0;
    count.textContent = `${unread} 条新`;
    this.onNews(this);
  }
}
