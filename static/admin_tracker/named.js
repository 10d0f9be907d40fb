/* The boxes that are searched by typing take the name of the field they stand for. */
"use strict";
(function ($) {
  function name(select) {
    const box = $(select).data("select2");
    const label = select.labels && select.labels[0];
    if (!box || !label) {
      return;
    }
    label.id = label.id || `label-of-${select.id}`;
    const selection = box.$container.find(".select2-selection");
    const shown = selection.find(".select2-selection__rendered").attr("aria-labelledby", label.id);
    selection.attr("aria-labelledby", [label.id, shown.attr("id")].filter(Boolean).join(" "));
    box.$container.find(".select2-search__field").attr("aria-labelledby", label.id);
  }
  const nameAll = (part) => $(part).find("select.admin-autocomplete").each((_, one) => name(one));
  $(document).on("select2:open", "select", (event) => {
    const label = event.target.labels && event.target.labels[0];
    if (label) {
      $(".select2-container--open .select2-search__field").attr("aria-labelledby", label.id);
    }
  });
  $(() => setTimeout(() => nameAll(document))); // when all of the page is set up
  document.addEventListener("formset:added", (event) => setTimeout(() => nameAll(event.target)));
})(django.jQuery);
