/* A form without a mouse: keys that save, rows that keep the place, boxes that open by typing. */
"use strict";
(function ($) {
  const first = (part) => part && part.querySelector(
    ".select2-selection, input:not([type=hidden]), select:not(.select2-hidden-accessible), textarea");

  /* Ctrl or Cmd and Enter saves; with Shift the next record follows. */
  document.addEventListener("keydown", (event) => {
    const form = event.target.form || event.target.closest("form");
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !form) {
      return;
    }
    const names = event.shiftKey ? ["_addanother"] : ["_save", "_takeback"];
    const button = names.map((name) => form.elements[name]).find(Boolean);
    if (button) {
      event.preventDefault();
      event.stopPropagation();
      button.click();
    }
  }, true);

  /* What looks like a button is pressed by the space bar as well. */
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a[role=button]")) {
      event.preventDefault();
      event.target.click();
    }
  });

  /* A row that is added is where one goes on; when one is removed, it is the row that takes its place. */
  document.addEventListener("formset:added", (event) => setTimeout(() => {
    const field = first(event.target);
    if (field) {
      field.focus();
    }
  }));
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".inline-deletelink");
    const row = link && link.closest(".inline-related[id], tr.form-row");
    if (!row) {
      return;
    }
    const rows = [...row.parentElement.children].filter((one) => one.matches("[class*=dynamic-]"));
    const group = row.closest(".inline-group");
    const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
    setTimeout(() => (first(next) || group.querySelector(".add-row a")).focus());
  }, true);

  /* A box that is searched by typing opens with the first letter. */
  $(document).on("keydown", ".select2-selection", (event) => {
    const letter = event.key.length === 1 && event.key !== " ";
    if (!letter || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) {
      return;
    }
    $(event.currentTarget).closest(".select2-container").prev("select").select2("open");
    document.querySelector(".select2-container--open .select2-search__field").focus();
  });
})(django.jQuery);
