/* A multiple choice that keeps the order of choosing: what is chosen last goes last. */
"use strict";
(function ($) {
  $(document).on("select2:select", "select[data-in-order]", function (event) {
    const chosen = String(event.params.data.id);
    $(this).append($(this).children().filter((_, option) => option.value === chosen));
  });
})(django.jQuery);
