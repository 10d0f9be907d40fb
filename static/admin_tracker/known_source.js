/* An address pasted into a row's source: the source that has it is chosen, or the new one is described. */
"use strict";
(function ($) {
  const ADDRESS = /^https?:\/\/\S+$/i;
  const part = (row, name) => row.querySelector(`[name$="-${name}"]`);

  function place(row) {
    let told = row.querySelector(".told");
    if (!told) {
      told = document.createElement("p");
      told.className = "told";
      told.setAttribute("role", "status");
      row.querySelector(".form-row").after(told);
    }
    return told;
  }

  function put(field, value) {
    field.value = value;
    $(field).trigger("change");
  }

  /* The next field to fill in, unless the editor has gone on elsewhere while the answer was under way: what she
     types there must not go here. A field that the answer has hidden is no place to type in. */
  function lead(row, field) {
    const here = document.activeElement;
    const waits = row.contains(here) && (here === part(row, "new_url") || here.closest(".select2"));
    if (here === document.body || waits || here.offsetParent === null) {
      field.focus();
    }
  }

  function choose(row, source) {
    const select = part(row, "source");
    if (![...select.options].some((one) => one.value === String(source.id))) {
      select.add(new Option(source.title, source.id));
    }
    ["new_url", "new_title", "new_publisher"].forEach((name) => put(part(row, name), ""));
    put(select, String(source.id));
    lead(row, part(row, "locator"));
  }

  /* What is known of a new source goes where nothing was typed. */
  function describe(row, known) {
    for (const [name, value] of Object.entries(known)) {
      const field = part(row, `new_${name}`);
      if (field.value === field.defaultValue) {
        put(field, value);
      }
    }
    lead(row, part(row, "new_title"));
  }

  function isDescribed(row, url) {
    const others = [...document.querySelectorAll("input[name$=-new_url]")];
    return others.some((one) => one.value.trim() === url && one.closest(".inline-related") !== row
      && part(one.closest(".inline-related"), "new_title").value);
  }

  async function look(row, url) {
    const field = part(row, "new_url");
    if (!ADDRESS.test(url) || field.dataset.looked === url) {
      return;
    }
    field.dataset.looked = url;
    if (isDescribed(row, url)) {
      place(row).textContent = field.dataset.described;
      return;
    }
    try {
      const asked = `${field.dataset.knownSource}?${new URLSearchParams({url})}`;
      const answer = await fetch(asked, {redirect: "error"});
      const found = await answer.json();
      if (field.value.trim() !== url) {
        return; // another address has been typed meanwhile
      }
      if (found.source) {
        choose(row, found.source);
      } else if (found.new) {
        describe(row, found.new);
      }
      place(row).textContent = found.told || "";
    } catch {
      delete field.dataset.looked; // no answer: saving looks again
    }
  }

  $(document).on("focusin", ".inline-related", (event) => {
    const row = event.target.closest(".inline-related");
    if (part(row, "new_url")) {
      place(row); // it is there before it speaks
    }
  });
  $(document).on("change", "input[name$=-new_url]", (event) => {
    look(event.target.closest(".inline-related"), event.target.value.trim());
  });
  $(document).on("paste", "input[name$=-new_url]", (event) => setTimeout(() => {
    look(event.target.closest(".inline-related"), event.target.value.trim());
  }));
  let open = null;
  $(document).on("select2:open", "select[name$=-source]", (event) => { open = event.target; });
  $(document).on("select2:close", "select[name$=-source]", () => { open = null; });
  document.addEventListener("paste", (event) => {
    const url = event.clipboardData.getData("text").trim();
    const row = open && open.closest(".inline-related");
    if (row && part(row, "new_url") && event.target.matches(".select2-search__field") && ADDRESS.test(url)) {
      event.preventDefault();
      $(open).select2("close");
      part(row, "new_url").value = url;
      look(row, url);
    }
  });
})(django.jQuery);
