// Keeps a page of progress up to date: asks for the counts every two seconds until what it shows has ended.
(() => {
  const screen = document.querySelector("[data-progress-url]");
  if (!screen) return;
  const figures = screen.querySelector("[data-figures]");
  const actions = screen.querySelector("[data-actions]");
  const announce = screen.querySelector("[data-announce]");
  const lost = screen.querySelector("[data-lost]");
  const INTERVAL = 2000;

  async function refresh() {
    const response = await fetch(screen.dataset.progressUrl, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    if (!response.ok) throw new Error(response.statusText);
    const answer = await response.json();
    if (!figures.contains(document.activeElement)) figures.innerHTML = answer.figures;
    if (answer.state !== screen.dataset.state) {
      // Buttons are replaced only when they change, so that nobody presses one that just moved.
      screen.dataset.state = answer.state;
      announce.textContent = answer.state_words;
      actions.innerHTML = answer.actions;
    }
    return answer.ended;
  }

  async function watch() {
    let ended = false;
    // A hidden tab asks nothing.
    if (!document.hidden) {
      try {
        ended = await refresh();
        lost.hidden = true;
      } catch {
        lost.hidden = false;
      }
    }
    if (!ended) setTimeout(watch, INTERVAL);
  }

  setTimeout(watch, INTERVAL);
})();
