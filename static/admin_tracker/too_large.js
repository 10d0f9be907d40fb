/* Refuses a file that is too large before it is sent: a server that ends the connection can say little. */
"use strict";
(function () {
  const form = document.querySelector("form[data-largest]");
  if (!form) {
    return;
  }
  form.addEventListener("submit", (event) => {
    const field = form.querySelector("input[type=file]");
    const [file] = field.files;
    const isLarge = file !== undefined && file.size > Number(form.dataset.largest) * 1e6;
    field.setCustomValidity(isLarge ? form.dataset.tooLarge : "");
    if (isLarge) {
      event.preventDefault();
      field.reportValidity();
    }
  });
})();
