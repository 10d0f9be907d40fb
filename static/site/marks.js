// Says what a mark of a chart stands for: under the pointer, where a finger tapped until it taps elsewhere, and mark
// by mark with the arrow keys while the chart has the focus; Enter follows a mark that is a link. Without it a mark
// has the browser's own hint.
"use strict";
const GAP = 8; // pixels between a mark and its words, and between them and the edge
const told = Object.assign(document.createElement("output"), { className: "told" });
const edges = (mark) => (mark.querySelector("circle, path") ?? mark).getBoundingClientRect();
const place = (mark) => {
  const { left, width, top, bottom } = edges(mark);
  const room = document.documentElement.clientWidth - told.offsetWidth - GAP;
  const above = top - told.offsetHeight - GAP;
  told.style.left = `${Math.max(GAP, Math.min(left + (width - told.offsetWidth) / 2, room))}px`;
  told.style.top = `${above > 0 ? above : bottom + GAP}px`;
};
const language = document.documentElement.lang;
const byWords = (one, other) => one.dataset.mark.localeCompare(other.dataset.mark, language);
const shown = () => document.querySelector(".is-told");
const hide = () => {
  told.textContent = "";
  shown()?.classList.remove("is-told");
};
const tell = (mark) => {
  hide();
  mark.classList.add("is-told");
  told.textContent = mark.dataset.mark;
  place(mark);
};
const take = (title) => {
  const mark = title.parentNode;
  mark.dataset.mark = title.textContent;
  if (mark.href) mark.setAttribute("aria-label", title.textContent);
  title.remove(); // or the browser would say it too
  return mark;
};
for (const chart of document.querySelectorAll("figure.chart > svg")) {
  const marks = [...chart.querySelectorAll("title")].map(take);
  const last = marks.length - 1;
  if (last < 0) continue;
  if (marks[0].href) marks.sort(byWords); // places are drawn by size
  let at = 0;
  const steps = {
    ArrowLeft: () => Math.max(0, at - 1),
    ArrowRight: () => Math.min(last, at + 1),
    Home: () => 0,
    End: () => last,
  };
  chart.tabIndex = 0;
  chart.setAttribute("aria-keyshortcuts", "ArrowLeft ArrowRight");
  chart.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("[data-mark]");
    if (mark) tell(mark);
    else hide();
  });
  chart.addEventListener("pointerleave", (event) => event.pointerType === "touch" || hide()); // a finger is lifted
  chart.addEventListener("pointercancel", hide); // it moves the page
  chart.addEventListener("focus", () => chart.matches(":focus-visible") && tell(marks[at]));
  chart.addEventListener("blur", hide);
  chart.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // such as Alt+Left, one page back
    const link = marks[at].href?.baseVal;
    if (event.key in steps) {
      event.preventDefault();
      at = steps[event.key]();
      tell(marks[at]);
    } else if (event.key === "Escape") hide();
    else if (event.key === "Enter" && link) location.assign(link);
  });
}
addEventListener("pointerdown", (event) => event.target.closest("figure.chart > svg") || hide());
addEventListener("scroll", () => shown() && place(shown()), { passive: true });
document.querySelector("main")?.append(told);
