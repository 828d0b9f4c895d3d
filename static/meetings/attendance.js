/* The list of who is there: narrows as one types, says what is not saved, and asks before it is lost. */
(() => {
  const form = document.querySelector("[data-attendance]");
  if (!form) return;
  const find = document.querySelector("[data-attendance-find]");
  const told = form.querySelector("[data-attendance-changed]");
  const lines = [...form.querySelectorAll("[data-attendance-line]")];
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = lines.map((line) => folded(line.querySelector(".attendance-who").textContent));
  let changed = false;
  let leaving = false;

  find.addEventListener("input", () => {
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    lines.forEach((line, at) => {
      line.hidden = !words.every((word) => texts[at].includes(word));
    });
  });
  find.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // the list is narrowed already: go on to the first one
    const first = lines.find((line) => !line.hidden);
    if (first) (first.querySelector("input[type=radio]:checked") || first.querySelector("input[type=radio]")).focus();
  });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    changed = true;
    told.textContent = told.dataset.some;
    event.target.closest("[data-attendance-line]").classList.remove("is-open");
  });
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed && !leaving) event.preventDefault();
  });
})();
