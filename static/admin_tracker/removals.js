/* The crosses that remove a row say which row they remove. */
"use strict";
(function () {
  function nameAll() {
    for (const group of document.querySelectorAll(".inline-group")) {
      const heading = group.querySelector("h2").textContent.trim();
      group.querySelectorAll("a.inline-deletelink").forEach((cross, i) => {
        cross.setAttribute("aria-label", `${cross.textContent.trim()}: ${heading} ${i + 1}`);
      });
    }
  }
  window.addEventListener("load", nameAll);
  document.addEventListener("formset:added", () => setTimeout(nameAll)); // once the row has its cross
  document.addEventListener("formset:removed", () => setTimeout(nameAll));
})();
