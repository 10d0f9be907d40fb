/* Asks before a page is left on which something was typed and not saved. */
"use strict";
(function ($) {
  $(() => {
    const form = $("#content-main > form[id$='_form'], #decision");
    let unsaved = form.find(".errornote").length > 0 || form.is("[data-came-back]");
    form.on("input change", () => { unsaved = true; });
    form.on("submit", () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) {
        event.preventDefault();
      }
    });
  });
})(django.jQuery);
