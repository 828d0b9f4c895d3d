// Saves minutes as one types, section by section. What is not saved is kept in this browser, by user and section, and is
// offered again after a crash or a lost connection. Without this script the buttons send the whole form.
(() => {
  const form = document.querySelector("[data-minutes]");
  if (!form) return;
  const PAUSE = 1000; // milliseconds without a key before a text is sent
  const AGAIN = 10000; // until it is tried again
  const BEAT = 15000; // half of what presence lasts on the server
  const words = document.querySelector("[data-words]").dataset;
  const others = document.querySelector("[data-others]");
  const sections = [...form.querySelectorAll("[data-section]")];
  let leaving = false;

  // Fields of a section; those of the open actions are sections of their own within that of their item.
  const fieldsOf = (element) =>
    [...element.querySelectorAll("textarea[name], select[name], input[name]:not([type=hidden])")].filter(
      (field) => field.closest("[data-section]") === element,
    );
  const own = (element, selector) =>
    [...element.querySelectorAll(selector)].find((found) => found.closest("[data-section]") === element);

  class Section {
    constructor(element) {
      this.element = element;
      this.key = element.dataset.section;
      this.store = `minutes:${form.dataset.minutes}:${this.key}`;
      this.status = own(element, "[data-status]");
      this.fields = fieldsOf(element);
      this.text = this.fields.find((field) => field.name === `${this.key}-text`);
      this.added = this.fields.filter((field) => field.closest(".minutes-add"));
      this.saved = new Map(this.fields.map((field) => [field.name, field.value]));
      this.stale = element.classList.contains("is-stale");
      this.busy = false;
      element.addEventListener("input", (event) => this.typed(event));
      element.addEventListener("focusout", (event) => this.left(event));
      this.offer();
    }

    mine(event) {
      return event.target.closest("[data-section]") === this.element && this.fields.includes(event.target);
    }

    get changed() {
      return this.fields.filter((field) => field.value !== this.saved.get(field.name));
    }

    // What is sent by itself; decisions and actions wait for their button, since they are finished then.
    get due() {
      return this.changed.some((field) => !this.added.includes(field));
    }

    typed(event) {
      if (!this.mine(event)) return;
      this.keep();
      if (!this.due) return;
      this.say(this.stale ? "stale" : "typing");
      this.later(PAUSE);
    }

    left(event) {
      if (this.mine(event) && this.due) this.send();
    }

    later(after) {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.send(), after);
    }

    say(state, message = "") {
      this.status.dataset.state = state;
      this.status.textContent = message || words[state] || "";
    }

    keep() {
      const changed = Object.fromEntries(this.changed.map((field) => [field.name, field.value]));
      try {
        if (Object.keys(changed).length) localStorage.setItem(this.store, JSON.stringify(changed));
        else localStorage.removeItem(this.store);
      } catch {
        this.say("failed", words.full);
      }
    }

    kept() {
      try {
        return Object.entries(JSON.parse(localStorage.getItem(this.store)) || {});
      } catch {
        return [];
      }
    }

    // Something was typed in this browser and never saved: show it, and let them choose.
    offer() {
      const lost = this.kept().filter(([name, value]) => this.saved.has(name) && this.saved.get(name) !== value);
      if (!lost.length) return this.keep();
      const box = document.querySelector("[data-kept-template]").content.cloneNode(true).firstElementChild;
      box.querySelector("[data-kept]").textContent = lost.map(([, value]) => value).join("\n");
      box.addEventListener("click", (event) => {
        const choice = event.target.dataset.choose;
        if (!choice) return;
        if (choice === "back") {
          for (const [name, value] of lost) this.fields.find((field) => field.name === name).value = value;
          this.later(0);
        }
        box.remove();
        (this.text || this.fields[0]).focus();
        this.keep();
      });
      (this.text || this.fields[0]).before(box);
    }

    // `adding`: the decision and the action below are sent, too.
    async send({ adding = false, act = "" } = {}) {
      clearTimeout(this.waiting);
      if (this.stale && !act) return;
      if (this.busy) return this.later(PAUSE);
      this.busy = true;
      const sent = new Map(this.fields.filter((field) => adding || !this.added.includes(field)).map((f) => [f.name, f.value]));
      this.say("saving");
      try {
        const answer = await post(form.action, () => this.body(sent, act));
        if (answer) this.heard(answer.sections[this.key], sent);
        else this.wait("out");
      } catch (error) {
        this.wait(error instanceof TypeError ? "offline" : "failed");
      } finally {
        this.busy = false;
      }
    }

    body(sent, act) {
      const data = new FormData();
      data.set(`${this.key}-was`, own(this.element, `[name="${this.key}-was"]`).value);
      for (const [name, value] of sent) data.set(name, value);
      if (act) data.set("act", `${act}:${this.key}`);
      return data;
    }

    wait(state) {
      this.say(state);
      this.later(AGAIN);
    }

    heard(answer, sent) {
      if (!answer || answer.was === undefined) return this.say("refused", answer?.message);
      own(this.element, `[name="${this.key}-was"]`).value = answer.was;
      if (answer.outcomes !== undefined) this.element.querySelector("[data-outcomes]").innerHTML = answer.outcomes;
      if (answer.state === "saved") {
        for (const [name, value] of sent) this.settle(name, value);
        this.stale = false;
      } else if (answer.state === "stale" && this.text) this.ask(answer);
      this.say(this.due && answer.state === "saved" ? "typing" : answer.state, answer.message);
      this.keep();
      if (this.due && answer.state === "saved") this.later(PAUSE);
    }

    // A field is saved as it was sent; new decisions and actions leave their field once they stand in the list.
    settle(name, value) {
      const field = this.fields.find((each) => each.name === name);
      if (!this.added.includes(field)) this.saved.set(name, value);
      else if (field.value === value) field.value = "";
    }

    ask(answer) {
      this.stale = true;
      this.element.querySelector(".minutes-stale")?.remove();
      const box = document.querySelector("[data-stale-template]").content.cloneNode(true).firstElementChild;
      box.querySelector("[data-why]").textContent = [answer.by, answer.message].filter(Boolean).join(": ");
      box.querySelector("[data-theirs]").textContent = answer.theirs;
      box.addEventListener("click", (event) => {
        const choice = event.target.dataset.choose;
        if (!choice) return;
        if (choice === "theirs") this.text.value = answer.theirs;
        if (choice === "both") this.text.value = `${answer.theirs}\n\n${this.text.value}`;
        this.saved.set(this.text.name, answer.theirs);
        box.remove();
        this.text.focus();
        this.stale = false;
        this.keep();
        if (this.due) this.send();
        else this.say("saved");
      });
      this.text.before(box);
    }
  }

  // Returns the answer, or null where one is signed out or may no longer write. Throws TypeError without a connection.
  const post = async (url, body) => {
    const response = await ask(url, body());
    if (response.status !== 403) return read(response);
    // Signed in again in another tab: the token of this page is void, and the next one is good.
    const fresh = await fetch(form.dataset.here, { headers: { "X-Requested-With": "XMLHttpRequest" }, redirect: "error" });
    if (!fresh.ok) return null;
    form.elements.csrfmiddlewaretoken.value = (await fresh.json()).token;
    const again = await ask(url, body());
    return again.status === 403 ? null : read(again);
  };

  const ask = (url, body) => {
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const headers = { "X-Requested-With": "XMLHttpRequest" };
    return fetch(url, { method: "POST", body, headers, redirect: "error" });
  };

  const read = (response) => {
    if (response.status === 401) return null;
    if (!response.ok && response.status !== 409) throw new Error(response.statusText);
    return response.json();
  };

  const all = sections.map((element) => new Section(element));
  for (const hint of form.querySelectorAll("[data-with-script]")) hint.hidden = false;

  form.addEventListener("submit", (event) => {
    const act = event.submitter?.value || "all";
    const [verb, key] = act.split(":");
    const section = all.find((each) => each.key === key);
    if (verb === "save" && section) {
      event.preventDefault();
      section.stale = false;
      section.send({ adding: true, act: "save" });
    } else if (verb === "all") {
      event.preventDefault();
      for (const each of all) if (each.changed.length) each.send({ adding: true, act: "save" });
    } else {
      leaving = true; // the whole form is sent, and all that was typed with it
    }
  });

  addEventListener("beforeunload", (event) => {
    if (!leaving && all.some((each) => each.changed.length)) event.preventDefault();
  });
  addEventListener("online", () => all.filter((each) => each.due).forEach((each) => each.send()));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) all.filter((each) => each.due && !each.stale).forEach((each) => each.send());
  });

  const beat = async () => {
    try {
      const answer = document.hidden ? null : await post(form.dataset.here, () => new FormData());
      if (answer) others.textContent = answer.others;
    } catch {
      // The sections say themselves that there is no connection.
    }
    setTimeout(beat, BEAT);
  };
  beat();
})();
