/* Asks before a page is left on which something was typed and not saved. */
"use strict";
(function ($) {
  $(() => {
    const form = $("#content-main > form[id$='_form']");
    let unsaved = form.find(".errornote").length > 0;
    form.on("input change", () => { unsaved = true; });
    form.on("submit", () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => {
      if (unsaved) {
        event.preventDefault();
      }
    });
  });
})(django.jQuery);
