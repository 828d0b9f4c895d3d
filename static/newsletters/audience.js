// Counts the audience as it is being chosen. Without this script the "Count" button does the same.
(() => {
  const form = document.querySelector("[data-count-url]");
  if (!form) return;
  const reach = form.querySelector("[data-reach]");
  form.querySelector("[data-count-button]").hidden = true;
  let latest = 0;

  form.addEventListener("change", async () => {
    const turn = ++latest;
    const chosen = new FormData(form);
    chosen.delete("csrfmiddlewaretoken");
    reach.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(`${form.dataset.countUrl}?${new URLSearchParams(chosen)}`, {
        headers: { "X-Requested-With": "XMLHttpRequest" },
      });
      if (!response.ok) throw new Error(response.statusText);
      const answer = await response.json();
      // Answers may overtake each other: only the one to the last change counts.
      if (turn === latest) reach.innerHTML = answer.html;
    } catch {
      // The number on the page is no longer that of the form: show none, and the button that asks again.
      if (turn === latest) {
        reach.textContent = "";
        form.querySelector("[data-count-button]").hidden = false;
      }
    }
    if (turn === latest) reach.removeAttribute("aria-busy");
  });
})();
