// Offers to copy the page's address and to share it as the device does. The plain links beside them need no script.
(() => {
  const said = document.querySelector("[data-said]");
  const copy = document.querySelector("[data-copy]");
  const share = document.querySelector("[data-share]");
  if (!said || !copy || !share) return;

  if (navigator.clipboard) {
    copy.parentElement.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(copy.dataset.copy);
      said.textContent = copy.textContent = copy.dataset.done;
    });
  }
  if (navigator.share) {
    share.parentElement.hidden = false;
    share.addEventListener("click", () => {
      // Whoever closes the device's dialogue rejects the promise: nothing is to be done then.
      navigator.share({ title: share.dataset.title, url: share.dataset.share }).catch(() => {});
    });
  }
})();
