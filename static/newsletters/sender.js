// Waits for the look at the DNS that somebody asked for, and shows the page anew when it is there.
(() => {
  const screen = document.querySelector("[data-sender-url]");
  if (!screen) return;
  const INTERVAL = 2000;

  async function waiting() {
    const response = await fetch(screen.dataset.senderUrl, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
    });
    return !response.ok || (await response.json()).waiting;
  }

  async function watch() {
    // A hidden tab asks nothing; a lost connection is tried again.
    const goOn = document.hidden || (await waiting().catch(() => true));
    if (goOn) setTimeout(watch, INTERVAL);
    else window.location.reload();
  }

  setTimeout(watch, INTERVAL);
})();
