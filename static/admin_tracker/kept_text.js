/* Keeps what is typed into a record's form, or to an author in review, in this browser until it is saved,
   and offers it after a mishap. One entry for each editor, form and window; kept_sent.js takes away what
   is saved or two weeks old. A field marked data-as-shown is the page's own and is neither kept nor filled. */
"use strict";
(function ($) {
  const SETTLES = 800; // milliseconds without a key before typed text is written down
  const PREFIX = "nss-text:";
  const OURS = new Set(["csrfmiddlewaretoken", "compared", "confirmed", "typed_by"]);

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, entry) => {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // a full or closed store keeps nothing; the form itself is not affected
    }
  };

  const isTyped = (field) => field.name && !OURS.has(field.name) && !("asShown" in field.dataset)
    && !["submit", "file", "button"].includes(field.type);

  /* Every field of the form as [name, value, words of a chosen option]. */
  function fieldsOf(form) {
    const found = [];
    for (const field of form.elements) {
      if (!isTyped(field)) {
        continue;
      }
      if (field.options) {
        [...field.selectedOptions].forEach((one) => found.push([field.name, one.value, one.text]));
      } else if (!["checkbox", "radio"].includes(field.type) || field.checked) {
        found.push([field.name, field.value, ""]);
      }
    }
    return found;
  }

  function addRows(fields) {
    for (const [name, value] of fields) {
      const prefix = name.endsWith("-TOTAL_FORMS") && name.slice(0, -"-TOTAL_FORMS".length);
      const total = prefix && document.getElementById(`id_${name}`);
      const more = prefix && document.querySelector(`#${prefix}-group .add-row a`);
      for (let n = total ? Number(total.value) : Infinity; more && n < Number(value); n += 1) {
        more.click();
      }
    }
  }

  function fill(field, entries) {
    const values = entries.map(([, value]) => value);
    if (field.options) {
      for (const [, value, words] of entries) {
        if (![...field.options].some((one) => one.value === value)) {
          field.add(new Option(words, value));
        }
      }
      [...field.options].forEach((one) => { one.selected = values.includes(one.value); });
    } else if (["checkbox", "radio"].includes(field.type)) {
      field.checked = values.includes(field.value);
    } else if (values.length) {
      [field.value] = values;
    }
    $(field).trigger("change");
  }

  function bringBack(form, fields) {
    addRows(fields);
    const named = grouped(fields);
    for (const field of [...form.elements]) {
      if (isTyped(field) && !field.name.endsWith("_FORMS")) {
        fill(field, named.get(field.name) || []);
      }
    }
  }

  function grouped(fields) {
    const found = new Map();
    fields.forEach((one) => found.set(one[0], [...(found.get(one[0]) || []), one]));
    return found;
  }

  /* What was typed into this form before and is not in it now, the newest first, as [key, entry]. */
  function typedBefore(form, mine, key) {
    const now = JSON.stringify(fieldsOf(form));
    return Object.keys(localStorage)
      .filter((one) => one.startsWith(mine) && one !== key)
      .map((one) => [one, read(one)])
      .filter(([, entry]) => entry && JSON.stringify(entry.fields) !== now)
      .sort(([, one], [, other]) => other.at - one.at);
  }

  /* Offers it, one after the other; `took` is called when a form has been filled with it. */
  function offerIt(offer, form, mine, key, took) {
    const [found] = typedBefore(form, mine, key);
    offer.hidden = !found;
    if (!found) {
      return;
    }
    offer.querySelector("time").textContent = new Date(found[1].at).toLocaleString();
    offer.querySelector("[data-bring]").onclick = () => {
      bringBack(form, found[1].fields);
      took();
      localStorage.removeItem(found[0]);
      offer.hidden = true;
    };
    offer.querySelector("[data-drop]").onclick = () => {
      localStorage.removeItem(found[0]);
      offerIt(offer, form, mine, key, took);
    };
  }

  $(() => {
    const offer = document.getElementById("kept-text");
    const form = document.querySelector("#content-main > form[id$='_form'], #decision");
    if (!offer || !form) {
      return;
    }
    const editor = document.querySelector("meta[name=nss-editor]").content;
    const mine = `${PREFIX}${editor}:${form.dataset.keptAs || location.pathname}:`;
    const cameBack = "cameBack" in form.dataset || form.querySelector(".errornote") !== null;
    const sent = sessionStorage.getItem("nss-sent") || "";
    const fresh = `${mine}${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
    const key = cameBack && sent.startsWith(mine) ? sent : fresh;
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = 0;
      write(key, {at: Date.now(), fields: fieldsOf(form)});
    };
    if (cameBack) {
      keep();
    } else {
      offerIt(offer, form, mine, key, keep);
    }
    $(form).on("input change", () => {
      clearTimeout(timer);
      timer = setTimeout(keep, SETTLES);
    });
    $(form).on("submit", () => {
      keep();
      sessionStorage.setItem("nss-sent", key);
    });
    window.addEventListener("pagehide", () => { if (timer) { keep(); } });
  });
})(django.jQuery);
