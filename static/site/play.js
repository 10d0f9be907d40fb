// Plays the history of implementation column by column, from 2010 to the day shown. The table below has the same.
"use strict";
const STEP = 900;
const made = (name, facts) => Object.assign(document.createElement(name), facts);
for (const chart of document.querySelectorAll("[data-play]")) {
  const columns = [...chart.querySelectorAll(".column")];
  const says = [...chart.querySelectorAll("[data-says]")].map((row) => row.dataset.says);
  const last = columns.length - 1;
  const button = made("button", { type: "button" });
  const bar = made("input", { type: "range", min: 0, max: last, value: last });
  const sentence = made("p", { className: "small" });
  const controls = made("div", { className: "actions player" });
  let timer = 0;
  const show = (shown) => {
    bar.value = shown;
    columns.forEach((column, i) => column.classList.toggle("is-later", i > shown));
    sentence.textContent = says[shown];
    bar.setAttribute("aria-valuetext", says[shown]);
  };
  const stop = () => {
    timer = clearInterval(timer);
    button.textContent = chart.dataset.play;
    sentence.setAttribute("aria-live", "polite");
  };
  const next = () => (Number(bar.value) < last ? show(Number(bar.value) + 1) : stop());
  const play = () => {
    if (Number(bar.value) === last) show(0);
    sentence.setAttribute("aria-live", "off");
    button.textContent = chart.dataset.pause;
    timer = setInterval(next, STEP);
  };
  bar.setAttribute("aria-label", chart.dataset.slide);
  button.addEventListener("click", () => (timer ? stop() : play()));
  bar.addEventListener("input", () => {
    stop();
    show(Number(bar.value));
  });
  controls.append(button, bar);
  chart.querySelector("figcaption").after(controls, sentence);
  show(last);
  stop();
}
