/* A form that comes back stands at its first fault, so that nobody has to look for it. */
"use strict";
(function ($) {
  $(() => setTimeout(() => {
    const fault = document.querySelector("#content-main .errorlist");
    const row = fault && fault.closest(".fieldBox, .form-row td, .form-row");
    const field = row && row.querySelector("input:not([type=hidden]), select, textarea");
    if (field) {
      field.focus();
      row.scrollIntoView({block: "center"});
    }
  }));
})(django.jQuery);
