// Lets items of an agenda be dragged into their order. Without this script, and by keyboard, the buttons do it.
(() => {
  const list = document.querySelector("[data-agenda]");
  const form = document.querySelector("[data-agenda-order]");
  if (!list || !form) return;
  let dragged = null;

  const rows = () => [...list.querySelectorAll("[data-item]")];
  const rowOf = (event) => event.target.closest("[data-item]");
  const unmark = () => rows().forEach((row) => row.classList.remove("is-over", "is-dragged"));

  for (const row of rows()) {
    if (!("fixed" in row.dataset)) row.draggable = true;
  }

  list.addEventListener("dragstart", (event) => {
    dragged = rowOf(event);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.item);
    dragged.classList.add("is-dragged");
  });

  list.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!dragged || !row) return;
    event.preventDefault();
    rows().forEach((other) => other.classList.toggle("is-over", other === row && row !== dragged));
  });

  list.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!dragged || !row) return;
    event.preventDefault();
    if (row === dragged) return;
    const all = rows();
    // Downwards it lands behind the row that it is dropped on, upwards before it.
    if (all.indexOf(dragged) < all.indexOf(row)) row.after(dragged);
    else row.before(dragged);
    form.elements.order.value = rows().map((each) => each.dataset.item).join(",");
    form.submit();
  });

  list.addEventListener("dragend", () => {
    dragged = null;
    unmark();
  });
})();
