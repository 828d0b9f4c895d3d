/* Puts a button behind each citation that copies it. Without this, a click selects the whole of it. */
(() => {
  const list = document.querySelector("[data-copy]");
  if (!list || !navigator.clipboard) return;
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  list.after(told);
  for (const line of list.querySelectorAll("div")) {
    const name = line.querySelector("dt");
    const cited = line.querySelector("dd");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = list.dataset.copy;
    button.setAttribute("aria-label", `${list.dataset.copy}: ${name.textContent}`);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(cited.textContent.trim());
      button.textContent = list.dataset.copied;
      told.textContent = `${list.dataset.copied}: ${name.textContent}`;
      setTimeout(() => { button.textContent = list.dataset.copy; }, 2500);
    });
    name.append(" ", button);
  }
})();
