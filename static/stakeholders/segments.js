// Counts a segment while it is being built, and changes its parts without leaving the page.
// Without this script the buttons do the same by sending the form.
(() => {
  const segment = document.querySelector("[data-segment]");
  if (!segment) return;
  const form = segment.closest("form");
  const builder = segment.querySelector("[data-builder]");
  const reach = segment.querySelector("[data-reach]");
  const PAUSE = 300; // milliseconds without a change before it is counted
  let latest = 0;
  let waiting;

  const hideLooks = () => {
    for (const button of builder.querySelectorAll("[data-look]")) button.hidden = true;
  };

  // The act of a button, or a mere look; `redraws` says whether the parts change too.
  const ask = async (act, redraws) => {
    const turn = ++latest;
    const sent = new FormData(form);
    sent.set("act", act);
    reach.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(segment.dataset.lookUrl, { method: "POST", body: sent });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      if (redraws) redraw(answer.builder, act);
      // Answers may overtake each other: only the one to the last change counts.
      if (turn === latest) reach.innerHTML = answer.reach;
    } catch {
      // The number on the page is no longer that of the form: show none, and the buttons that ask again.
      reach.textContent = "";
      for (const button of builder.querySelectorAll("[data-look]")) button.hidden = false;
    }
    if (turn === latest) reach.removeAttribute("aria-busy");
  };

  const redraw = (html, act) => {
    const focused = document.activeElement?.id;
    builder.innerHTML = html;
    hideLooks();
    const [verb, path] = act.split(" ");
    const selects = path && verb !== "remove" ? document.getElementById(`part-${path}`)?.querySelectorAll("select") : null;
    const next = verb === "look" ? focused && document.getElementById(focused) : selects && [...selects].at(verb === "add-row" ? -2 : -3);
    (next || builder.querySelector("select")).focus();
  };

  builder.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(waiting);
    ask(button.value, true);
  });

  builder.addEventListener("change", (event) => {
    clearTimeout(waiting);
    if (event.target.dataset.act) ask("look", true);
    else waiting = setTimeout(() => ask("look", false), PAUSE);
  });

  hideLooks();
})();
