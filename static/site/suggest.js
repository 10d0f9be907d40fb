// Offers names and titles of the record while a search is typed. Without it the form works as well.
"use strict";
const PAUSE = 200; // milliseconds without a key
const FEWEST = 2; // letters
const offered = (value) => Object.assign(document.createElement("option"), { value });
for (const box of document.querySelectorAll("input[data-suggestions]")) {
  let timer = 0;
  const offer = async (q) => {
    const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(q)}`);
    if (!answer.ok || box.value.trim() !== q) return;
    const { suggestions } = await answer.json();
    box.list.replaceChildren(...suggestions.map(offered));
  };
  box.addEventListener("input", () => {
    const q = box.value.trim();
    clearTimeout(timer);
    if (q.length >= FEWEST) timer = setTimeout(offer, PAUSE, q);
  });
}
